"""The dark page with one white card that sign-in, first run and recovery stand on."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label

CAPS_WORDS = "Caps Lock is on."


class DarkPage(QScrollArea):
    """Mark, two lines of heading, the card, a line of state; scrolls when the window is small.

    Children of `frame` go into `card`, a vertical layout that is `inner` pixels wide.
    """

    def __init__(self, heading: str, under: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setProperty("role", "lock")
        self.setProperty("focusPolicy", "NoFocus")
        page = QWidget(self)
        page.setProperty("role", "lock")
        self.setWidget(page)
        self.frame = QFrame(page)
        self.frame.setProperty("role", "lock-card")
        self.frame.setFixedWidth(theme.px(width))
        self.card = QVBoxLayout(self.frame)
        inset = theme.px(27)
        self.inner = theme.px(width) - 2 * inset
        self.card.setContentsMargins(inset, inset, inset, inset)
        self.card.setSpacing(theme.px(14))
        self.status = label("", "lock-status", parent=page)
        column = QVBoxLayout(page)
        column.addStretch(4)
        for part in (_heading(heading, under, theme.px(width), page), self.frame, self.status):
            column.addLayout(_centred(part))
            column.addSpacing(theme.px(16))
        column.addStretch(5)


def _centred(widget: QWidget) -> QHBoxLayout:
    """An alignment would ask wrapped text for its height at the width of the page."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def _heading(heading: str, under: str, width: int, page: QWidget) -> QWidget:
    made = QWidget(page)
    made.setFixedWidth(width)
    mark = label("MA", "mark", parent=made)
    mark.setProperty("large", True)
    mark.setProperty("alignment", "AlignCenter")
    mark.setFixedSize(theme.px(52), theme.px(52))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(label(heading, "lock-room", parent=made))
    words.addWidget(label(under, "lock-clinic", parent=made))
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(14))
    row.addWidget(mark)
    row.addLayout(words, 1)
    return made


class SecretEdit(QLineEdit):
    """A passphrase field that notices Caps Lock from the letters that arrive.

    Qt can't ask for the state of Caps Lock; a capital without Shift, or a small letter with it,
    tells.
    """

    def __init__(
        self, name: str, caps: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self._caps = caps
        if caps is not None:
            caps.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        if self._caps is not None and len(typed) == 1 and typed.isalpha():
            shift = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(typed.isupper() != shift)
