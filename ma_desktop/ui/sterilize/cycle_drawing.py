"""A small drawing of a cycle: what was reached against what is needed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ma_desktop.services.loads import LoadView
from ma_desktop.ui import theme
from ma_desktop.ui.sterilize.words import minutes

_HEIGHT = 132
_COLD = 100.0
"""Degrees Celsius at the foot of the drawing."""
_RISE, _HOLD, _FALL = 0.34, 0.72, 0.80
"""Where rise ends, hold ends and cooling begins to slow down, as shares of the width."""


class CycleDrawing(QWidget):
    """The reached temperature as a plateau over the least one, with both in words.

    Rise and fall are only a sketch: the sterilizer tells the plateau and its length.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: LoadView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(_HEIGHT))

    def show_load(self, view: LoadView) -> None:
        self._view = view
        self.setVisible(view.load.temp_c is not None)
        self.setAccessibleName(f"Cycle: {self.words}. Least: {self.least}.")
        self.update()

    @property
    def words(self) -> str:
        """What was reached: 132.4 °C · 4:06 hold."""
        load = self._view.load if self._view else None
        if load is None or load.temp_c is None:
            return "no values"
        hold = f" · {minutes(load.exposure_min)} hold" if load.exposure_min is not None else ""
        return f"{load.temp_c} °C{hold}"

    @property
    def least(self) -> str:
        cycle = self._view.cycle if self._view else None
        return f"{cycle.temp_c} °C for {minutes(cycle.exposure_min)}" if cycle else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._view is None or self._view.load.temp_c is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(12)
        line = QFontMetrics(font).height()
        area = QRectF(self.rect()).adjusted(1, line + theme.px(6), -1, -theme.px(6))
        least, reached = float(self._view.cycle.temp_c), float(self._view.load.temp_c)
        top = max(least, reached) + 1
        needed = _level(area, least, top)
        painter.setPen(QPen(theme.colour("ok"), theme.px(1.5), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), needed), QPointF(area.right(), needed))
        good = not self._view.mechanical
        painter.setPen(QPen(theme.colour("brand" if good else "critical"), theme.px(2.5)))
        painter.drawPolyline(_path(area, _level(area, reached, top)))
        painter.setFont(font)
        painter.setPen(theme.colour("ink-2"))
        centre = int(Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(QRectF(area.left(), 0, area.width(), line), centre, self.words)
        foot = QRectF(area.left(), area.bottom() - line, area.width(), line)
        painter.drawText(foot, centre, f"needed {self.least}")
        painter.end()


def _level(area: QRectF, degrees: float, top: float) -> float:
    """The height of a temperature; what lies below the foot stands at the foot."""
    share = (max(degrees, _COLD) - _COLD) / max(top - _COLD, 1.0)
    return area.bottom() - share * area.height()


def _path(area: QRectF, plateau: float) -> QPolygonF:
    def at(share: float) -> float:
        return area.left() + share * area.width()

    foot, low = area.bottom(), area.bottom() - 0.25 * area.height()
    return QPolygonF(
        [
            QPointF(at(0), foot),
            QPointF(at(0.14), low),
            QPointF(at(0.2), foot - 0.1 * area.height()),
            QPointF(at(_RISE), plateau),
            QPointF(at(_HOLD), plateau),
            QPointF(at(_FALL), low),
            QPointF(at(1), foot),
        ]
    )
