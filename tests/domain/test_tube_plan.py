"""The plan has the fewest containers, in the order of draw; small cases are tried exhaustively."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import LabTest, Tube
from ma_desktop.domain.tube_plan import Planned, discard_first, plan
from tests.domain.content import CATALOG

TUBES = {
    key: Tube(key, key, order, key, "#000000", "", volumes_ml=(Decimal(2), Decimal(size)))
    for key, order, size in (("a", 10, 3), ("b", 20, 4), ("c", 30, 5))
}


def chosen(*ids: str) -> list[LabTest]:
    return [CATALOG.tests[key] for key in ids]


def names(planned: Sequence[Planned]) -> list[str]:
    return [one.tube.id for one in planned]


def test_a_usual_draw_is_sorted_by_the_order_of_draw() -> None:
    planned = plan(chosen("glu", "cbc", "cmp", "ptinr", "lipid", "a1c", "tsh"), CATALOG.tubes)

    assert names(planned) == ["citrate", "sst", "edta", "fluoride"]
    assert [t.id for t in planned[1].tests] == ["cmp", "lipid", "tsh"]
    assert planned[1].care == ("fasting",)


def test_a_second_choice_saves_a_tube() -> None:
    assert names(plan(chosen("hiv", "druglevel"), CATALOG.tubes)) == ["serum_plain"]
    assert names(plan(chosen("hiv"), CATALOG.tubes)) == ["sst"]
    assert names(plan(chosen("bmp", "troponin"), CATALOG.tubes)) == ["pst"]


def test_tests_that_do_not_share_and_sets_have_their_own_containers() -> None:
    planned = plan(chosen("ammonia", "lactate", "glu", "igra", "bcx"), CATALOG.tubes)

    assert [(one.tube.id, one.part) for one in planned if one.tube.id == "blood_culture"] == [
        ("blood_culture", "set 1 aerobic"),
        ("blood_culture", "set 1 anaerobic"),
        ("blood_culture", "set 2 aerobic"),
        ("blood_culture", "set 2 anaerobic"),
    ]
    assert names(planned)[4:7] == ["heparin", "fluoride", "fluoride"]
    assert [one.part for one in planned[-4:]] == ["nil", "TB1", "TB2", "mitogen"]


def test_with_a_syringe_the_anaerobic_bottle_is_first() -> None:
    planned = plan(chosen("bcx"), CATALOG.tubes, device="syringe")
    assert planned[0].part == "set 1 anaerobic"


def test_a_discard_tube_only_with_a_butterfly_and_citrate_first() -> None:
    citrate = plan(chosen("ptinr", "cbc"), CATALOG.tubes)
    culture = plan(chosen("ptinr", "bcx"), CATALOG.tubes)

    assert discard_first(citrate, "butterfly")
    assert not discard_first(citrate, "straight")
    assert not discard_first(culture, "butterfly")
    assert not discard_first(plan(chosen("cbc"), CATALOG.tubes), "butterfly")
    assert not discard_first((), "butterfly")


def test_a_finger_stick_has_its_own_order() -> None:
    planned = plan(chosen("cmp", "cbc", "glu", "ua"), CATALOG.tubes, route="finger")
    assert names(planned) == ["cap_edta", "cap_fluoride", "cap_serum", "urine_cc"]
    with pytest.raises(Refused, match="finger or heel"):
        plan(chosen("ptinr"), CATALOG.tubes, route="finger")


def test_what_is_no_blood_shares_too() -> None:
    planned = plan(chosen("ua", "ucx", "pap", "hpv", "biopsy", "biopsy"), CATALOG.tubes)
    assert names(planned) == ["urine_cc", "pap_vial", "biopsy_jar", "biopsy_jar"]


def test_more_than_a_tube_holds_is_refused() -> None:
    huge = LabTest("x", "Serum bank", "X", "a", volume_ml=Decimal(9))
    with pytest.raises(Refused, match="Serum bank"):
        plan([huge], TUBES)
    assert plan([], TUBES) == ()


lab_tests = st.builds(
    lambda where, volume: (where, volume),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
    st.none() | st.decimals("0.5", "3", places=1),
)


@settings(max_examples=150)
@given(st.lists(lab_tests, max_size=5))
def test_no_plan_has_fewer_containers(made: list[tuple[list[str], Decimal | None]]) -> None:
    wanted = [
        LabTest(f"t{number}", f"T{number}", f"T{number}", where[0], tuple(where[1:]), True, volume)
        for number, (where, volume) in enumerate(made)
    ]
    planned = plan(wanted, TUBES)

    assert sorted(t.id for one in planned for t in one.tests) == sorted(t.id for t in wanted)
    for one in planned:
        assert sum((t.volume_ml or 0) for t in one.tests) <= max(one.tube.volumes_ml)
        assert all(one.tube.id in (t.tube, *t.also) for t in one.tests)
    assert [one.tube.order for one in planned] == sorted(one.tube.order for one in planned)
    assert len(planned) == fewest_by_trying_all(wanted)


def fewest_by_trying_all(wanted: Sequence[LabTest]) -> int:
    """Every container for every test, every grouping of those in one kind of container."""
    if not wanted:
        return 0
    return min(
        len(groups)
        for choice in product(*((test.tube, *test.also) for test in wanted))
        for groups in partitions(list(range(len(wanted))))
        if all(fits(group, choice, wanted) for group in groups)
    )


def fits(group: list[int], choice: Sequence[str], wanted: Sequence[LabTest]) -> bool:
    kinds = {choice[i] for i in group}
    volume = sum((wanted[i].volume_ml or Decimal(0)) for i in group)
    return len(kinds) == 1 and volume <= max(TUBES[kinds.pop()].volumes_ml)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for groups in partitions(rest):
        yield [[first], *groups]
        for at, group in enumerate(groups):
            yield [*groups[:at], [first, *group], *groups[at + 1 :]]
