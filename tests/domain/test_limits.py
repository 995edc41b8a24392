"""Flags, questions and notices for the right age, sex and history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.limits import Assessment, Past, Subject, assess, band_of, pals_hypotension
from ma_desktop.domain.patient import Age, age_on
from ma_desktop.domain.vital_bounds import Range
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Reading
from tests.domain.content import ADULT, AGES, CATALOG, VITALS


def judged(
    vital: str, text: str, age: Age = ADULT, last: str = "", *, pregnant: bool = False
) -> Assessment:
    before = parse(VITALS[vital], last) if last else None
    subject = Subject(age, "female", pregnant)
    return assess(VITALS[vital], parse(VITALS[vital], text), subject, CATALOG.bands, Past(before))


@pytest.mark.parametrize(
    ("vital", "text", "flag", "severity"),
    [
        ("bp", "118/78", "N", ""),
        ("bp", "119/79", "N", ""),
        ("bp", "120/79", "H", ""),
        ("bp", "159/99", "H", ""),
        ("bp", "160/90", "H", "urgent"),
        ("bp", "179/109", "H", "urgent"),
        ("bp", "180/90", "HH", "critical"),
        ("bp", "150/110", "H", "urgent"),
        ("bp", "150/120", "HH", "critical"),
        ("bp", "90/60", "N", ""),
        ("bp", "89/60", "LL", "critical"),
        ("hr", "60", "N", ""),
        ("hr", "100", "N", ""),
        ("hr", "49", "L", "urgent"),
        ("hr", "39", "LL", "critical"),
        ("hr", "130", "HH", "critical"),
        ("rr", "8", "LL", "critical"),
        ("rr", "9", "L", "urgent"),
        ("rr", "25", "H", "urgent"),
        ("temp", "98.6", "N", ""),
        ("temp", "100.3", "H", ""),
        ("temp", "100.4", "H", "flag"),
        ("temp", "102.2", "H", "urgent"),
        ("temp", "104", "HH", "critical"),
        ("temp", "95", "LL", "critical"),
        ("temp", "95.1", "L", ""),
        ("spo2", "95", "N", ""),
        ("spo2", "94", "L", "flag"),
        ("spo2", "92", "L", "flag"),
        ("spo2", "91", "LL", "critical"),
        ("pain", "6", "", ""),
        ("pain", "7", "", "urgent"),
        ("glucose_poc", "53", "LL", "critical"),
        ("glucose_poc", "120", "N", ""),
        ("glucose_poc", "400", "HH", "critical"),
        ("weight", "165", "", ""),
    ],
)
def test_an_adult_value_at_each_edge(vital: str, text: str, flag: str, severity: str) -> None:
    found = judged(vital, text)
    assert (found.flag, found.severity) == (flag, severity)


@pytest.mark.parametrize(
    ("days", "text", "severity"),
    [
        (5, "38.0c", "critical"),
        (5, "37.9c", ""),
        (5, "35.9c", "critical"),
        (28, "38.0c", "critical"),
        (90, "38.0c", "critical"),
        (91, "38.0c", "flag"),
        (91, "39.0c", "urgent"),
        (200, "35.9c", ""),
        (900, "39.0c", "flag"),
    ],
)
def test_fever_in_the_first_ninety_days_goes_to_the_provider(
    days: int, text: str, severity: str
) -> None:
    birth = date(2026, 1, 1)
    assert judged("temp", text, age_on(birth, birth + timedelta(days))).severity == severity


@pytest.mark.parametrize(
    ("years", "bound"), [(1, 72), (2, 74), (5, 80), (6, 82), (9, 88), (10, 90), (11, 90), (17, 90)]
)
def test_low_pressure_of_children_follows_the_age(years: int, bound: int) -> None:
    age = Age(years, years * 12, years * 366)
    assert pals_hypotension(age) == bound
    assert judged("bp", f"{bound}/50", age).flags["sbp"] != "LL"
    assert judged("bp", f"{bound - 1}/50", age).flags["sbp"] == "LL"


def test_pregnancy_lowers_the_bounds() -> None:
    assert judged("bp", "140/80").severity == ""
    assert judged("bp", "140/80", pregnant=True).severity == "urgent"
    assert judged("bp", "130/90", pregnant=True).severity == "urgent"
    assert judged("bp", "160/80", pregnant=True).severity == "critical"
    assert judged("bp", "130/110", pregnant=True).severity == "critical"


def test_only_the_gravest_notice_of_a_part_speaks() -> None:
    notices = judged("bp", "190/125").notices
    assert [(notice.part, notice.severity) for notice in notices] == [
        ("sbp", "critical"),
        ("dbp", "critical"),
    ]
    assert all("provider" in notice.why for notice in notices)


def test_an_unusual_value_is_asked_about_once() -> None:
    assert judged("bp", "200/90").questions == ()
    assert len(judged("bp", "201/90").questions) == 1
    assert judged("weight", "3.4kg", AGES["newborn"]).questions == ()


@pytest.mark.parametrize(
    ("text", "questions"), [("120/110", 0), ("120/111", 1), ("180/60", 0), ("181/60", 1)]
)
def test_pulse_pressure_is_asked_about(text: str, questions: int) -> None:
    assert len(judged("bp", text).questions) == questions


def test_a_question_suggests_the_unit_that_would_be_usual() -> None:
    asked = judged("height", "51", AGES["newborn"])
    assert asked.questions
    assert asked.suggestion == "51cm"


@pytest.mark.parametrize(
    ("vital", "text", "last", "suggestion"),
    [
        ("weight", "75", "75kg", "75kg"),
        ("weight", "165kg", "165lb", "165lb"),
        ("weight", "34kg", "75kg", ""),
        ("height", "57", "170cm", "5'7"),
        ("height", "5'1", "5'11", ""),
    ],
)
def test_a_slip_shows_against_the_last_value(
    vital: str, text: str, last: str, suggestion: str
) -> None:
    found = judged(vital, text, last=last)
    assert len(found.questions) == 1
    assert found.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "last", "asked"),
    [
        ("90kg", "100kg", False),
        ("89.99kg", "100kg", True),
        ("110kg", "100kg", False),
        ("110.1kg", "100kg", True),
    ],
)
def test_more_than_ten_percent_is_asked_about(text: str, last: str, asked: bool) -> None:
    assert bool(judged("weight", text, last=last).questions) is asked


def test_growth_of_infants_is_no_question_but_a_loss_is() -> None:
    assert not judged("weight", "5.1kg", AGES["infant"], last="3.4kg").questions
    assert judged("weight", "5kg", AGES["infant"], last="6kg").questions


def test_a_reading_that_was_not_taken_is_not_judged() -> None:
    skipped = Reading("bp", "85354-9", "", absent="refused")
    found = assess(VITALS["bp"], skipped, Subject(ADULT), CATALOG.bands)
    assert found == Assessment({})
    assert found.flag == ""
    assert found.severity == ""
    taken = parse(VITALS["weight"], "75kg")
    last = Reading("weight", "29463-7", "", absent="refused")
    assert not assess(VITALS["weight"], taken, Subject(ADULT), CATALOG.bands, Past(last)).questions


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 120 * 366))
def test_each_day_of_a_life_lies_in_exactly_one_band(birth: date, days: int) -> None:
    age = age_on(birth, birth + timedelta(days))
    assert [band.id for band in CATALOG.bands if band.holds(age)] == [band_of(age, CATALOG.bands)]


@pytest.mark.parametrize(("band", "age"), AGES.items())
def test_bands_hold_the_ages_they_are_named_for(band: str, age: Age) -> None:
    assert band_of(age, CATALOG.bands) == band


def test_a_range_without_an_end_is_open() -> None:
    assert Range(low=None, high=None).holds(parse(VITALS["hr"], "72").value)
