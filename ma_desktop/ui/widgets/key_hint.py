"""The little key cap that says which key does the same."""

from __future__ import annotations

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ma_desktop.ui import theme


def key_font() -> QFont:
    return theme.font(11.5, QFont.Weight.DemiBold)


def key_size(text: str) -> QSize:
    """The size of a key cap around `text`."""
    metrics = QFontMetrics(key_font())
    width = max(metrics.horizontalAdvance(text) + theme.px(10), theme.px(18))
    return QSize(width, theme.px(19))


def paint_key(painter: QtGui.QPainter, rect: QRect, text: str, ink: QColor, edge: QColor) -> None:
    """Paint a key cap with a heavier lower edge."""
    painter.save()
    painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -1)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(box, 4, 4)
    painter.drawLine(box.bottomLeft() + _NUDGE_RIGHT, box.bottomRight() - _NUDGE_RIGHT)
    painter.setFont(key_font())
    painter.setPen(ink)
    painter.drawText(rect, int(QtCore.Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


_NUDGE_RIGHT = QRectF(0, 0, 4, 0).topRight()


class KeyHint(QLabel):
    """A key cap such as Ctrl K; screen readers hear the text."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("textFormat", "PlainText")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return key_size(self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QtGui.QPainter(self)
        ink, edge = theme.colour("ink-2"), theme.colour("line-strong")
        paint_key(painter, self.rect(), self.text(), ink, edge)
        painter.end()
