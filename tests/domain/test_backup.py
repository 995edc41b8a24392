"""A backup is late once a whole day with patients has passed without one."""

from __future__ import annotations

from datetime import date

import pytest

from ma_desktop.domain.backup import is_late

WEEK = ("mon", "tue", "wed", "thu", "fri")
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "open_days", "late"),
    [
        (27, WEEK, False),
        (28, WEEK, False),
        (30, WEEK, False),  # Monday morning: nobody came at the week-end
        (30, (*WEEK, "sat"), True),
        (30, (), False),
        (26, WEEK, False),  # the clock was put back
    ],
)
def test_closed_days_do_not_count(day: int, open_days: tuple[str, ...], late: bool) -> None:
    assert is_late(FRIDAY, date(2026, 11, day), open_days) is late


def test_a_missed_monday_shows_on_tuesday_and_ever_after() -> None:
    assert is_late(FRIDAY, date(2026, 12, 1), WEEK)
    assert is_late(FRIDAY, date(2036, 12, 1), ("sun",))
