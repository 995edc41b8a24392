"""The dark page with one white card that sign-in, first run and recovery stand on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label

CAPS_WORDS = "Caps Lock is on."


class DarkPage(QScrollArea):
    """Mark, two lines of heading, the card, a line of state; scrolls when the window is small.

    Children go into `card`, a vertical layout.
    """

    def __init__(self, heading: str, under: str, width: int = 460) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setProperty("role", "lock")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "lock")
        self.setWidget(page)
        frame = QFrame()
        frame.setProperty("role", "lock-card")
        frame.setFixedWidth(theme.px(width))
        self.card = QVBoxLayout(frame)
        inset = theme.px(27)
        self.card.setContentsMargins(inset, inset, inset, inset)
        self.card.setSpacing(theme.px(14))
        self.status = label("", "lock-status")
        column = QVBoxLayout(page)
        column.addStretch(4)
        for part in (_heading(heading, under, theme.px(width)), frame, self.status):
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


def _heading(heading: str, under: str, width: int) -> QWidget:
    made = QWidget()
    made.setFixedWidth(width)
    mark = label("MA", "mark")
    mark.setProperty("large", True)
    mark.setFixedSize(theme.px(52), theme.px(52))
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(label(heading, "lock-room"))
    words.addWidget(label(under, "lock-clinic"))
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

    def __init__(self, name: str, caps: QWidget | None = None) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._caps = caps
        if caps is not None:
            caps.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        if self._caps is not None and len(typed) == 1 and typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(typed.isupper() != shift)
