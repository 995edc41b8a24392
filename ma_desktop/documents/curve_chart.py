"""Draws a chart of curves as marks: on paper as they are, on the screen in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, cos, floor, pi, sin

from ma_desktop.documents.chart import Box
from ma_desktop.documents.sheet import Ink, Mark, Path, Text
from ma_desktop.documents.style import BRAND, INK, INK_2, LINE, SECOND, SEMIBOLD, width
from ma_desktop.domain.curve_chart import CurveChart, Place, names_first

_TITLE = Ink(10.5, SEMIBOLD)
_AXIS = Ink(8.5, color=INK_2)
_NAME, _MEDIAN = Ink(7.5, color=INK_2), Ink(7.5, SEMIBOLD)
_LEFT, _RIGHT, _ABOVE, _BELOW = 34.0, 44.0, 32.0, 30.0
_CURVE_NAMES = 22.0
_NAME_GAP = 7.5
_TICK_UP = 22.0
_DOT = 2.6
_CORNERS = 16
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Plot:
    """The field of the curves within a box, and the scales that lead there."""

    chart: CurveChart
    field: Box

    def x(self, value: float) -> float:
        low, high = self.chart.x
        return self.field.x + (value - low) / (high - low) * self.field.width

    def y(self, value: float) -> float:
        low, high = self.chart.y
        return self.field.y + (value - low) / (high - low) * self.field.height

    def place(self, place: Place) -> Place:
        return self.x(place[0]), self.y(place[1])


def plot_of(chart: CurveChart, box: Box) -> Plot:
    """Where the curves go when the chart stands in `box`."""
    names = max((width(curve.name, _NAME.face, _NAME.size) for curve in chart.curves), default=0)
    right = _RIGHT if chart.second[0] else 8.0
    return Plot(
        chart,
        Box(
            box.x + _LEFT,
            box.y + _BELOW,
            box.width - _LEFT - right - max(names + 6, _CURVE_NAMES),
            box.height - _BELOW - _ABOVE,
        ),
    )


def marks(chart: CurveChart, box: Box) -> list[Mark]:
    """Title, scales, curves with their names, and the points joined in the order of time."""
    plot = plot_of(chart, box)
    top = box.y + box.height - _TITLE.size
    return [
        Text(box.x, top, chart.title, _TITLE),
        Text(box.x, top - 12, chart.up, _AXIS),
        Text(plot.field.x + plot.field.width, box.y + 4, chart.across, _AXIS, right=True),
        Text(box.x, box.y + 4, chart.source, Ink(7, color=INK_2)),
        *_grid(plot, box),
        *_curves(plot),
        *_points(plot),
    ]


def _grid(plot: Plot, box: Box) -> Iterator[Mark]:
    field, chart = plot.field, plot.chart
    right = field.x + field.width
    for value in _rounds(chart.y, field.height):
        y = plot.y(value)
        yield Path(((field.x, y), (right, y)), LINE, 0.4)
        yield Text(field.x - 5, y - 3, f"{value:g}", _AXIS, right=True)
    for at, words in chart.ticks:
        x = plot.x(at)
        yield Path(((x, field.y), (x, field.y + field.height)), LINE, 0.4)
        half = width(words, _AXIS.face, _AXIS.size) / 2
        yield Text(x - half, field.y - 11, words, _AXIS)
    label, factor = chart.second
    if label:
        low, high = chart.y
        edge = box.x + box.width
        for value in _rounds((low * factor, high * factor), field.height):
            y = plot.y(value / factor)
            yield Path(((edge - _RIGHT + 10, y), (edge - _RIGHT + 15, y)), INK_2, 0.5)
            yield Text(edge - 2, y - 3, f"{value:g}", _AXIS, right=True)
        yield Text(edge - 2, field.y + field.height + 6, label, _AXIS, right=True)


def _rounds(ends: Place, length: float) -> list[float]:
    """Round numbers between two ends, far enough apart to be read."""
    low, high = ends
    most = max(length / _TICK_UP, 1)
    step = next((n for n in _STEPS if (high - low) / n <= most), 100.0)
    return [round(n * step, 3) for n in range(ceil(low / step), floor(high / step) + 1)]


def _curves(plot: Plot) -> Iterator[Mark]:
    for curve in plot.chart.curves:
        if curve.places:
            color, thick = (INK, 1.3) if curve.strong else (INK_2, 0.6)
            yield Path(tuple(plot.place(place) for place in curve.places), color, thick)
    yield from _names(plot)


def _names(plot: Plot) -> Iterator[Mark]:
    """Names at the right ends, as far as there is room."""
    used: list[float] = []
    for curve in names_first(plot.chart.curves):
        x, y = plot.place(curve.places[-1])
        if all(abs(y - other) >= _NAME_GAP for other in used):
            used.append(y)
            yield Text(x + 3, y - 2.5, curve.name, _MEDIAN if curve.strong else _NAME)


def _points(plot: Plot) -> Iterator[Mark]:
    places = [plot.place((point.x, point.y)) for point in plot.chart.points]
    if len(places) > 1:
        yield Path(tuple(places), SECOND, 1.0)
    for x, y in places:
        yield Path(tuple(dot(x, y)), BRAND, 0.8, fill=BRAND)


def dot(x: float, y: float, radius: float = _DOT) -> Iterator[Place]:
    """The corners of what looks round."""
    for corner in range(_CORNERS + 1):
        turn = 2 * pi * corner / _CORNERS
        yield x + radius * cos(turn), y + radius * sin(turn)
