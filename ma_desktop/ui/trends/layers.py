"""What lies in a plot over time: each layer draws the part in sight, reduced to pixels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF

from ma_desktop.domain.trend import Band, Level, Stay
from ma_desktop.domain.trend_figure import Pane, Track
from ma_desktop.ui import theme

Floats = npt.NDArray[np.float64]
INKS, MARKS = ("brand", "info", "ink", "ink-2"), ("o", "s", "d", "o")
"""By the look of a track."""
LANE = 20
_GROUNDS = (("ok-soft", "ok"), ("info-soft", "info"))
MOST_LANES = 6
_MOST_MARKS, _MOST_VISITS = 300, 80
"""Beyond this many in sight a mark each would only smear, and smooth lines are slow."""
_MARK = 9
_WORDS_MARGIN = 2


class Layer(Protocol):
    """Draws what is in sight from `start` to `end` over so many columns of pixels."""

    def show(self, start: float, end: float, columns: int) -> None: ...


def reduced(times: Floats, values: Floats, columns: int) -> tuple[Floats, Floats]:
    """At most two points a column of pixels, its least and its most; few points stay as they are.

    No extreme is ever dropped. `times` rise. (pyqtgraph's own reduction takes readings for evenly
    spaced, and drops those after the last whole group.)
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


def visible(times: Sequence[float], start: float, end: float) -> slice:
    """The points in sight, and one more on each side so that lines reach the edge."""
    first, last = bisect_left(times, start), bisect_right(times, end)
    return slice(max(first - 1, 0), min(last + 1, len(times)))


def scaled(pane: Pane, onto: Pane) -> tuple[float, float]:
    """Factor and offset from the numbers of one pane to the same heights in another one."""
    factor = (onto.high - onto.low) / (pane.high - pane.low)
    return factor, onto.low - pane.low * factor


class TrackLayer:
    """A line with a mark each reading; rings around the unusual ones."""

    def __init__(
        self,
        plot: pg.PlotItem,
        track: Track,
        unusual: frozenset[int] = frozenset(),
        scale: tuple[float, float] = (1.0, 0.0),
    ) -> None:
        ink = theme.colour(INKS[track.look])
        self._thin, self._thick = pg.mkPen(ink), pg.mkPen(ink, width=2)
        self._track, self._unusual = track, unusual
        self._times = np.frombuffer(track.times) if track.times else np.empty(0)
        values = np.frombuffer(track.values) if track.values else np.empty(0)
        self._values = values if scale == (1.0, 0.0) else values * scale[0] + scale[1]
        self._curve = pg.PlotCurveItem()
        mark = {"symbol": MARKS[track.look], "pen": pg.mkPen(ink), "brush": pg.mkBrush(ink)}
        self._dots = pg.ScatterPlotItem(size=theme.px(_MARK), **mark)
        self._rings = pg.ScatterPlotItem(size=theme.px(_MARK + 8), pen=pg.mkPen(ink), brush=None)
        for item in (self._curve, self._dots, self._rings):
            plot.addItem(item, ignoreBounds=True)

    def show(self, start: float, end: float, columns: int) -> None:
        part = visible(self._track.times, start, end)
        times, values = self._times[part], self._values[part]
        marked = len(times) <= _MOST_MARKS
        xs, ys = reduced(times, values, columns)
        self._curve.setData(
            xs,
            ys,
            pen=self._thick if marked else self._thin,
            antialias=marked,
            skipFiniteCheck=True,
        )
        self._dots.setData(times[:_MOST_MARKS] if marked else [], values if marked else [])
        near = [
            number
            for number, row in enumerate(self._track.rows[part] if marked else ())
            if row in self._unusual
        ]
        self._rings.setData(times[near], values[near])


class MarkLayer:
    """Marks without a line: what counts no more, or what was not taken."""

    def __init__(
        self, plot: pg.PlotItem, times: Sequence[float], values: Sequence[float], **look: object
    ) -> None:
        self._times, self._values = times, values
        self._dots = pg.ScatterPlotItem(size=theme.px(_MARK), **look)
        plot.addItem(self._dots, ignoreBounds=True)

    def show(self, start: float, end: float, _columns: int) -> None:
        part = visible(self._times, start, end)
        self._dots.setData(self._times[part][-_MOST_MARKS:], self._values[part][-_MOST_MARKS:])


def struck_layer(plot: pg.PlotItem, track: Track) -> MarkLayer:
    """Hollow marks for what was amended or in error."""
    pen = pg.mkPen(theme.colour("ink-3"), width=1.6)
    brush = pg.mkBrush(theme.colour("surface"))
    symbol = MARKS[track.look]
    return MarkLayer(plot, track.times, track.values, symbol=symbol, pen=pen, brush=brush)


def missing_layer(plot: pg.PlotItem, times: Sequence[float], pane: Pane) -> MarkLayer:
    """Crosses at the foot where nothing was measured."""
    foot = pane.low + (pane.high - pane.low) * 0.03
    look = {"pen": None, "brush": pg.mkBrush(theme.colour("ink-2"))}
    return MarkLayer(plot, times, [foot] * len(times), symbol="x", **look)


