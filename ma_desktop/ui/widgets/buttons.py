"""Buttons in their kinds: primary, secondary, danger, quiet and chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.key_hint import key_size, paint_key

_INKS = {"primary": "on-brand", "danger": "critical", "quiet": "ink-2"}


class Button(QPushButton):
    """A push button of a `kind`; `hint` draws a key cap beside the words."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        *,
        hint: str = "",
        icon: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._hint = hint
        self.set_icon(icon)

    @property
    def kind(self) -> str:
        return str(self.property("kind"))

    def set_icon(self, icon: str) -> None:
        """Put an icon of resources/icons before the words; empty takes it away."""
        if icon:
            self.setIcon(theme.icon(icon, _INKS.get(self.kind, "ink-2"), 18))
            self.setIconSize(QSize(theme.px(18), theme.px(18)))

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as Space does."""
        if (
            event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)
            and not event.modifiers()
        ):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self._hint:
            size.setWidth(size.width() + theme.px(10) + key_size(self._hint).width())
        return size

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._hint:
            super().paintEvent(event)
            return
        painter = QtWidgets.QStylePainter(self)
        option = QtWidgets.QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QtWidgets.QStyle.ControlElement.CE_PushButton, option)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QtGui.QPainter) -> None:
        """The words and the key cap, centred together."""
        ink = theme.colour(_INKS.get(self.kind, "ink") if self.isEnabled() else "ink-3")
        if self.kind == "primary":
            ink = theme.colour("on-brand")
        words = self.fontMetrics().horizontalAdvance(self.text())
        cap, gap = key_size(self._hint), theme.px(10)
        left = (self.width() - words - gap - cap.width()) // 2
        painter.setPen(ink)
        painter.setFont(self.font())
        box = QRect(left, 0, words + 2, self.height())
        painter.drawText(box, int(QtCore.Qt.AlignmentFlag.AlignVCenter), self.text())
        corner = QPoint(left + words + gap, (self.height() - cap.height()) // 2)
        paint_key(painter, QRect(corner, cap), self._hint, ink, ink)


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    kind: str = "secondary",
    *,
    hint: str = "",
    icon: str = "",
    small: bool = False,
    parent: QWidget | None = None,
) -> Button:
    """A button that calls `on_click` without arguments."""
    made = Button(text, kind, hint=hint, icon=icon, small=small, parent=parent)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def primary(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    hint: str = "",
    parent: QWidget | None = None,
) -> Button:
    """The one main action of a screen."""
    return button(text, on_click, "primary", hint=hint, parent=parent)


def chip(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    checked: bool = False,
    parent: QWidget | None = None,
) -> Button:
    """A rounded choice that stays down when chosen."""
    made = button(text, on_click, "chip", parent=parent)
    made.setCheckable(True)
    made.setChecked(checked)
    return made
