"""The parts of the trend chart: no extreme is lost on the way to pixels, axes have round marks."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.ui.trends.figure import reduced
from ma_desktop.ui.trends.ticks import moments, numbers

ZONE = ZoneInfo("America/New_York")
DAY = 86_400.0


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=3000), st.integers(2, 200))
def test_every_extreme_of_every_column_is_kept(values: list[float], columns: int) -> None:
    times = np.arange(float(len(values))) * 7
    xs, ys = reduced(times, np.array(values), columns)
    assert len(xs) == len(ys) <= max(2 * columns, len(values) if len(values) <= 2 * columns else 0)
    assert ys.min() == min(values)
    assert ys.max() == max(values)
    assert (np.diff(xs) >= 0).all()
    edges = np.linspace(times[0], times[-1], columns + 1)
    for left, right in pairwise(edges[:-1]):
        inside = np.array(values)[(times >= left) & (times < right)]
        if len(inside):
            kept = ys[(xs >= left) & (xs < right)]
            assert (kept.min(), kept.max()) == (inside.min(), inside.max())


def test_readings_that_crowd_in_one_minute_are_kept_too() -> None:
    times = np.concatenate([[0.0], 1e9 + np.arange(10_000.0) / 100, [2e9]])
    values = np.concatenate([[70.0], np.full(9_999, 80.0), [211.0], [75.0]])
    xs, ys = reduced(times, values, 800)
    assert ys.max() == 211.0
    assert len(xs) < 20


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
