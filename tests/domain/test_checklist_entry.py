"""What is typed into a checklist: judged by the limits of the item, or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ma_desktop.catalog.checklists import list_body, list_of, shipped_lists
from ma_desktop.domain.checklist import Answer, asked, missing, progress, set_up_list
from ma_desktop.domain.checklist_entry import demand_ascending, range_words, read_entry
from ma_desktop.domain.errors import Refused

LISTS = shipped_lists().lists
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def entry(name: str, item_id: str, text: str) -> tuple[str, str, str, Decimal | None]:
    item = LISTS[name].item(item_id)
    assert item is not None
    found = read_entry(item, text, TODAY)
    return found.outcome, found.value, found.unit, found.number


def answer(item_id: str, value: str, outcome: str = "done", number: str = "") -> Answer:
    amount = Decimal(number) if number else None
    return Answer("r", item_id, 1, outcome, value, NOW, "rivera", number=amount)


@pytest.mark.parametrize(
    ("text", "outcome", "unit", "number"),
    [
        ("5", "done", "Cel", "5"),
        ("2.0", "done", "Cel", "2.0"),
        ("8", "done", "Cel", "8"),
        ("8,1", "out", "Cel", "8.1"),
        ("1.9c", "out", "Cel", "1.9"),
        ("41f", "done", "[degF]", "5"),
        ("41 °F", "done", "[degF]", "5"),
        ("47F", "out", "[degF]", "8.333333333"),
        ("-3", "out", "Cel", "-3"),
    ],
)
def test_a_refrigerator_is_read_in_either_unit(
    text: str, outcome: str, unit: str, number: str
) -> None:
    """2 to 8 °C: CDC Vaccine Storage and Handling Toolkit."""
    found = entry("fridge_log", "current", text)
    assert (found[0], found[2], found[3]) == (outcome, unit, Decimal(number))


@pytest.mark.parametrize("text", ["", "x", "510", "-80", "5 psi", "5..1", "NaN", "1e3", "\u0665"])
def test_what_is_no_reading_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        entry("fridge_log", "current", text)


def test_the_lowest_can_not_be_above_the_current() -> None:
    log = LISTS["fridge_log"]
    standing = {"current": answer("current", "4", number="4")}
    with pytest.raises(Refused, match="can't be above"):
        demand_ascending(log, standing, answer("min", "5", number="5"))
    demand_ascending(log, standing, answer("min", "4", number="4"))
    with pytest.raises(Refused):
        demand_ascending(log, standing, answer("max", "3", number="3"))


def test_choices_by_word_or_number() -> None:
    assert entry("cart_log", "intact", "2")[:2] == ("out", "broken")
    assert entry("cart_log", "intact", "Intact")[:2] == ("done", "intact")
    for text in ("3", "0", "maybe"):
        with pytest.raises(Refused):
            entry("cart_log", "intact", text)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("2026-03-10", "done"), ("2/24", "done"), ("2/23/2026", "out"), ("12/31", "out")],
)
def test_a_solution_has_its_days(text: str, outcome: str) -> None:
    """Glutaraldehyde 2.4 %: 14 days of use; 24 February is the last day that still counts."""
    assert entry("hld", "active_glut24", text)[0] == outcome


@pytest.mark.parametrize("text", ["tomorrow", "2/30", "2126-01-01", "3/11/2026"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        entry("hld", "active_glut24", text)


def test_a_full_sharps_container_asks_for_a_new_one() -> None:
    turnover = LISTS["turnover"]
    assert "sharps_new" not in [item.id for item in asked(turnover, ())]
    full = (answer("sharps", "3/4 or more", "out"),)
    assert "sharps_new" in [item.id for item in missing(turnover, full)]
    assert progress(turnover, full).words == "1 of 11"


def test_a_soak_asks_only_for_its_own_product() -> None:
    chosen = (answer("product", "OPA 0.55 %"),)
    ids = [item.id for item in asked(LISTS["hld"], chosen)]
    assert [name for name in ids if name.endswith(("glut24", "opa055"))] == [
        "active_opa055",
        "strip_opa055",
        "temp_opa055",
        "soak_opa055",
    ]


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ("Annual physical", "adult_physical"),
        ("Well-child 9 mo", "well_child"),
        ("Joint injection", "joint_injection"),
        ("Flu injection", "injection"),
        ("Suture removal", "wound_care"),
        ("EKG", "ekg"),
        ("Sore throat", None),
    ],
)
def test_the_visit_type_chooses_the_set_up(visit: str, expected: str | None) -> None:
    found = set_up_list(LISTS.values(), visit)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_survives_its_text(name: str) -> None:
    assert list_of(list_body(LISTS[name])) == LISTS[name]


def test_ranges_in_words() -> None:
    item = LISTS["fridge_log"].item("current")
    oxygen = LISTS["oxygen_log"].item("pressure")
    assert item is not None
    assert oxygen is not None
    assert range_words(item) == "2 to 8 °C"
    assert range_words(oxygen) == "500 psi or more"
