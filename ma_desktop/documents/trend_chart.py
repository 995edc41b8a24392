"""Draws the chart of a trend as vectors: the same as on the screen, over the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reportlab.lib.colors import Color

from ma_desktop.documents.chart import Box
from ma_desktop.documents.curve_chart import dot
from ma_desktop.documents.lines import printable, width
from ma_desktop.documents.sheet import Ink, Mark, Path, Text
from ma_desktop.documents.style import (
    BAND,
    BAND_2,
    BRAND,
    INK,
    INK_2,
    LINE,
    SECOND,
    SUNKEN,
    WARN,
    WHITE,
)
from ma_desktop.documents.ticks import moments, numbers
from ma_desktop.domain.trend import Band, Level
from ma_desktop.domain.trend_figure import Figure, Pane, Track

_AXIS, _WORDS = Ink(8.5, color=INK_2), Ink(7.5, color=WARN)
_TARGET = Ink(7.5)
_INKS = (BRAND, SECOND, INK, INK_2)
_LEFT, _RIGHT, _FOOT = 36.0, 34.0, 16.0
_BELOW_SHARE, _GAP, _LANE, _MOST_LANES = 0.24, 14.0, 11.0, 6
_TICK_UP, _TICK_ACROSS = 24.0, 62.0
_MOST_MARKS, _MOST_VISITS = 150, 80
_COLUMNS = 500
_MARK = 2.2
_DOTS, _DASHES, _DASH_DOTS = (0.6, 2.0), (4.0, 2.5), (6.0, 2.0, 1.0, 2.0)


@dataclass(frozen=True)
class Shown:
    """A figure, the time that is shown of it, and the clock by which its axis goes."""

    figure: Figure
    start: float
    end: float
    zone: ZoneInfo


@dataclass(frozen=True)
class _Field:
    """Where one pane stands, with the scales that lead there."""

    box: Box
    start: float
    end: float
    low: float
    high: float

    @property
    def right(self) -> float:
        return self.box.x + self.box.width

    @property
    def top(self) -> float:
        return self.box.y + self.box.height

    def x(self, at: float) -> float:
        share = (at - self.start) / (self.end - self.start)
        return self.box.x + min(max(share, 0.0), 1.0) * self.box.width

    def y(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.box.y + min(max(share, 0.0), 1.0) * self.box.height

    def has(self, start: float, end: float) -> bool:
        return start < self.end and end > self.start


def marks(shown: Shown, box: Box) -> list[Mark]:
    """Ranges, scales, visits, lines to compare with, medications, readings and their marks."""
    figure = shown.figure
    stays = [stay for stay in figure.stays if stay.start <= shown.end and stay.end >= shown.start]
    lanes = _LANE * min(len(stays), _MOST_LANES)
    across = box.width - _LEFT - _RIGHT
    foot = box.y + _FOOT + lanes
    high = box.height - _FOOT - lanes
    below = high * _BELOW_SHARE if figure.below else 0.0
    gap = _GAP if figure.below else 0.0

    def field(pane: Pane, y: float, height: float) -> _Field:
        place = Box(box.x + _LEFT, y, across, height)
        return _Field(place, shown.start, shown.end, pane.low, pane.high)

    main = field(figure.main, foot + below + gap, high - below - gap)
    made: list[Mark] = [
        *_bands(main, figure.bands),
        *_numbers(main, figure.main),
        *_visits(main, figure.visits, foot),
        *_levels(main, figure.levels),
        *_pane(main, figure.main, figure.unusual),
        *_others(main, figure),
    ]
    if figure.right is not None:
        right = field(figure.right, main.box.y, main.box.height)
        made += [*_numbers(right, figure.right, right=True), *_pane(right, figure.right)]
    if figure.below is not None:
        lower = field(figure.below, foot, below)
        name = f"{figure.below.trend.name}, {figure.below.trend.unit.label}"
        made += [*_numbers(lower, figure.below), *_pane(lower, figure.below)]
        made.append(Text(lower.box.x + 2, lower.top + 3, printable(name), _AXIS))
    ground = field(figure.main, box.y + _FOOT, lanes)
    return [*made, *_stays(ground, shown), *_times(ground, shown.zone)]


def _bands(field: _Field, bands: Sequence[Band]) -> Iterator[Mark]:
    for band in bands:
        if field.has(band.start, band.end):
            left, right = field.x(band.start), field.x(band.end)
            low = field.box.y if band.low is None else field.y(band.low)
            high = field.top if band.high is None else field.y(band.high)
            corners = ((left, low), (right, low), (right, high), (left, high))
            yield Path(corners, None, fill=(BAND, BAND_2)[band.part % 2])


def _numbers(field: _Field, pane: Pane, *, right: bool = False) -> Iterator[Mark]:
    most = max(int(field.box.height / _TICK_UP), 2)
    for value in numbers(field.low, field.high, most):
        y, words = field.y(value), pane.trend.words(value)
        if right:
            yield Text(field.right + 5, y - 3, words, Ink(8.5, color=INK))
        else:
            yield Path(((field.box.x, y), (field.right, y)), LINE, 0.4)
            yield Text(field.box.x - 5, y - 3, words, _AXIS, right=True)


def _times(field: _Field, zone: ZoneInfo) -> Iterator[Mark]:
    y = field.box.y
    yield Path(((field.box.x, y), (field.right, y)), INK_2, 0.5)
    for at, words in moments(field.start, field.end, int(field.box.width / _TICK_ACROSS), zone):
        x, half = field.x(at), width(words, _AXIS.face, _AXIS.size) / 2
        yield Path(((x, y), (x, y - 3)), INK_2, 0.5)
        yield Text(min(x - half, field.right + _RIGHT - 2 * half), y - 12, words, _AXIS)


def _visits(field: _Field, times: Sequence[float], foot: float) -> Iterator[Mark]:
    inside = [at for at in times if field.start <= at <= field.end]
    for at in inside if len(inside) <= _MOST_VISITS else ():
        x = field.x(at)
        yield Path(((x, foot), (x, field.top)), INK_2, 0.4, dashes=_DOTS)


def _levels(field: _Field, levels: Sequence[Level]) -> Iterator[Mark]:
    used: list[float] = []
    for level in levels:
        if not (field.has(level.start, level.end) and field.low <= level.value <= field.high):
            continue
        y, target = field.y(level.value), level.kind == "target"
        left, right = field.x(level.start), field.x(level.end)
        dashes, ink = (_DASH_DOTS, _TARGET) if target else (_DASHES, _WORDS)
        yield Path(((left, y), (right, y)), ink.color, 1.0 if target else 0.6, dashes=dashes)
        words = printable(level.words)
        fits = right - left >= width(words, ink.face, ink.size) + 6
        if fits and all(abs(y - other) >= ink.size + 2 for other in used):
            used.append(y)
            up = 2.5 if field.top - y > ink.size + 3 else -ink.size
            yield Text(left + 3, y + up, words, ink)


def _pane(field: _Field, pane: Pane, unusual: frozenset[int] = frozenset()) -> Iterator[Mark]:
    for track in pane.tracks:
        inside = _inside(field, track)
        ink, marked = _INKS[track.look], len(inside) <= _MOST_MARKS
        places = [(field.x(track.times[n]), field.y(track.values[n])) for n in inside]
        line = places if marked else reduced(places, field.box.width / _COLUMNS)
        if len(line) > 1:
            yield Path(tuple(line), ink, 1.3 if marked else 0.5)
        for n, place in zip(inside, places, strict=True) if marked else ():
            yield _symbol(track.look, place, ink, ink)
            if track.rows[n] in unusual:
                yield Path(tuple(dot(*place, _MARK + 2.2)), ink, 0.6)


def _inside(field: _Field, track: Track) -> list[int]:
    return [n for n, at in enumerate(track.times) if field.start <= at <= field.end]


def _symbol(look: int, place: tuple[float, float], ink: Color, fill: Color) -> Path:
    """A dot, a square for the second number, a diamond for what is compared."""
    x, y = place
    m = _MARK
    corners = {
        1: ((x - m, y - m), (x + m, y - m), (x + m, y + m), (x - m, y + m), (x - m, y - m)),
        2: ((x - m - 1, y), (x, y - m - 1), (x + m + 1, y), (x, y + m + 1), (x - m - 1, y)),
    }.get(look, tuple(dot(x, y, m)))
    return Path(corners, ink, 0.8, fill=fill)


def _others(field: _Field, figure: Figure) -> Iterator[Mark]:
    """Hollow marks for what counts no more; a cross at the foot where nothing was measured."""
    for track in figure.struck:
        for n in _inside(field, track)[-_MOST_MARKS:]:
            place = (field.x(track.times[n]), field.y(track.values[n]))
            yield _symbol(track.look, place, INK_2, WHITE)
    inside = [at for at in figure.missing if field.start <= at <= field.end]
    for at in inside[-_MOST_MARKS:]:
        x, y, m = field.x(at), field.box.y + 5, _MARK
        yield Path(((x - m, y - m), (x + m, y + m)), INK_2, 1.0)
        yield Path(((x - m, y + m), (x + m, y - m)), INK_2, 1.0)


def _stays(field: _Field, shown: Shown) -> Iterator[Mark]:
    """Medications, each from its start to its stop; an arrow where it goes on."""
    stays = [s for s in shown.figure.stays if s.start <= shown.end and s.end >= shown.start]
    for lane, stay in enumerate(stays[:_MOST_LANES]):
        left, right = field.x(stay.start), max(field.x(stay.end), field.x(stay.start) + 1)
        top = field.top - lane * _LANE
        low, high = top - _LANE + 1, top - 1
        corners = ((left, low), (right, low), (right, high), (left, high), (left, low))
        yield Path(corners, INK_2, 0.4, fill=SUNKEN)
        more = len(stays) - _MOST_LANES if lane == _MOST_LANES - 1 else 0
        words = f"{stay.name} and {more} more" if more > 0 else stay.name
        words = printable(words + (" →" if stay.end >= shown.end else ""))
        wide = width(words, _TARGET.face, _TARGET.size)
        at = max(min(left + 3, field.right - wide), field.box.x + 3)
        yield Text(at, low + 2, words, _TARGET)


def reduced(places: Sequence[tuple[float, float]], column: float) -> list[tuple[float, float]]:
    """The least and the most of each column so wide; no extreme is ever dropped."""
    found: dict[int, list[tuple[float, float]]] = {}
    for place in places:
        found.setdefault(int(place[0] / column), []).append(place)
    kept = []
    for group in found.values():
        ends = (min(group, key=lambda one: one[1]), max(group, key=lambda one: one[1]))
        kept += sorted(ends)
    return kept
