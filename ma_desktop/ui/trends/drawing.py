"""Paints a figure: ranges, grid, levels, medications, lines, marks, cursor and its words."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ma_desktop.ui import theme
from ma_desktop.ui.trends.figure import (
    GROUNDS,
    Figure,
    Floats,
    Line,
    Pane,
    reduced,
    visible,
)
from ma_desktop.ui.trends.ticks import moments, numbers

_LEFT, _RIGHT, _TOP, _FOOT = 56, 20, 14, 30
_RIGHT_AXIS, _LANE, _MOST_LANES = 60, 20, 6
_BELOW_SHARE, _BELOW_GAP = 0.24, 16
_MOST_MARKS, _MOST_VISITS = 300, 80
"""Beyond this many visible points a mark each would only smear, and smooth lines are slow."""
_TICK_ACROSS, _TICK_UP = 96, 42
_MARK = 4.0


@dataclass(frozen=True)
class Stage:
    """Where one pane stands, and the time and the numbers it spans."""

    box: QRectF
    start: float
    end: float
    low: float
    high: float

    def x(self, at: float) -> float:
        return self.box.left() + (at - self.start) / (self.end - self.start) * self.box.width()

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return self.box.bottom() - (value - self.low) / span * self.box.height()

    def at(self, x: float) -> float:
        return self.start + (x - self.box.left()) / self.box.width() * (self.end - self.start)


@dataclass(frozen=True)
class Stages:
    """The main pane, the same place with the scale of the right axis, and the pane beneath."""

    main: Stage
    right: Stage | None
    below: Stage | None
    lanes: QRectF


def stages_of(figure: Figure, area: QRectF, start: float, end: float) -> Stages:
    """How an area is shared out."""
    edge = _RIGHT_AXIS if figure.right else _RIGHT
    shown = [stay for stay in figure.stays if stay.start <= end and stay.end >= start]
    lanes = theme.px(_LANE) * min(len(shown), _MOST_LANES)
    left, top = area.left() + _left(figure), area.top() + theme.px(_TOP)
    width = max(area.right() - theme.px(edge) - left, 1.0)
    bottom = area.bottom() - theme.px(_FOOT)
    height = max(bottom - lanes - top, 1.0)
    below = height * _BELOW_SHARE if figure.below else 0.0
    gap = theme.px(_BELOW_GAP) if figure.below else 0
    main = QRectF(left, top, width, max(height - below - gap, 1.0))
    lower = figure.below
    return Stages(
        Stage(main, start, end, figure.main.low, figure.main.high),
        Stage(main, start, end, figure.right.low, figure.right.high) if figure.right else None,
        Stage(QRectF(left, top + height - below, width, below), start, end, lower.low, lower.high)
        if lower
        else None,
        QRectF(left, bottom - lanes, width, lanes),
    )


def _left(figure: Figure) -> float:
    """Room for the widest number of the left axis."""
    metrics = QFontMetricsF(theme.font(13))
    wide = max(
        metrics.horizontalAdvance(figure.main.trend.words(end))
        for end in (figure.main.low, figure.main.high)
    )
    return max(theme.px(_LEFT), wide + theme.px(16))


class Drawing:
    """One painting of a figure. Colours are those of the theme in force."""

    def __init__(self, painter: QPainter, figure: Figure, stages: Stages, zone: ZoneInfo) -> None:
        self._painter, self._figure, self._stages = painter, figure, stages
        self._zone = zone

    def paint(self) -> None:
        """All but the cursor."""
        main = self._stages.main
        self._bands(main)
        self._numbers(main, self._figure.main, right=False)
        self._times()
        self._visits(main)
        self._levels(main)
        self._stays()
        self._pane(main, self._figure.main)
        self._gone(main)
        if self._figure.right and self._stages.right:
            self._numbers(self._stages.right, self._figure.right, right=True)
            self._pane(self._stages.right, self._figure.right)
        if self._figure.below and self._stages.below:
            self._beneath(self._stages.below, self._figure.below)

    def _clip(self, box: QRectF) -> None:
        self._painter.setClipRect(box.adjusted(-1, -_MARK - 1, 1, _MARK + 1))

    def _bands(self, stage: Stage) -> None:
        painter = self._painter
        self._clip(stage.box)
        for band in self._figure.bands:
            if band.end <= stage.start or band.start >= stage.end:
                continue
            low = stage.box.bottom() if band.low is None else stage.y(band.low)
            high = stage.box.top() if band.high is None else stage.y(band.high)
            left = max(stage.x(band.start), stage.box.left())
            right = min(stage.x(band.end), stage.box.right())
            ground, edge = GROUNDS[band.part % 2]
            painter.fillRect(QRectF(left, high, right - left, low - high), theme.colour(ground))
            painter.setPen(QPen(_faint(theme.colour(edge)), 1))
            for level in (low, high):
                painter.drawLine(QPointF(left, level), QPointF(right, level))
        painter.setClipping(False)

    def _numbers(self, stage: Stage, pane: Pane, *, right: bool) -> None:
        painter, box = self._painter, stage.box
        painter.setFont(theme.font(13))
        side = theme.px(48)
        most = max(int(box.height() / theme.px(_TICK_UP)), 3)
        for value in numbers(stage.low, stage.high, most):
            y = stage.y(value)
            if not right:
                painter.setPen(QPen(theme.colour("line"), 1))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(theme.colour(pane.lines[0].ink if right else "ink-3"))
            words = pane.trend.words(value)
            if right:
                place = QRectF(box.right() + theme.px(8), y - 12, side, 24)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            else:
                place = QRectF(0, y - 12, box.left() - theme.px(8), 24)
                flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(place, flags, words)

    def _times(self) -> None:
        painter, stage = self._painter, self._stages.main
        bottom = self._stages.lanes.bottom()
        most = max(int(stage.box.width() / theme.px(_TICK_ACROSS)), 1)
        painter.setFont(theme.font(13))
        metrics = QFontMetricsF(theme.font(13))
        for at, words in moments(stage.start, stage.end, most, self._zone):
            x = stage.x(at)
            painter.setPen(QPen(theme.colour("line-strong"), 1))
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + theme.px(4)))
            wide = metrics.horizontalAdvance(words)
            left = min(max(x - wide / 2, 0), stage.box.right() + theme.px(_RIGHT) - wide)
            painter.setPen(theme.colour("ink-3"))
            painter.drawText(QPointF(left, bottom + theme.px(6) + metrics.ascent()), words)
        painter.setPen(QPen(theme.colour("line-strong"), 1))
        painter.drawLine(QPointF(stage.box.left(), bottom), QPointF(stage.box.right(), bottom))

    def _visits(self, stage: Stage) -> None:
        """A dotted line where each visit began, as long as they can be told apart."""
        times = self._figure.visits
        shown = times[(times >= stage.start) & (times <= stage.end)]
        if len(shown) > _MOST_VISITS:
            return
        self._painter.setPen(QPen(theme.colour("line-strong"), 1, Qt.PenStyle.DotLine))
        bottom = self._stages.lanes.top()
        for at in shown:
            x = stage.x(float(at))
            self._painter.drawLine(QPointF(x, stage.box.top()), QPointF(x, bottom))

    def _levels(self, stage: Stage) -> None:
        painter = self._painter
        painter.setFont(theme.font(13))
        used: list[float] = []
        for level in self._figure.levels:
            if level.end <= stage.start or level.start >= stage.end:
                continue
            if not stage.low <= level.value <= stage.high:
                continue
            ink = theme.colour("ink" if level.kind == "target" else "warn")
            target = level.kind == "target"
            style = Qt.PenStyle.DashDotLine if target else Qt.PenStyle.DashLine
            y = stage.y(level.value)
            left = max(stage.x(level.start), stage.box.left())
            right = min(stage.x(level.end), stage.box.right())
            painter.setPen(QPen(ink, 2 if target else 1, style))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(level.words) + theme.px(12)
            if right - left >= wide and all(abs(y - o) > theme.px(16) for o in used):
                used.append(y)
                painter.setPen(ink)
                place = QRectF(left + theme.px(6), y - theme.px(18), wide, theme.px(18))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, level.words)

    def _stays(self) -> None:
        """Medications, each from its start to its stop; an arrow where it goes on."""
        painter, stage, lanes = self._painter, self._stages.main, self._stages.lanes
        shown = [s for s in self._figure.stays if s.start <= stage.end and s.end >= stage.start]
        painter.setFont(theme.font(12))
        high = theme.px(_LANE)
        for number, stay in enumerate(shown[:_MOST_LANES]):
            top = lanes.top() + number * high
            left = max(stage.x(stay.start), stage.box.left())
            right = min(stage.x(stay.end), stage.box.right()) if stay.end < stage.end else 0.0
            bar = QRectF(left, top + 3, (right or stage.box.right()) - left, high - 4)
            painter.setPen(QPen(theme.colour("line-strong"), 1))
            painter.setBrush(theme.colour("sunken"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setPen(theme.colour("ink"))
            more = len(shown) - _MOST_LANES
            last = number == _MOST_LANES - 1 and more > 0
            words = f"{stay.name} and {more} more" if last else stay.name
            words += "" if right else " →"
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + 8
            place = QRectF(min(bar.left(), stage.box.right() - wide), bar.top(), wide, bar.height())
            painter.drawText(place.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _pane(self, stage: Stage, pane: Pane) -> None:
        self._clip(stage.box)
        for line in pane.lines:
            self._line(stage, line)
        self._painter.setClipping(False)

    def _line(self, stage: Stage, line: Line) -> None:
        painter, part = self._painter, visible(line, stage.start, stage.end)
        times, values = line.times[part], line.values[part]
        marked = len(times) <= _MOST_MARKS
        times, values = reduced(times, values, max(int(stage.box.width()), 1))
        ink = theme.colour(line.ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, marked)
        painter.setPen(QPen(ink, 2 if marked else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(_polygon(stage, times, values))
        if marked:
            rows = line.rows[part]
            for at, value, row in zip(times, values, rows, strict=True):
                spot = QPointF(stage.x(float(at)), stage.y(float(value)))
                self._mark(spot, line.mark, ink, ink)
                if int(row) in self._figure.unusual:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(spot, _MARK + 4, _MARK + 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _mark(self, spot: QPointF, mark: str, ink: QColor, fill: QColor) -> None:
        self._painter.setPen(QPen(ink, 1.6))
        self._painter.setBrush(fill)
        if mark == "o":
            self._painter.drawEllipse(spot, _MARK, _MARK)
        elif mark == "d":
            across, up = QPointF(_MARK + 1, 0), QPointF(0, _MARK + 1)
            self._painter.drawPolygon(
                QPolygonF([spot - across, spot - up, spot + across, spot + up])
            )
        else:
            side = QPointF(_MARK - 0.5, _MARK - 0.5)
            self._painter.drawRect(QRectF(spot - side, spot + side))

    def _gone(self, stage: Stage) -> None:
        """Hollow marks for what counts no more; a cross at the foot where nothing was measured."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        surface, ink = theme.colour("surface"), theme.colour("ink-3")
        self._clip(stage.box)
        for line in self._figure.struck:
            part = visible(line, stage.start, stage.end)
            for at, value in zip(line.times[part][:_MOST_MARKS], line.values[part], strict=False):
                spot = QPointF(stage.x(float(at)), stage.y(float(value)))
                self._mark(spot, line.mark, ink, surface)
        painter.setPen(QPen(theme.colour("ink-2"), 2))
        times = self._figure.missing
        shown = times[(times >= stage.start) & (times <= stage.end)]
        for at in shown[-_MOST_MARKS:]:
            x, y = stage.x(float(at)), stage.box.bottom() - 7
            painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
            painter.drawLine(QPointF(x - 4, y + 4), QPointF(x + 4, y - 4))
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _beneath(self, stage: Stage, pane: Pane) -> None:
        painter = self._painter
        self._numbers(stage, pane, right=False)
        self._pane(stage, pane)
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("ink-2"))
        words = f"{pane.trend.name}, {pane.trend.unit.label}"
        place = QRectF(stage.box.left(), stage.box.top() - theme.px(17), 900, theme.px(18))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def cursor(self, at: float, spots: list[QPointF]) -> None:
        """A line over all panes at a time, and a ring around each of its points."""
        painter, stage = self._painter, self._stages.main
        x = stage.x(at)
        painter.setPen(QPen(theme.colour("ink-3"), 1))
        painter.drawLine(QPointF(x, stage.box.top()), QPointF(x, self._stages.lanes.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("ink"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for spot in spots:
            painter.drawEllipse(spot, _MARK + 3, _MARK + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_tip(painter: QPainter, area: QRectF, x: float, lines: list[str]) -> None:
    """Words beside a cursor at `x`, headline first, on the side where there is room."""
    if not lines:
        return
    bold = theme.font(13, QFont.Weight.DemiBold)
    fonts = [bold, *[theme.font(13)] * (len(lines) - 1)]
    wide = max(
        QFontMetricsF(font).horizontalAdvance(line) for font, line in zip(fonts, lines, strict=True)
    )
    pad, high = theme.px(10), theme.px(20)
    box = QRectF(0, area.top() + 4, wide + 2 * pad, high * len(lines) + 2 * pad - 4)
    room = area.right() - x > box.width() + 14
    box.moveLeft(x + 12 if room else max(x - 12 - box.width(), 0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("tip"))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(theme.colour("on-tip"))
    for number, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(font)
        row = QRectF(box.left() + pad, box.top() + pad - 2 + number * high, wide + 2, high)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)


def _polygon(stage: Stage, times: Floats, values: Floats) -> QPolygonF:
    across = (stage.end - stage.start) / stage.box.width()
    span = (stage.high - stage.low) or 1.0
    xs = stage.box.left() + (times - stage.start) / across
    ys = stage.box.bottom() - (values - stage.low) / span * stage.box.height()
    # Lines that leave the picture far away are cut off by Qt, but not beyond its numbers.
    xs, ys = np.clip(xs, -1e5, 1e5), np.clip(ys, -1e5, 1e5)
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def _faint(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlphaF(0.45)
    return made
