"""A pill that can be pressed or chosen by mouse, Tab and Space; its target is larger than it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.pill import paint_pill, pill_size

_TARGET, _RING = 44, 3


class PillButton(QAbstractButton):
    """A pressable pill in a `state` of `pill.STATES`; checked ones are drawn as `brand`."""

    def __init__(
        self, text: str, state: str = "neutral", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._icon = state, icon
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        pill = pill_size(self.text(), self._icon)
        return QSize(pill.width() + 2 * theme.px(_RING), theme.px(_TARGET))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(60)), theme.px(_TARGET))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box()
        paint_pill(
            painter, box, self.text(), "brand" if self.isChecked() else self._state, self._icon
        )
        if self.hasFocus() or self.underMouse():
            ring = theme.colour("brand" if self.hasFocus() else "line-strong")
            painter.setPen(QPen(ring, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(box).adjusted(-1.5, -1.5, 1.5, 1.5)
            painter.drawRoundedRect(edge, edge.height() / 2, edge.height() / 2)
        painter.end()

    def _box(self) -> QRect:
        inset = theme.px(_RING)
        box = self.rect().adjusted(inset, 0, -inset, 0)
        height = pill_size(self.text(), self._icon).height()
        box.setTop((self.height() - height) // 2)
        box.setHeight(height)
        return box
