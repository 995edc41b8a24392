"""What is asked at which visit: by age, sex and type of visit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.patient import Age
from ma_desktop.domain.vital_sets import asked_besides, set_faults
from ma_desktop.domain.vitals import VitalSign
from tests.domain.content import AGES, CATALOG, VITALS

FULL = "bp hr rr temp spo2 weight height pain"
INFANT = "temp hr rr spo2 weight height head"


@pytest.mark.parametrize(
    ("age", "sex", "visit", "asked"),
    [
        ("adult", "male", "Annual physical", FULL),
        ("adult", "female", "Injection only", "temp"),
        ("adult", "male", "BP follow-up", "bp hr weight"),
        ("adult", "female", "Prenatal visit", "bp hr temp weight height lmp pain"),
        ("adult", "male", "Pap smear", "bp hr rr temp weight height pain"),
        ("infant", "male", "Well child 9 months", INFANT),
        ("newborn", "female", "Sick visit", INFANT),
        ("toddler", "male", "Sick visit", INFANT),
        (
            "preschool",
            "male",
            "Well child 4 years",
            "bp hr rr temp weight height acuity_right acuity_left",
        ),
        ("school", "female", "Asthma check", "bp hr rr temp spo2 pef weight height pain"),
        ("adult", "male", "Diabetes", "bp hr rr temp spo2 weight height glucose_poc pain"),
    ],
)
def test_a_visit_asks_what_it_needs_in_its_order(
    age: str, sex: str, visit: str, asked: str
) -> None:
    found = CATALOG.asked(AGES[age], sex, visit)
    assert " ".join(vital.id for vital in found) == asked


@pytest.mark.parametrize(
    ("age", "asked"),
    [
        (Age(9, 119, 3650), False),
        (Age(10, 120, 3653), True),
        (Age(55, 671, 20400), True),
        (Age(56, 672, 20454), False),
    ],
)
def test_the_last_period_is_asked_from_10_to_55_years(age: Age, asked: bool) -> None:
    found = [vital.id for vital in CATALOG.asked(age, "female", "Prenatal")]
    assert ("lmp" in found) is asked


def test_oxygen_that_is_given_asks_for_its_flow() -> None:
    assert asked_besides(VITALS, {"spo2": {"o2_device": "room_air"}}) == ()
    assert asked_besides(VITALS, {"spo2": {"o2_device": "nasal_cannula"}}) == ("o2_flow",)
    assert asked_besides(VITALS, {"spo2": {"o2_device": "venturi_mask"}}) == ("o2_flow", "fio2")
    assert asked_besides(VITALS, {"gone": {"o2_device": "nasal_cannula"}}) == ()


def without(key: str) -> dict[str, VitalSign]:
    return {name: vital for name, vital in VITALS.items() if name != key}


def test_faults_of_sets_are_noticed() -> None:
    row = CATALOG.sets[0]

    def words(**changed: object) -> str:
        made = replace(row, **changed)  # type: ignore[arg-type]  # fields by name, as given
        return "; ".join(fault.what for fault in set_faults([made], VITALS, CATALOG.sources))

    assert words() == ""
    assert "not a vital sign that can be typed" in words(asked=("bmi",))
    assert "2 times" in words(asked=("hr", "hr"))
    assert "small letters" in words(visits=("Injection",))
    assert "end before they begin" in words(from_months=12, to_months=12)
    assert "nobody is not a key" in words(source="nobody")
    found = [fault.what for fault in set_faults([row], without("o2_flow"), CATALOG.sources)]
    assert any("asks for o2_flow" in what for what in found)
