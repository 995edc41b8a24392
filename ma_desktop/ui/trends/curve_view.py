"""Shows a chart of curves on the screen: the marks of the paper in the theme's colours, by keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ma_desktop.documents import style
from ma_desktop.documents.chart import Box
from ma_desktop.documents.curve_chart import marks, plot_of
from ma_desktop.documents.sheet import Mark, Path, Text
from ma_desktop.domain.curve_chart import CurveChart
from ma_desktop.ui import theme
from ma_desktop.ui.trends.drawing import paint_tip
from ma_desktop.ui.widgets.notice_bar import speak

_SCALE = 1.5
"""Pixels a point: letters of 8.5 points read like 13 pixels at 100 %."""
_EDGE = 6.0
_TOKENS = {
    style.INK.hexval(): "ink",
    style.INK_2.hexval(): "ink-2",
    style.LINE.hexval(): "line",
    style.BRAND.hexval(): "brand",
    style.SECOND.hexval(): "info",
}
_WEIGHTS = {style.SEMIBOLD: QFont.Weight.DemiBold, style.BOLD: QFont.Weight.Bold}


class CurveView(QWidget):
    """Left and Right step from point to point and say it; `hovered` carries its number or -1."""

    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: CurveChart | None = None
        self.point = -1
        self.setAccessibleName("Chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(300))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), self.minimumHeight())

    def show_chart(self, chart: CurveChart) -> None:
        """Draw another chart; the cursor goes."""
        self._chart, self.point = chart, -1
        self.setAccessibleName(chart.title)
        self.update()

    def _box(self) -> Box:
        scale = self._scale
        return Box(
            _EDGE,
            _EDGE,
            self.width() / scale - 2 * _EDGE,
            self.height() / scale - 2 * _EDGE,
        )

    @property
    def _scale(self) -> float:
        return theme.px(100) / 100 * _SCALE

    def spot(self, number: int) -> QPointF:
        """Where a point stands, in pixels."""
        if self._chart is None:
            return QPointF()
        point = self._chart.points[number]
        x, y = plot_of(self._chart, self._box()).place((point.x, point.y))
        return QPointF(x * self._scale, self.height() - y * self._scale)

    def point_to(self, number: int, *, aloud: bool = False) -> None:
        """Put the cursor on a point; out of range takes it away."""
        points = self._chart.points if self._chart else ()
        number = number if 0 <= number < len(points) else -1
        if number == self.point:
            return
        self.point = number
        self.update()
        if number >= 0 and aloud:
            said = ", ".join(points[number].said)
            self.setAccessibleDescription(said)
            speak(self, said)
        self.hovered.emit(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chart is not None:
            for mark in marks(self._chart, self._box()):
                self._paint(painter, mark)
            if self.point >= 0:
                self._paint_cursor(painter, self._chart)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("brand"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint(self, painter: QPainter, mark: Mark) -> None:
        scale, foot = self._scale, self.height()
        if isinstance(mark, Text):
            font = QFont(theme.FAMILY)
            font.setPixelSize(max(round(mark.ink.size * scale), 1))
            font.setWeight(_WEIGHTS.get(mark.ink.face, QFont.Weight.Normal))
            painter.setFont(font)
            painter.setPen(theme.colour(_TOKENS[mark.ink.color.hexval()]))
            wide = painter.fontMetrics().horizontalAdvance(mark.text) if mark.right else 0
            painter.drawText(QPointF(mark.x * scale - wide, foot - mark.y * scale), mark.text)
        elif isinstance(mark, Path):
            places = [QPointF(x * scale, foot - y * scale) for x, y in mark.points]
            pen = Qt.PenStyle.NoPen if mark.stroke is None else Qt.PenStyle.SolidLine
            token = "ink" if mark.stroke is None else _TOKENS[mark.stroke.hexval()]
            painter.setPen(QPen(theme.colour(token), mark.thickness * scale, pen))
            if mark.fill is None:
                painter.drawPolyline(QPolygonF(places))
            else:
                painter.setBrush(theme.colour(_TOKENS[mark.fill.hexval()]))
                painter.drawPolygon(QPolygonF(places))

    def _paint_cursor(self, painter: QPainter, chart: CurveChart) -> None:
        spot = self.spot(self.point)
        painter.setPen(QPen(theme.colour("ink"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(spot, 8, 8)
        field = plot_of(chart, self._box()).field
        top = self.height() - (field.y + field.height) * self._scale
        right = (field.x + field.width) * self._scale
        area = QRectF(field.x * self._scale, top, right - field.x * self._scale, 0)
        paint_tip(painter, area, spot.x(), list(chart.points[self.point].said))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        points = self._chart.points if self._chart else ()
        near = min(
            range(len(points)),
            key=lambda n: (self.spot(n) - event.position()).manhattanLength(),
            default=-1,
        )
        self.point_to(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._chart.points) - 1 if self._chart else -1
        steps = {
            Qt.Key.Key_Left: max(self.point - 1, 0) if self.point >= 0 else last,
            Qt.Key.Key_Right: min(self.point + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Escape: -1,
        }
        target = steps.get(Qt.Key(event.key()))
        if target is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.point_to(target, aloud=True)
