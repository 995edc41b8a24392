"""The chart of one trend, what it is compared with, and what stands beneath it."""

from __future__ import annotations

from bisect import bisect_left
from html import escape
from zoneinfo import ZoneInfo

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.trend_figure import Figure, Pane
from ma_desktop.ui import theme
from ma_desktop.ui.trends import layers
from ma_desktop.ui.trends.axes import ClinicAxis, NumberAxis, dress
from ma_desktop.ui.trends.layers import (
    LANE,
    MOST_LANES,
    Layer,
    LevelLayer,
    StayLayer,
    TrackLayer,
    VisitLayer,
)
from ma_desktop.ui.trends.plot import PlotView, plot_item

_DAY = 86_400.0
_LEAST, _MOST = 3_600.0, 130 * 366 * _DAY
_LEFT, _RIGHT, _FOOT = 56, 20, 28
_HIGH, _HIGH_BELOW = 220, 80
_ABOVE_SHARE, _BELOW_SHARE = 76, 24


class TrendChart(PlotView):
    """Rows are those of the table, oldest first."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        self._zone = zone
        self._figure: Figure | None = None
        self._layers: list[Layer] = []
        self._seen: tuple[float, ...] | None = None
        super().__init__(self._plot(), parent)
        self._rows: list[pg.PlotItem] = []
        self._under = self._plot()  # before there is anything to draw: plots are dear to make
        view = self.main.getViewBox()
        view.setMouseEnabled(x=True, y=False)
        view.setLimits(minXRange=_LEAST, maxXRange=_MOST)
        view.sigResized.connect(self._refresh)

    def _plot(self) -> pg.PlotItem:
        axes = {"left": NumberAxis("left"), "bottom": ClinicAxis(self._zone)}
        made = plot_item(axes | {"right": NumberAxis("right")})
        made.getAxis("right").unlinkFromView()
        return made

    @property
    def figure(self) -> Figure | None:
        return self._figure

    def show_figure(self, figure: Figure) -> None:
        """Draw another figure over the same span; the cursor goes."""
        self._figure = figure
        self.redraw()

    def show_span(self, start: float | None, end: float) -> None:
        """Show the time from `start` (None: the first reading) to `end`, with a little room."""
        if start is None:
            times = self._figure.times if self._figure else ()
            start = times[0] if times else end - _DAY
            end = max(end, times[-1]) if times else end
        width = max(end - start, _DAY)
        self.show_part(end - width * 1.02, end + width * 0.03)

    # What the figure knows

    def count(self) -> int:
        return len(self._figure.times) if self._figure else 0

    def place_of(self, row: int) -> float:
        return self._figure.times[row] if self._figure else 0.0

    def places(self, row: int) -> list[tuple[float, float]]:
        """In the order of the parts."""
        figure, found = self._figure, []
        for track in (*figure.main.tracks, *figure.struck) if figure else ():
            at = bisect_left(track.rows, row)
            if at < len(track.rows) and track.rows[at] == row:
                found.append((track.times[at], track.values[at]))
        return found

    def nearest(self, at: QPointF) -> int:
        times = self._figure.times if self._figure else ()
        after = bisect_left(times, at.x())
        near = [row for row in (after - 1, after) if 0 <= row < len(times)]
        return min(near, key=lambda row: abs(times[row] - at.x()), default=-1)

    # Drawing

    def plots(self) -> list[pg.PlotItem]:
        return [self.main, *self._rows]

    def dress(self) -> None:
        """All layers anew."""
        figure = self._figure
        if figure is None:
            return
        for plot in self._rows:
            self.removeItem(plot)
        self._under.clear()
        self._rows, self._layers = [], []
        self.main.clear()
        self._layers = self._main_layers(figure)
        if figure.below is not None:
            self._layers += self._beneath(figure.below)
        if figure.stays:
            self._layers.append(self._lanes(figure))
        self._share_out(figure)
        self._seen = None
        self._refresh()

    def _main_layers(self, figure: Figure) -> list[Layer]:
        plot, pane = self.main, figure.main
        self._scale(plot, pane)
        layers.add_bands(plot, figure.bands, pane)
        made: list[Layer] = [VisitLayer(plot, figure.visits, pane)] if figure.visits else []
        near = [level for level in figure.levels if pane.low <= level.value <= pane.high]
        made.append(LevelLayer(plot, near, pane))
        made += [TrackLayer(plot, track, figure.unusual) for track in pane.tracks]
        made += [layers.struck_layer(plot, track) for track in figure.struck]
        made.append(layers.missing_layer(plot, figure.missing, pane))
        right = figure.right
        if right is not None:
            scale = layers.scaled(right, pane)
            made += [TrackLayer(plot, track, scale=scale) for track in right.tracks]
        return made

    def _beneath(self, pane: Pane) -> list[Layer]:
        plot = self._under
        self._add_row(plot)
        self._scale(plot, pane)
        plot.setTitle(
            escape(f"{pane.trend.name}, {pane.trend.unit.label}"),
            justify="left",
            color=theme.colour("ink-2"),
            size=f"{theme.px(13)}px",
        )
        return [TrackLayer(plot, track) for track in pane.tracks]

    def _lanes(self, figure: Figure) -> Layer:
        plot = self._plot()
        self._add_row(plot)
        plot.getAxis("left").setStyle(showValues=False)
        plot.getAxis("left").setGrid(False)
        plot.getAxis("bottom").setHeight(theme.px(_FOOT))
        return StayLayer(plot, figure.stays)

    def _add_row(self, plot: pg.PlotItem) -> None:
        plot.getViewBox().setMouseEnabled(x=False, y=False)
        self._rows.append(plot)
        self.addItem(plot, len(self._rows), 0)

    def _scale(self, plot: pg.PlotItem, pane: Pane) -> None:
        plot.getAxis("left").say(pane.trend.words, 10.0**-pane.trend.unit.decimals)
        plot.setYRange(pane.low, pane.high, padding=0)

    def _share_out(self, figure: Figure) -> None:
        """One width for all left axes, so that times stand under each other; dates at the foot."""
        panes = [pane for pane in (figure.main, figure.below) if pane is not None]
        left = max(theme.px(_LEFT), *(_wide(pane) for pane in panes))
        right = figure.right
        plots = self.plots()
        for plot in plots:
            dress(plot.getAxis("left"))
            plot.getAxis("left").setWidth(left)
            plot.showAxis("bottom", plot is plots[-1])
            dress(plot.getAxis("bottom"))
            axis = plot.getAxis("right")
            axis.setStyle(showValues=plot is self.main and right is not None)
            axis.setWidth(theme.px(_RIGHT) if right is None else _wide(right))
        if right is not None:
            axis = self.main.getAxis("right")
            dress(axis, layers.INKS[2])
            axis.say(right.trend.words, 10.0**-right.trend.unit.decimals)
            axis.setRange(right.low, right.high)
        lanes = min(len(figure.stays), MOST_LANES)
        high = _HIGH + (_HIGH_BELOW if figure.below else 0) + LANE * lanes
        self.setMinimumHeight(theme.px(high))
        rows = self.ci.layout
        rows.setRowStretchFactor(0, _ABOVE_SHARE)
        rows.setRowStretchFactor(1, _BELOW_SHARE if figure.below else 0)

    def _on_range(self) -> None:
        self._refresh()
        super()._on_range()

    def _refresh(self) -> None:
        """The part in sight, at the pixels there are; once, however often it is announced."""
        view = self.main.getViewBox()
        seen = (self.start, self.end, view.width(), view.height())
        if seen == self._seen:
            return
        self._seen = seen
        columns = max(int(view.width()), 1)
        for plot in self._rows:
            plot.setXRange(self.start, self.end, padding=0)
        for layer in self._layers:
            layer.show(self.start, self.end, columns)


def _wide(pane: Pane) -> float:
    """Room for the widest number of an axis."""
    metrics = QFontMetricsF(theme.font(13))
    words = (pane.trend.words(end) for end in (pane.low, pane.high))
    return max(metrics.horizontalAdvance(word) for word in words) + theme.px(18)
