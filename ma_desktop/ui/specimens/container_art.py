"""Pictures of containers: the shape of the closure and its colour, beside the words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.record_delegate import Cell, RecordDelegate

_HIGH = 56
LOOK = "container"
"""The look of a column that shows a container; its role is `closure color`."""


class ContainerDelegate(RecordDelegate):
    """Draws cells of the look `container`, and all others as the record table does."""

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        cell: Cell,
    ) -> None:
        if cell.look != LOOK:
            super()._paint_cell(painter, rect, index, cell)
            return
        closure, color = cell.role.split(" ")
        side = min(float(theme.px(_HIGH)), rect.height() - 6.0)
        box = QRectF(0, 0, side * 0.8, side)
        box.moveCenter(QRectF(rect).center())
        paint_container(painter, box, closure, QColor(color))


def paint_container(painter: QPainter, box: QRectF, closure: str, color: QColor) -> None:
    """Draw a container into `box`; the outline keeps pale caps visible on every ground."""
    painter.setPen(QPen(theme.colour("ink-3"), 1.4))
    match closure:
        case "swab":
            _swab(painter, box, color)
        case "slide" | "card":
            _flat(painter, box, closure, color)
        case _:
            _vessel(painter, box, closure, color)


_SHAPES = {
    "stopper": (0.34, 0.46, 0.24),
    "micro": (0.30, 0.42, 0.30),
    "bottle": (0.62, 0.30, 0.20),
    "cup": (0.74, 0.84, 0.18),
    "jug": (0.86, 0.44, 0.16),
    "vial": (0.52, 0.60, 0.24),
    "jar": (0.66, 0.78, 0.26),
}
"""Width of the body, width of the cap, height of the cap, each as part of the box."""


def _vessel(painter: QPainter, box: QRectF, closure: str, color: QColor) -> None:
    body_width, cap_width, cap_height = _SHAPES[closure]
    top = box.top() + (box.height() * 0.3 if closure in ("micro", "cup", "jar") else 0)
    cap = QRectF(0, top, box.width() * cap_width, box.height() * cap_height)
    cap.moveLeft(box.center().x() - cap.width() / 2)
    body = QRectF(0, cap.bottom() - 1, box.width() * body_width, box.bottom() - cap.bottom())
    body.moveLeft(box.center().x() - body.width() / 2)
    painter.setBrush(theme.colour("surface"))
    painter.drawPath(_body(body, closure))
    painter.setBrush(color)
    painter.drawRoundedRect(cap, 3, 3)


def _body(body: QRectF, closure: str) -> QPainterPath:
    path = QPainterPath()
    if closure == "cup":
        slope = body.width() * 0.1
        path.moveTo(body.topLeft())
        path.lineTo(body.topRight())
        path.lineTo(body.bottomRight() - QPointF(slope, 0))
        path.lineTo(body.bottomLeft() + QPointF(slope, 0))
        path.closeSubpath()
    elif closure == "micro":
        path.moveTo(body.topLeft())
        path.lineTo(body.topRight())
        path.lineTo(QPointF(body.center().x(), body.bottom()))
        path.closeSubpath()
    else:
        radius = body.width() / 2 if closure == "stopper" else 4
        path.addRoundedRect(body, radius, radius)
    return path


def _swab(painter: QPainter, box: QRectF, color: QColor) -> None:
    middle = box.center().x()
    painter.setPen(QPen(theme.colour("ink-3"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(middle, box.top() + 12), QPointF(middle, box.bottom() - 2))
    painter.setPen(QPen(theme.colour("ink-3"), 1.4))
    painter.setBrush(color)
    painter.drawEllipse(QRectF(middle - 6, box.top(), 12, 20))


def _flat(painter: QPainter, box: QRectF, closure: str, color: QColor) -> None:
    sheet = box.adjusted(2, box.height() * 0.24, -2, -box.height() * 0.24)
    painter.setBrush(theme.colour("surface"))
    painter.drawRect(sheet)
    painter.setBrush(color)
    if closure == "slide":
        painter.drawRect(QRectF(sheet.left(), sheet.top(), sheet.width() * 0.3, sheet.height()))
        return
    for number in range(3):
        x = sheet.left() + sheet.width() * (0.22 + 0.28 * number)
        painter.drawEllipse(QPointF(x, sheet.center().y()), 4, 4)
