"""Blood pressures over time, small, beside the form: two lines over the usual range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ma_desktop.ui import theme

_HEIGHT = 108
_MARGIN_MMHG = 10


@dataclass(frozen=True)
class Pressure:
    """One reading at the right: time (UTC), both numbers in mmHg, and whether it is unusual."""

    at: datetime
    systolic: float
    diastolic: float
    unusual: bool = False


class PressureTrend(QWidget):
    """Systolic and diastolic on a true time axis; the band is the usual systolic range."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Pressure, ...] = ()
        self._low: float | None = None
        self._high: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(_HEIGHT))

    def set(self, items: Sequence[Pressure], low: float | None, high: float | None) -> None:
        """Show readings, oldest first."""
        self._items, self._low, self._high = tuple(items), low, high
        self.setAccessibleName(self._words())
        self.update()

    def _words(self) -> str:
        if not self._items:
            return "No blood pressures yet"
        newest = self._items[-1]
        return (
            f"{len(self._items)} blood pressures, "
            f"the newest {newest.systolic:.0f} over {newest.diastolic:.0f}"
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._items:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(2, 6, -8, -6)
        scale = _Scale(box, self._items, self._low, self._high)
        self._paint_band(painter, scale)
        for systolic, token in ((True, "brand"), (False, "ink-3")):
            points = [scale.point(item, systolic=systolic) for item in self._items]
            painter.setPen(QPen(theme.colour(token), theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("warn" if self._items[-1].unusual else token))
            painter.drawEllipse(points[-1], theme.px(5), theme.px(5))
        painter.end()

    def _paint_band(self, painter: QPainter, scale: _Scale) -> None:
        if self._low is None or self._high is None:
            return
        top, bottom = scale.y(self._high), scale.y(self._low)
        band = QRectF(0, top, self.width(), bottom - top)
        painter.fillRect(band, theme.colour("ok-soft"))
        painter.setPen(QPen(theme.colour("ok"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(band.topLeft(), band.topRight())


class _Scale:
    """Times to x and mmHg to y inside `box`."""

    def __init__(
        self, box: QRectF, items: Sequence[Pressure], low: float | None, high: float | None
    ) -> None:
        bounds = [bound for bound in (low, high) if bound is not None]
        values = [item.systolic for item in items] + [item.diastolic for item in items] + bounds
        self._box = box
        self._first = items[0].at.timestamp()
        self._span = items[-1].at.timestamp() - self._first
        self._low = min(values) - _MARGIN_MMHG
        self._height = max(values) + _MARGIN_MMHG - self._low

    def y(self, value: float) -> float:
        return self._box.bottom() - (value - self._low) / self._height * self._box.height()

    def point(self, item: Pressure, *, systolic: bool) -> QPointF:
        share = (item.at.timestamp() - self._first) / self._span if self._span else 1.0
        x = self._box.left() + share * self._box.width()
        return QPointF(x, self.y(item.systolic if systolic else item.diastolic))
