"""Values that are no numbers: dates, the line of an eye chart, LO and HI."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.vital_parse import InvalidReading, parse, refuse_impossible
from ma_desktop.domain.vitals import Reading, shown_reading, shown_with_unit
from tests.domain.content import ADULT, CATALOG, VITALS

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5/12", "2026-05-12"),
        ("5/20", "2026-05-20"),
        ("5/21", "2025-05-21"),
        ("5/12/26", "2026-05-12"),
        ("12/1/99", "1999-12-01"),
        ("5/2/2026", "2026-05-02"),
        ("2026-5-2", "2026-05-02"),
        ("5.12", "2026-05-12"),
        ("Today", "2026-05-20"),
    ],
)
def test_a_date_is_typed_as_people_write_it(typed: str, day: str) -> None:
    reading = parse(VITALS["lmp"], typed, today=TODAY)
    assert (reading.word, reading.measures, reading.loinc) == (day, (), "8665-2")


@pytest.mark.parametrize("typed", ["13/1", "2/30", "soon", "5", "2026-05-21", "5/21/2026", "98.6"])
def test_what_is_no_date_or_lies_ahead_is_refused(typed: str) -> None:
    with pytest.raises(InvalidReading):
        parse(VITALS["lmp"], typed, today=TODAY)


def test_a_date_is_shown_in_words() -> None:
    reading = parse(VITALS["lmp"], "5/12", today=TODAY)
    assert shown_with_unit(VITALS["lmp"], reading) == "12 May 2026"


@given(st.dates(date(1950, 1, 1), TODAY))
def test_every_past_day_comes_back(day: date) -> None:
    for typed in (day.isoformat(), f"{day.month}/{day.day}/{day.year}"):
        assert parse(VITALS["lmp"], typed, today=TODAY).word == day.isoformat()


def test_a_period_of_more_than_a_year_ago_is_asked_about() -> None:
    subject = Subject(ADULT, "female", today=TODAY)
    for days, asked in ((365, False), (366, True)):
        reading = parse(VITALS["lmp"], str(TODAY - timedelta(days=days)), today=TODAY)
        found = assess(VITALS["lmp"], reading, subject, CATALOG.bands)
        assert bool(found.questions) is asked


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("20/40", "20/40"),
        ("20 25", "20/25"),
        ("20/40-2", "20/40-2"),
        ("6/12", "6/12"),
        ("cf", "CF"),
    ],
)
def test_an_eye_chart_is_a_ratio_or_a_word(typed: str, word: str) -> None:
    reading = parse(VITALS["acuity_right"], typed)
    assert shown_reading(VITALS["acuity_right"], reading) == word


@pytest.mark.parametrize("typed", ["40", "20/5", "20/900", "6/2", "30/40", "20/", "blind"])
def test_a_line_that_no_chart_has_is_refused(typed: str) -> None:
    with pytest.raises(InvalidReading):
        parse(VITALS["acuity_left"], typed)


@pytest.mark.parametrize(
    ("typed", "word", "flag"), [("lo", "LO", "LL"), ("High", "HI", "HH"), ("HI", "HI", "HH")]
)
def test_a_meter_beyond_its_range_is_a_word_that_is_told(typed: str, word: str, flag: str) -> None:
    reading = parse(VITALS["glucose_poc"], typed)
    found = assess(VITALS["glucose_poc"], reading, Subject(ADULT), CATALOG.bands)
    assert (reading.word, found.flag, found.severity) == (word, flag, "critical")
    assert parse(VITALS["glucose_poc"], "98").word == ""


@pytest.mark.parametrize(
    ("vital", "text"),
    [
        ("hr", "78"),
        ("hr", "LO"),
        ("lmp", "2026-05-21"),
        ("lmp", "5/12"),
        ("acuity_right", "20/1"),
        ("glucose_poc", "low"),
    ],
)
def test_no_path_stores_a_word_that_is_none(vital: str, text: str) -> None:
    reading = Reading(vital, VITALS[vital].loinc, text)
    with pytest.raises(InvalidReading):
        refuse_impossible(VITALS[vital], reading, TODAY)


def test_a_number_of_a_word_only_sign_is_refused() -> None:
    number = replace(parse(VITALS["hr"], "78"), vital="lmp")
    with pytest.raises(InvalidReading):
        refuse_impossible(VITALS["lmp"], number, TODAY)
