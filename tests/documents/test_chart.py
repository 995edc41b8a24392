"""The chart of the summary: its scale, its band, and that thinning hides no extreme."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ma_desktop.documents.chart import Box, marks, thinned
from ma_desktop.documents.sheet import Mark, Path, Text
from ma_desktop.documents.style import BAND, BRAND, SECOND
from ma_desktop.domain.summary import Series, SeriesPoint
from tests.documents.visits import ENGLISH, series

BOX = Box(40, 100, 260, 120)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def paths(found: list[Mark], color: object) -> list[Path]:
    return [m for m in found if isinstance(m, Path) and color in (m.stroke, m.fill)]


def places(found: list[Mark]) -> list[tuple[float, float]]:
    points = [point for mark in found if isinstance(mark, Path) for point in mark.points]
    return points + [(mark.x, mark.y) for mark in found if isinstance(mark, Text)]


def pulse(*values: int, days: int = 1) -> Series:
    points = (
        SeriesPoint(START + timedelta(days=days * n), Decimal(v)) for n, v in enumerate(values)
    )
    return Series("Pulse", "/min", tuple(points))


@pytest.mark.parametrize(
    "shown",
    [
        series(),
        pulse(70, 90),
        pulse(70, 70),
        pulse(70, 80, days=0),
        replace(pulse(60, 100), low=Decimal(40)),
        replace(pulse(60, 100), high=Decimal(200)),
        pulse(*range(40, 200)),
    ],
)
def test_everything_stands_inside_the_box(shown: Series) -> None:
    found = marks(shown, BOX, ENGLISH)
    assert found
    for x, y in places(found):
        assert BOX.x <= x <= BOX.x + BOX.width
        assert BOX.y <= y <= BOX.y + BOX.height


def test_time_is_to_scale_and_the_order_of_points_does_not_matter() -> None:
    shown = replace(pulse(70, 80, 90), points=tuple(reversed(pulse(70, 80, 90).points)))
    (line,) = paths(marks(shown, BOX, ENGLISH), BRAND)
    (x0, y0), (x1, y1), (x2, y2) = line.points
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y1 - y0 == pytest.approx(y2 - y1)
    assert y2 > y0


def test_two_lines_for_a_pair_and_a_band_between_its_bounds() -> None:
    found = marks(series(), BOX, ENGLISH)
    assert len(paths(found, BRAND)) == len(paths(found, SECOND)) == len(paths(found, BAND)) == 1
    levels = {mark.text for mark in found if isinstance(mark, Text)}
    assert {"90", "130"} <= levels


def test_without_a_band_the_extremes_are_named() -> None:
    levels = [
        mark.text for mark in marks(pulse(66, 99, 80), BOX, ENGLISH) if isinstance(mark, Text)
    ]
    assert {"66", "99"} <= set(levels)
    assert not paths(marks(pulse(66, 99), BOX, ENGLISH), BAND)


def test_days_within_a_month_are_named_by_day() -> None:
    words = [mark.text for mark in marks(pulse(66, 99), BOX, ENGLISH) if isinstance(mark, Text)]
    assert {"5 Jan 2026", "6 Jan 2026"} <= set(words)


def test_thinning_keeps_ends_and_extremes_in_order() -> None:
    points = pulse(*[70 + n % 7 for n in range(5000)]).points
    spiked = [*points[:2000], replace(points[2000], value=Decimal(190)), *points[2001:]]
    kept = thinned(spiked)
    assert len(kept) <= 410
    assert (kept[0], kept[-1]) == (spiked[0], spiked[-1])
    assert max(point.value for point in kept) == 190
    assert kept == sorted(kept, key=lambda point: point.at)