class LevelLayer:
    """Lines to compare with; words on those that stand apart from others that have some."""

    def __init__(self, plot: pg.PlotItem, levels: Sequence[Level], pane: Pane) -> None:
        self._plot, self._view, self._pane = plot, plot.getViewBox(), pane
        self._levels = levels
        self._lines = {kind: self._line(kind) for kind in {level.kind for level in levels}}
        self._words: dict[Level, pg.TextItem] = {}
        metrics = QFontMetricsF(theme.font(13))
        margins = 2 * theme.px(_WORDS_MARGIN)
        self._wide = {one: metrics.horizontalAdvance(one.words) + margins for one in levels}

    def _line(self, kind: str) -> pg.PlotCurveItem:
        """All lines of one kind."""
        style = Qt.PenStyle.DashDotLine if kind == "target" else Qt.PenStyle.DashLine
        pen = pg.mkPen(_level_ink(kind), width=2 if kind == "target" else 1, style=style)
        made = pg.PlotCurveItem(pen=pen, connect="pairs")
        self._plot.addItem(made, ignoreBounds=True)
        return made

    def show(self, start: float, end: float, columns: int) -> None:
        a_pixel = (self._pane.high - self._pane.low) / max(self._view.height(), 1)
        apart = theme.px(17) * a_pixel
        used: dict[Level, float] = {}
        ends: dict[str, list[tuple[float, float]]] = {kind: [] for kind in self._lines}
        for level in self._levels:
            # Dashes are counted from where a line begins: one that begins far outside is slow.
            first, last = max(level.start, start), min(level.end, end)
            if first < last:
                ends[level.kind] += [(first, level.value), (last, level.value)]
            fits = (last - first) / (end - start) * columns >= self._wide[level]
            if fits and all(abs(level.value - other) >= apart for other in used.values()):
                used[level] = level.value
                self._say(level, first, above=self._pane.high - level.value > apart)
        for kind, line in self._lines.items():
            line.setData([x for x, _y in ends[kind]], [y for _x, y in ends[kind]])
        for level, words in self._words.items():
            words.setVisible(level in used)

    def _say(self, level: Level, at: float, *, above: bool) -> None:
        """Words are dear to make: only those that ever find room."""
        words = self._words.get(level)
        if words is None:
            words = self._words[level] = pg.TextItem(level.words, _level_ink(level.kind))
            words.setFont(theme.font(13))
            words.textItem.document().setDocumentMargin(theme.px(_WORDS_MARGIN))
            self._plot.addItem(words, ignoreBounds=True)
        words.setAnchor((0, 1 if above else 0))
        words.setPos(at, level.value)


def _level_ink(kind: str) -> QColor:
    return theme.colour("ink" if kind == "target" else "warn")


class VisitLayer:
    """A dotted line where each visit began, as long as they can be told apart."""

    def __init__(self, plot: pg.PlotItem, times: Sequence[float], pane: Pane) -> None:
        self._times, self._pane = np.array(times), pane
        pen = pg.mkPen(theme.colour("line-strong"), style=Qt.PenStyle.DotLine)
        self._lines = pg.PlotCurveItem(pen=pen, connect="pairs")
        plot.addItem(self._lines, ignoreBounds=True)

    def show(self, start: float, end: float, _columns: int) -> None:
        shown = self._times[(self._times >= start) & (self._times <= end)]
        shown = shown if len(shown) <= _MOST_VISITS else shown[:0]
        ys = np.tile([self._pane.low, self._pane.high], len(shown))
        self._lines.setData(np.repeat(shown, 2), ys)


def add_bands(plot: pg.PlotItem, bands: Sequence[Band], pane: Pane) -> None:
    """The usual ranges at each age; open ends reach beyond the edge."""
    high = pane.high - pane.low
    for part, (ground, edge) in enumerate(_GROUNDS):
        own = [band for band in bands if band.part % 2 == part]
        fill, line = theme.colour(ground), theme.colour(edge)
        fill.setAlphaF(0.75)  # the grid shows through
        line.setAlphaF(0.45)
        item = pg.BarGraphItem(
            x0=[band.start for band in own],
            x1=[band.end for band in own],
            y0=[pane.low - high if band.low is None else band.low for band in own],
            y1=[pane.high + high if band.high is None else band.high for band in own],
            brush=fill,
            pen=line,
        )
        if own:
            plot.addItem(item, ignoreBounds=True)


class StayLayer:
    """Medications, each from its start to its stop; an arrow where it goes on."""

    def __init__(self, plot: pg.PlotItem, stays: Sequence[Stay]) -> None:
        self._plot, self._stays = plot, stays
        self._items: list[pg.GraphicsObject] = []

    def show(self, start: float, end: float, columns: int) -> None:
        for item in self._items:
            self._plot.removeItem(item)
        shown = [stay for stay in self._stays if stay.start <= end and stay.end >= start]
        lanes = min(len(shown), MOST_LANES)
        self._plot.setFixedHeight(theme.px(LANE) * lanes + self._plot.getAxis("bottom").height())
        self._plot.setYRange(lanes, 0, padding=0)
        self._items = []
        for lane, stay in enumerate(shown[:lanes]):
            left, right = max(stay.start, start), min(stay.end, end)
            more = len(shown) - lanes if lane == lanes - 1 else 0
            words = f"{stay.name} and {more} more" if more else stay.name
            words += " →" if stay.end >= end else ""
            pen, brush = theme.colour("line-strong"), theme.colour("sunken")
            bar = pg.BarGraphItem(
                x0=[left], x1=[right], y0=[lane + 0.1], y1=[lane + 0.95], pen=pen, brush=brush
            )
            text = pg.TextItem(words, theme.colour("ink"), anchor=(0, 0.5))
            text.setFont(theme.font(12))
            text.textItem.document().setDocumentMargin(theme.px(2))
            wide = text.boundingRect().width() * (end - start) / columns
            text.setPos(max(min(left, end - wide), start), lane + 0.5)
            self._items += [bar, text]
            self._plot.addItem(bar, ignoreBounds=True)
            self._plot.addItem(text, ignoreBounds=True)
