"""The axes of a trend on paper: round marks, and days of the clinic's clock."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from ma_desktop.documents.ticks import moments, numbers

ZONE = ZoneInfo("America/New_York")
DAY = 86_400.0


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (60, 160, 5, [60, 80, 100, 120, 140, 160]),
        (98.1, 99.2, 6, [98.2, 98.4, 98.6, 98.8, 99.0, 99.2]),
    ],
)
def test_numbers_are_round(low: float, high: float, most: int, expected: list[float]) -> None:
    assert numbers(low, high, most) == expected


@pytest.mark.parametrize("days", [0.5, 3, 30, 182, 731, 3650, 38_000])
def test_times_are_few_in_order_and_in_words(days: float) -> None:
    end = datetime(2026, 3, 10, 8, 30, tzinfo=ZONE).timestamp()
    found = moments(end - days * DAY, end, 8, ZONE)
    assert 1 <= len(found) <= 10
    assert all(one[0] < two[0] for one, two in pairwise(found))
    if days > 8:  # within days, noon comes again
        assert len({words for _at, words in found}) == len(found)


def test_days_begin_at_midnight_of_the_clinic_even_when_clocks_change() -> None:
    start = datetime(2026, 3, 5, tzinfo=ZONE).timestamp()
    for at, words in moments(start, start + 8 * DAY, 10, ZONE):
        moment = datetime.fromtimestamp(at, ZONE)
        assert (moment.hour, moment.minute) == (0, 0)
        assert words == f"{moment.day} Mar"
