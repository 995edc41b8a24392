"""What the trend chart draws: arrays made of a trend once, and reduced to pixels at each paint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ma_desktop.domain.trend import COUNTS, STRUCK, Band, Level, Stay, Trend

Floats = npt.NDArray[np.float64]
_SPARE = 0.08
_NEAR = 0.6
"""A level is brought into view when it lies this share of the values' extent away, or less."""
_NONE = np.empty(0)
INKS = ("brand", "info")
GROUNDS = (("ok-soft", "ok"), ("info-soft", "info"))
MARKS = ("o", "s")


@dataclass(frozen=True)
class Line:
    """Readings of one part that count, by time, and the rows of the table they stand in."""

    name: str
    ink: str
    mark: str
    times: Floats
    values: Floats
    rows: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Pane:
    """Lines on one scale from `low` to `high`; `trend` gives words to its numbers."""

    trend: Trend
    lines: tuple[Line, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One trend, perhaps one to compare on the right and one beneath, over one time.

    `times` holds all rows of the table, oldest first; `struck` those that do not count any more,
    `missing` the times at which nothing was measured, `unusual` rows taken another way.
    """

    main: Pane
    times: Floats
    struck: tuple[Line, ...] = ()
    missing: Floats = field(default_factory=lambda: _NONE)
    unusual: frozenset[int] = frozenset()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    right: Pane | None = None
    below: Pane | None = None
    visits: Floats = field(default_factory=lambda: _NONE)
    stays: tuple[Stay, ...] = ()


def figure_of(trend: Trend, *, levels: bool = True, struck: bool = True) -> Figure:
    """The main pane of a trend with its ranges; `levels` and `struck` may be left out."""
    kinds, times = arrays_of(trend)
    shown = trend.levels if levels else tuple(i for i in trend.levels if i.kind == "target")
    gone = tuple(lines_of(trend, kinds == STRUCK, times)) if struck else ()
    lines = tuple(lines_of(trend, kinds == COUNTS, times))
    low, high = _extent([*lines, *gone], trend.bands, shown, times)
    return Figure(
        Pane(trend, lines, low, high),
        times,
        gone,
        times[(kinds != COUNTS) & (kinds != STRUCK)],
        trend.columns.unusual,
        trend.bands,
        shown,
    )


def arrays_of(trend: Trend) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Kinds and times of all rows, without a copy."""
    columns = trend.columns
    kinds = np.frombuffer(columns.kinds, np.uint8)
    return kinds, np.frombuffer(columns.times) if len(columns.times) else _NONE


def lines_of(trend: Trend, wanted: npt.NDArray[np.bool_], times: Floats) -> list[Line]:
    """One line a part of the rows that are wanted and have a number."""
    found = []
    for number, column in enumerate(trend.columns.values):
        values = np.frombuffer(column) if len(column) else _NONE
        rows = np.flatnonzero(wanted & ~np.isnan(values)) if len(column) else _NONE.astype(np.intp)
        name = trend.parts[number] if len(trend.parts) > 1 else trend.name
        ink, mark = INKS[number % 2], MARKS[number % 2]
        found.append(Line(name, ink, mark, times[rows], values[rows], rows))
    return found


def plain_pane(trend: Trend, ink: str, mark: str) -> Pane:
    """A trend without its ranges: to compare, or to stand beneath."""
    kinds, times = arrays_of(trend)
    lines = tuple(
        replace(line, ink=ink, mark=mark) for line in lines_of(trend, kinds == COUNTS, times)
    )
    return Pane(trend, lines, *_extent(lines, (), (), times))


def _extent(
    lines: Sequence[Line], bands: Sequence[Band], levels: Sequence[Level], times: Floats
) -> tuple[float, float]:
    """Least and most that the scale shows: numbers, ranges met by them, levels nearby."""
    ends = [end for line in lines if len(line.values) for end in _ends(line.values)]
    first, last = (times[0], times[-1]) if len(times) else (0.0, 0.0)
    met = [band for band in bands if band.start <= last and band.end >= first]
    ends += [edge for band in met for edge in (band.low, band.high) if edge is not None]
    ends += [level.value for level in levels if level.kind == "target"]
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    reach = (high - low) * _NEAR
    near = [
        level.value
        for level in levels
        if level.start <= last <= level.end and low - reach <= level.value <= high + reach
    ]
    low, high = min([low, *near]), max([high, *near])
    spare = max((high - low) * _SPARE, 0.5)
    return low - spare, high + spare


def _ends(values: Floats) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def visible(line: Line, start: float, end: float) -> slice:
    """The points from `start` to `end`, and one more on each side so that lines reach the edge."""
    first = int(np.searchsorted(line.times, start, "left"))
    last = int(np.searchsorted(line.times, end, "right"))
    return slice(max(first - 1, 0), min(last + 1, len(line.times)))


def reduced(times: Floats, values: Floats, columns: int) -> tuple[Floats, Floats]:
    """At most two points a column of pixels, its least and its most; few points stay as they are.

    No extreme is ever dropped. `times` rise.
    """
    if len(times) <= 2 * columns:
        return times, values
    edges = np.linspace(times[0], times[-1], columns + 1)[:-1]
    starts = np.searchsorted(times, edges, "left")
    starts = starts[np.append(True, starts[1:] > starts[:-1])]
    found = np.empty(2 * len(starts))
    found[0::2] = np.minimum.reduceat(values, starts)
    found[1::2] = np.maximum.reduceat(values, starts)
    return np.repeat(times[starts], 2), found
