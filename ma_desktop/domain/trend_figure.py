"""What the chart of a trend shows, as values: for the screen and for paper."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isnan

from ma_desktop.domain.trend import COUNTS, NO_NUMBER, STRUCK, Band, Level, Stay, Trend

_SPARE = 0.08
_NEAR = 0.6
"""A level is brought into view when it lies this share of the values' extent away, or less."""


@dataclass(frozen=True)
class Track:
    """Readings of one part, by time, and the rows of the table they stand in.

    `look` numbers the part: 0 and 1 are the first and second, 2 what is compared, 3 what stands
    beneath. `ends` are the least and the most, None without a reading.
    """

    name: str
    look: int
    times: array[float]
    values: array[float]
    rows: array[int]
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Traced:
    """A trend with its tracks, made once in the background: `counted` and `struck`, one a part."""

    trend: Trend
    counted: tuple[Track, ...]
    struck: tuple[Track, ...]
    missing: array[float]


@dataclass(frozen=True)
class Pane:
    """Tracks on one scale from `low` to `high`; `trend` gives words to its numbers."""

    trend: Trend
    tracks: tuple[Track, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One trend, perhaps one to compare on the right and one beneath, over one time.

    `struck` holds readings that do not count any more, `missing` the times at which nothing was
    measured, `visits` when each began; rows are those of the table, oldest first.
    """

    main: Pane
    struck: tuple[Track, ...] = ()
    missing: Sequence[float] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    right: Pane | None = None
    below: Pane | None = None
    visits: tuple[float, ...] = ()
    stays: tuple[Stay, ...] = ()

    @property
    def times(self) -> array[float]:
        """Of all rows of the table, oldest first."""
        return self.main.trend.columns.times

    @property
    def unusual(self) -> frozenset[int]:
        """Rows taken another way than most."""
        return self.main.trend.columns.unusual


def traced(trend: Trend) -> Traced:
    """The tracks of a trend."""
    columns = trend.columns
    missing = (
        at for at, kind in zip(columns.times, columns.kinds, strict=True) if kind == NO_NUMBER
    )
    return Traced(trend, _tracks(trend, COUNTS), _tracks(trend, STRUCK), array("d", missing))


def _tracks(trend: Trend, kind: int) -> tuple[Track, ...]:
    columns, found = trend.columns, []
    wanted = [row for row, one in enumerate(columns.kinds) if one == kind]
    for number, column in enumerate(columns.values):
        rows = array("q", (row for row in wanted if not isnan(column[row])))
        values = array("d", (column[row] for row in rows))
        times = array("d", (columns.times[row] for row in rows))
        name = trend.parts[number] if len(trend.parts) > 1 else trend.name
        ends = (min(values), max(values)) if values else None
        found.append(Track(name, number % 2, times, values, rows, ends))
    return tuple(found)


def figure_of(given: Traced, *, levels: bool = True, struck: bool = True) -> Figure:
    """The main pane of a trend with its ranges; `levels` and `struck` may be left out."""
    trend = given.trend
    shown = trend.levels if levels else tuple(i for i in trend.levels if i.kind == "target")
    gone = given.struck if struck else ()
    low, high = _extent([*given.counted, *gone], trend.columns.times, trend.bands, shown)
    return Figure(Pane(trend, given.counted, low, high), gone, given.missing, trend.bands, shown)


def plain_pane(given: Traced, look: int) -> Pane:
    """A trend without its ranges: to compare (2), or to stand beneath (3)."""
    tracks = tuple(replace(track, look=look) for track in given.counted)
    return Pane(given.trend, tracks, *_extent(tracks))


def _extent(
    tracks: Iterable[Track],
    times: Sequence[float] = (),
    bands: Sequence[Band] = (),
    levels: Sequence[Level] = (),
) -> tuple[float, float]:
    """Least and most that the scale shows: numbers, ranges met by them, levels nearby."""
    ends = [end for track in tracks for end in track.ends or ()]
    first, last = (times[0], times[-1]) if times else (0.0, 0.0)
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
