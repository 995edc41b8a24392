"""Shows a chart of curves by age with somebody's points, as on the paper forms."""

from __future__ import annotations

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.curve_chart import Curve, CurveChart, Plotted, names_first
from ma_desktop.ui import theme
from ma_desktop.ui.trends.axes import NumberAxis, dress
from ma_desktop.ui.trends.plot import PlotView, plot_item

_NAME_GAP = 13
_MARK = 9


class CurveView(PlotView):
    """Points count from the oldest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {side: NumberAxis(side) for side in ("left", "bottom", "right")}
        super().__init__(plot_item(axes), parent)
        self._chart: CurveChart | None = None
        self._names: list[pg.TextItem] = []
        self.words = lambda row: list(self._points[row].said)
        self.main.getAxis("right").unlinkFromView()
        self.main.getViewBox().sigYRangeChanged.connect(self._scale_right)
        self.main.getViewBox().sigResized.connect(self._on_resized)
        self.setMinimumHeight(theme.px(280))

    @property
    def _points(self) -> tuple[Plotted, ...]:
        return self._chart.points if self._chart else ()

    def show_chart(self, chart: CurveChart) -> None:
        """Draw another chart, all of it; the cursor goes."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.redraw()

    def count(self) -> int:
        return len(self._points)

    def place_of(self, row: int) -> float:
        return self._points[row].x

    def places(self, row: int) -> list[tuple[float, float]]:
        return [(self._points[row].x, self._points[row].y)]

    def nearest(self, at: QPointF) -> int:
        spot = self.main.getViewBox().mapViewToScene(at)
        apart = [(self.spots(row)[0] - spot).manhattanLength() for row in range(self.count())]
        return min(range(len(apart)), key=lambda row: apart[row], default=-1)

    def dress(self) -> None:
        chart, plot = self._chart, self.main
        if chart is None:
            return
        plot.clear()
        title = escape(chart.title)
        plot.setTitle(title, color=theme.colour("ink"), size=f"{theme.px(15)}px", bold=True)
        plot.getAxis("bottom").setTicks([list(chart.ticks)])
        plot.getAxis("bottom").setGrid(255)
        for side, words in (("left", chart.up), ("bottom", chart.across), ("right", "")):
            axis = plot.getAxis(side)
            dress(axis)
            axis.say(lambda value: f"{value:g}")
            axis.setLabel(escape(words), **_label_look())
        plot.getAxis("right").setLabel(escape(chart.second[0]), **_label_look())
        for curve in chart.curves:
            ink = theme.colour("ink" if curve.strong else "ink-2")
            pen = pg.mkPen(ink, width=2 if curve.strong else 1)
            xs, ys = ([place[n] for place in curve.places] for n in (0, 1))
            plot.addItem(pg.PlotCurveItem(xs, ys, pen=pen, antialias=True))
        xs, ys = [point.x for point in chart.points], [point.y for point in chart.points]
        pen = pg.mkPen(theme.colour("info"), width=2)
        plot.addItem(pg.PlotCurveItem(xs, ys, pen=pen, antialias=True))
        ink = theme.colour("brand")
        dots = pg.ScatterPlotItem(xs, ys, size=theme.px(_MARK), pen=ink, brush=ink)
        plot.addItem(dots)
        self._names = []
        self._on_resized()

    def _on_resized(self) -> None:
        """The whole chart with room for the names at the right ends of the curves."""
        chart, view = self._chart, self.main.getViewBox()
        if chart is None:
            return
        metrics = QFontMetricsF(theme.font(12))
        names = max((metrics.horizontalAdvance(one.name) for one in chart.curves), default=0)
        room = min(names + theme.px(12), view.width() / 2)
        left, right = chart.x
        end = right + (right - left) * room / max(view.width() - room, 1)
        view.setLimits(xMin=left, xMax=end, yMin=chart.y[0], yMax=chart.y[1])
        view.setRange(xRange=(left, end), yRange=chart.y, padding=0)
        for item in self._names:
            self.main.removeItem(item)
        self._names = []
        apart = (chart.y[1] - chart.y[0]) * theme.px(_NAME_GAP) / max(view.height(), 1)
        used: list[float] = []
        for curve in names_first(chart.curves):
            x, y = curve.places[-1]
            if all(abs(y - other) >= apart for other in used):
                used.append(y)
                self._name(curve, x, y)
        self._scale_right()

    def _name(self, curve: Curve, x: float, y: float) -> None:
        name = pg.TextItem(curve.name, theme.colour("ink"), anchor=(0, 0.5))
        name.setFont(theme.font(12))
        name.setPos(x, y)
        self.main.addItem(name)
        self._names.append(name)

    def _scale_right(self) -> None:
        chart = self._chart
        if chart is not None:
            low, high = self.main.getViewBox().viewRange()[1]
            self.main.getAxis("right").setRange(low * chart.second[1], high * chart.second[1])


def _label_look() -> dict[str, str]:
    return {"color": theme.colour("ink-2").name(), "font-size": f"{theme.px(13)}px"}
