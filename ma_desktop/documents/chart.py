"""A small chart of one vital sign over time, drawn as vectors with its reference band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ma_desktop.documents.lines import printable
from ma_desktop.documents.sheet import Ink, Mark, Path, Text
from ma_desktop.documents.style import BAND, BRAND, INK_2, LINE, SECOND, SEMIBOLD
from ma_desktop.domain.phrases import Phrases
from ma_desktop.domain.summary import Series, SeriesPoint

_TITLE = Ink(10.5, SEMIBOLD)
_AXIS = Ink(9, color=INK_2)
_LEFT = 30.0  # points kept for the numbers of the axis
_ABOVE = 24.0  # points kept for the title
_BELOW = 18.0  # points kept for the dates
_ENDS = 26.0  # points kept for the last values
_COLUMNS = 200  # more points than twice this are thinned


@dataclass(frozen=True)
class Box:
    """Where a chart stands: its lower left corner and its extent, in points."""

    x: float
    y: float
    width: float
    height: float


def marks(series: Series, box: Box, phrases: Phrases) -> list[Mark]:
    """The chart of `series`, which needs two points at least, inside `box`."""
    points = thinned(sorted(series.points, key=lambda point: point.at))
    plot = Box(
        box.x + _LEFT,
        box.y + _BELOW,
        box.width - _LEFT - _ENDS,
        box.height - _BELOW - _ABOVE,
    )
    across, up = _scales(series, points, plot)
    top = box.y + box.height - _TITLE.size
    name = phrases.vital(series.vital, series.name)
    title = printable(f"{name}, {series.unit}" if series.unit else name)
    return [
        Text(box.x, top, title, _TITLE),
        *_band(series, plot, up),
        *_levels(series, points, box, plot, up),
        *_lines(points, across, up),
        *_days(points, box, plot, phrases),
    ]


Scale = Callable[[float], float]


def _scales(series: Series, points: Sequence[SeriesPoint], plot: Box) -> tuple[Scale, Scale]:
    values = [float(value) for value in _all_values(points)]
    values += [float(bound) for bound in (series.low, series.high) if bound is not None]
    least, most = min(values), max(values)
    pad = (most - least) * 0.08 or 1.0
    start = points[0].at.timestamp()
    span = (points[-1].at.timestamp() - start) or 1.0
    rise = plot.height / (most - least + 2 * pad)

    def across(moment: float) -> float:
        return plot.x + (moment - start) / span * plot.width

    def up(value: float) -> float:
        return plot.y + (value - least + pad) * rise

    return across, up


def _all_values(points: Sequence[SeriesPoint]) -> Iterator[float]:
    for point in points:
        yield float(point.value)
        if point.second is not None:
            yield float(point.second)


def _band(series: Series, plot: Box, up: Scale) -> Iterator[Mark]:
    """The reference range; open ends reach to the edge of the plot."""
    if series.low is None and series.high is None:
        return
    low = plot.y if series.low is None else up(float(series.low))
    high = plot.y + plot.height if series.high is None else up(float(series.high))
    right = plot.x + plot.width
    corners = ((plot.x, low), (right, low), (right, high), (plot.x, high))
    yield Path(corners, None, fill=BAND)


def _levels(
    series: Series, points: Sequence[SeriesPoint], box: Box, plot: Box, up: Scale
) -> Iterator[Mark]:
    """Numbers at the band's bounds, or at the least and greatest value without a band."""
    bounds = [float(bound) for bound in (series.low, series.high) if bound is not None]
    for level in bounds or sorted({min(_all_values(points)), max(_all_values(points))}):
        at = up(level)
        yield Path(((plot.x, at), (plot.x + plot.width, at)), LINE, 0.4)
        yield Text(box.x + _LEFT - 6, at - 3, f"{level:g}", _AXIS, right=True)


def _lines(points: Sequence[SeriesPoint], across: Scale, up: Scale) -> Iterator[Mark]:
    places = [across(point.at.timestamp()) for point in points]
    first = [(x, up(float(p.value)), p.value) for x, p in zip(places, points, strict=True)]
    second = [
        (x, up(float(p.second)), p.second)
        for x, p in zip(places, points, strict=True)
        if p.second is not None
    ]
    for track, color in ((first, BRAND), (second, SECOND)):
        if track:
            yield Path(tuple((x, y) for x, y, _ in track), color, 1.6)
            x, y, value = track[-1]
            yield Text(x + 4, y - 3, f"{value:f}", Ink(9, SEMIBOLD, color))


def _days(points: Sequence[SeriesPoint], box: Box, plot: Box, phrases: Phrases) -> Iterator[Mark]:
    first, last = points[0].at.date(), points[-1].at.date()
    apart = (first.year, first.month) != (last.year, last.month)
    words = phrases.month if apart else phrases.short
    yield Text(plot.x, box.y + 4, words(first), _AXIS)
    if first != last:
        yield Text(plot.x + plot.width, box.y + 4, words(last), _AXIS, right=True)


def thinned(points: Sequence[SeriesPoint]) -> list[SeriesPoint]:
    """At most two points a column, its least and greatest; first and last are always kept.

    `points` are in the order of time.
    """
    if len(points) <= 2 * _COLUMNS:
        return list(points)
    start = points[0].at.timestamp()
    span = (points[-1].at.timestamp() - start) or 1.0
    columns: dict[int, list[SeriesPoint]] = {}
    for point in points:
        column = int((point.at.timestamp() - start) / span * _COLUMNS)
        columns.setdefault(column, []).append(point)
    kept = [points[0]]
    for column_points in columns.values():
        ends = {
            id(pick): pick
            for pick in (
                min(column_points, key=lambda point: point.value),
                max(column_points, key=lambda point: point.value),
            )
        }
        kept += sorted(ends.values(), key=lambda point: point.at)
    return [*kept, points[-1]]
