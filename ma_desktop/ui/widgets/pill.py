"""Small rounded words that say a state: neutral, brand, ok, warn, critical or info."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ma_desktop.ui import theme

STATES = {
    "neutral": ("ink-2", "sunken"),
    "brand": ("brand", "brand-soft"),
    "ok": ("ok", "ok-soft"),
    "warn": ("warn", "warn-soft"),
    "critical": ("critical", "critical-soft"),
    "info": ("info", "info-soft"),
}
"""Ink and ground of each state."""
_HEIGHT, _PADDING, _ICON, _GAP = 24, 10, 13, 5


def pill_font() -> QFont:
    return theme.font(13, QFont.Weight.DemiBold)


def pill_size(text: str, icon: str = "") -> QSize:
    """The size that `paint_pill` needs for the whole text."""
    width = QFontMetrics(pill_font()).horizontalAdvance(text) + 2 * theme.px(_PADDING)
    if icon:
        width += theme.px(_ICON) + theme.px(_GAP)
    return QSize(width, theme.px(_HEIGHT))


def paint_pill(painter: QPainter, rect: QRect, text: str, state: str, icon: str = "") -> None:
    """Paint a pill into `rect`; text that does not fit is elided."""
    ink, ground = STATES[state]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
    inner = rect.adjusted(theme.px(_PADDING), 0, -theme.px(_PADDING), 0)
    if icon:
        side = theme.px(_ICON)
        drawn = theme.pixmap(icon, ink, _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(inner.left(), rect.center().y() + 1 - side // 2, drawn)
        inner.setLeft(inner.left() + side + theme.px(_GAP))
    painter.setFont(pill_font())
    painter.setPen(theme.colour(ink))
    elided = QFontMetrics(pill_font()).elidedText(
        text, Qt.TextElideMode.ElideRight, inner.width() + 1
    )
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), elided)
    painter.restore()


class Pill(QLabel):
    """A word in its state's colours, with an icon where the word alone would be missed."""

    def __init__(
        self, text: str = "", state: str = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._state, self._icon = state, icon
        self.set(text, state, icon)

    @property
    def state(self) -> str:
        return self._state

    def set(self, text: str, state: str, icon: str = "") -> None:
        """Change the words and the state at once. Raises KeyError for an unknown state."""
        STATES[state]
        self._state, self._icon = state, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self.text(), self._icon)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(64)), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.text():
            return
        painter = QPainter(self)
        rect = self.rect()
        rect.setHeight(min(rect.height(), theme.px(_HEIGHT)))
        rect.moveCenter(self.rect().center())
        paint_pill(painter, rect, self.text(), self._state, self._icon)
        painter.end()
