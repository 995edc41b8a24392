"""Days as people type them: what each says, and what is refused because it might say two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.typed_day import birth_day, typed_day, us_date

BORN = date(1979, 3, 14)
TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    "typed",
    [
        *("3/14/1979", "03/14/1979", "3-14-1979", "3.14.1979", "1979-03-14", " 3 14 1979 "),
        *("03141979", "19790314", "1979/3/14", "1979.03.14"),
    ],
)
def test_days_as_people_write_them(typed: str) -> None:
    assert typed_day(typed) == BORN
    assert birth_day(typed, TODAY) == BORN


@pytest.mark.parametrize("typed", ["3/14/79", "3-14-79", "031479", "3/14/'79", "3.14.979"])
def test_a_century_is_never_guessed(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_day(typed)
    assert refused.value.what == "The year needs four digits."
    assert refused.value.do == "Write 1979, not 79."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "not a date"),
        ("3/14", "not a date"),
        ("3141979", "not a date"),
        ("0314197", "not a date"),
        ("031419790", "not a date"),
        ("tomorrow", "not a date"),
        ("٠٣١٤١٩٧٩", "not a date"),
        ("14/3/1979", "no such day"),
        ("14031979", "no such day"),
        ("2/30/1979", "no such day"),
        ("02291979", "no such day"),
        ("00000000", "no such day"),
    ],
)
def test_what_is_no_day_is_refused(typed: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        typed_day(typed)


@pytest.mark.parametrize("typed", ["", "  ", "3/11/2026", "03112026"])
def test_nobody_is_born_tomorrow_or_on_no_day(typed: str) -> None:
    with pytest.raises(Refused):
        birth_day(typed, TODAY)


@given(st.dates(date(1880, 1, 1), date(2099, 12, 31)))
def test_eight_digits_never_mean_another_day(day: date) -> None:
    for typed in (f"{day:%m%d%Y}", f"{day:%Y%m%d}", us_date(day), day.isoformat()):
        assert typed_day(typed) == day


def test_the_latest_day_is_today() -> None:
    assert birth_day(us_date(TODAY), TODAY) == TODAY
    with pytest.raises(Refused):
        birth_day(us_date(TODAY + timedelta(days=1)), TODAY)
