"""The chart of one trend: zoom, pan, hover, and stepping from reading to reading by keys."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.trends.drawing import Drawing, Stages, paint_tip, stages_of
from ma_desktop.ui.trends.figure import Figure, Line
from ma_desktop.ui.widgets.notice_bar import speak

_DAY = 86_400.0
_LEAST, _MOST = 3_600.0, 130 * 366 * _DAY
_ZOOM, _PAN = 1.5, 0.25
_PICTURE_SCALE = 2
Words = Callable[[int], list[str]]


class TrendChart(QWidget):
    """`hovered` carries the row under the cursor, -1 for none; `moved` says that the span changed.

    Rows are those of the table, oldest first. `words` gives what is said of a row, headline first.
    """

    hovered = Signal(int)
    moved = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._figure: Figure | None = None
        self._row = -1
        self._grip: float | None = None
        self.start, self.end = 0.0, _DAY
        self.words: Words = lambda _row: []
        self.setAccessibleName("Chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(240))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), self.minimumHeight())

    @property
    def figure(self) -> Figure | None:
        return self._figure

    @property
    def row(self) -> int:
        """The row under the cursor, or -1."""
        return self._row

    def show_figure(self, figure: Figure) -> None:
        """Draw another figure over the same span; the cursor goes."""
        self._figure = figure
        self._row = -1
        self.update()

    def show_span(self, start: float | None, end: float) -> None:
        """Show the time from `start` (None: the first reading) to `end`, with a little room."""
        if start is None:
            times = self._figure.times if self._figure else np.empty(0)
            start = float(times[0]) if len(times) else end - _DAY
            end = max(end, float(times[-1])) if len(times) else end
        width = max(end - start, _DAY)
        self._set_span(end - width * 1.02, end + width * 0.03)

    def _set_span(self, start: float, end: float) -> None:
        width = min(max(end - start, _LEAST), _MOST)
        self.start, self.end = start, start + width
        self.update()
        self.moved.emit()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show `1 / factor` of the time, the moment `around` (the middle) staying in place."""
        width = min(max((self.end - self.start) / factor, _LEAST), _MOST)
        at = (self.start + self.end) / 2 if around is None else around
        share = (at - self.start) / (self.end - self.start)
        self._set_span(at - width * share, at + width * (1 - share))

    def pan(self, share: float) -> None:
        """Move the shown time by a share of its width."""
        by = (self.end - self.start) * share
        self._set_span(self.start + by, self.end + by)

    def point_to(self, row: int, *, aloud: bool = False) -> None:
        """Put the cursor on a row, in sight; out of range takes it away."""
        times = self._figure.times if self._figure else np.empty(0)
        row = row if 0 <= row < len(times) else -1
        if row == self._row:
            return
        self._row = row
        if row >= 0 and not self.start <= times[row] <= self.end:
            half = (self.end - self.start) / 2
            self._set_span(float(times[row]) - half, float(times[row]) + half)
        self.update()
        if row >= 0 and aloud:
            said = ", ".join(self.words(row))
            self.setAccessibleDescription(said)
            speak(self, said)
        self.hovered.emit(row)

    # Places

    def stages(self) -> Stages | None:
        if self._figure is None:
            return None
        return stages_of(self._figure, QRectF(self.rect()), self.start, self.end)

    def spots(self, row: int) -> list[QPointF]:
        """Where the numbers of a row stand, in the order of the parts."""
        stages, figure = self.stages(), self._figure
        if stages is None or figure is None:
            return []
        found = []
        lines: list[Line] = [*figure.main.lines, *figure.struck]
        for line in lines:
            at = int(np.searchsorted(line.rows, row))
            if at < len(line.rows) and line.rows[at] == row:
                x = stages.main.x(float(line.times[at]))
                found.append(QPointF(x, stages.main.y(float(line.values[at]))))
        return found

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        stages = self.stages()
        if stages is not None and self._figure is not None:
            self._draw(painter, self._figure, stages)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("brand"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _draw(self, painter: QPainter, figure: Figure, stages: Stages) -> None:
        drawing = Drawing(painter, figure, stages, self._zone)
        drawing.paint()
        if 0 <= self._row < len(figure.times):
            at = float(figure.times[self._row])
            drawing.cursor(at, self.spots(self._row))
            paint_tip(painter, stages.main.box, stages.main.x(at), self.words(self._row))

    def picture(self, title: str) -> QImage:
        """The chart beneath a line that says whose it is, twice as fine as on the screen."""
        head = theme.px(36)
        image = QImage(
            self.width() * _PICTURE_SCALE,
            (self.height() + head) * _PICTURE_SCALE,
            QImage.Format.Format_RGB32,
        )
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        painter.setFont(theme.font(15, QFont.Weight.DemiBold))
        painter.setPen(theme.colour("ink"))
        place = QRectF(theme.px(16), 0, self.width(), head)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
        painter.translate(0, head)
        stages = self.stages()
        if stages is not None and self._figure is not None:
            Drawing(painter, self._figure, stages, self._zone).paint()
        painter.end()
        return image

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().x()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grip = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        stages, x = self.stages(), event.position().x()
        if stages is None or self._figure is None:
            return
        if self._grip is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.pan((self._grip - x) / stages.main.box.width())
            self._grip = x
        elif len(self._figure.times):
            self.point_to(self._nearest(stages.main.at(x)))

    def _nearest(self, at: float) -> int:
        times = self._figure.times if self._figure else np.empty(0)
        after = int(np.searchsorted(times, at))
        near = [row for row in (after - 1, after) if 0 <= row < len(times)]
        return min(near, key=lambda row: abs(float(times[row]) - at), default=-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        stages = self.stages()
        if stages is not None and event.angleDelta().y():
            factor = _ZOOM if event.angleDelta().y() > 0 else 1 / _ZOOM
            self.zoom(factor, stages.main.at(event.position().x()))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._figure.times) - 1 if self._figure else -1
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Left: max(self._row - 1, 0) if self._row >= 0 else last,
            Qt.Key.Key_Right: min(self._row + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Escape: -1,
        }
        acts = {
            Qt.Key.Key_Plus: lambda: self.zoom(_ZOOM),
            Qt.Key.Key_Equal: lambda: self.zoom(_ZOOM),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / _ZOOM),
        }
        key = Qt.Key(event.key())
        if shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan(-_PAN if key == Qt.Key.Key_Left else _PAN)
        elif key in acts:
            acts[key]()
        elif key in steps:
            self.point_to(steps[key], aloud=True)
        else:
            super().keyPressEvent(event)
