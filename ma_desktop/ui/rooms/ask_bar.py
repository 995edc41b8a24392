"""Asks for a reason or a signature beneath the list, without a dialog in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.services.checklists import Signature
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.text import label

_WIDE, _LOW = 500, 520
"""Design pixels: from here on name and passphrase share a line; below, what is `over` it hides."""


class AskBar(QWidget):
    """One question at a time; Enter answers, Esc leaves. `closed` is called either way.

    `over` gives its place to a question where there is no room for both.
    """

    def __init__(self, closed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._closed = closed
        self.over: QWidget | None = None
        self._then: Callable[[], None] = lambda: None
        self.words = label("", "strong", wrap=True)
        self.reason = line_edit(name="Reason")
        self.reason.setMaxLength(300)
        self.names = [line_edit("User name", name=f"User name {n}") for n in (1, 2)]
        self.secrets = [
            line_edit("Passphrase", secret=True, name=f"Passphrase {n}") for n in (1, 2)
        ]
        self._pairs = list(zip(self.names, self.secrets, strict=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.words)
        column.addWidget(self.reason)
        self._lines = [QBoxLayout(QBoxLayout.Direction.TopToBottom) for _pair in self._pairs]
        for line, pair in zip(self._lines, self._pairs, strict=True):
            column.addLayout(line)
            for edit in pair:
                line.addWidget(edit)
        for edit in self._all():
            edit.returnPressed.connect(self._on_enter)
            edit.installEventFilter(self)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        for line in self._lines:
            line.setDirection(
                way.LeftToRight if self.width() >= theme.px(_WIDE) else way.TopToBottom
            )

    @property
    def is_asking(self) -> bool:
        return self.isVisible()

    def ask_reason(self, words: str, then: Callable[[str], None], proposal: str = "") -> None:
        """Ask why; an empty reason is not taken."""

        def take() -> None:
            reason = self.reason.text().strip()
            if reason:
                self.leave()
                then(reason)

        self._open(words, [self.reason], take)
        self.reason.setText(proposal)

    def ask_signatures(
        self, words: str, count: int, user: str, then: Callable[[list[Signature]], None]
    ) -> None:
        """Ask `count` people for user name and passphrase; the first is whoever is signed in."""
        pairs = self._pairs[:count]

        def take() -> None:
            if all(edit.text() for pair in pairs for edit in pair):
                given = [Signature(name.text(), secret.text()) for name, secret in pairs]
                self.leave()
                then(given)

        self._open(words, [edit for pair in pairs for edit in pair], take)
        self.names[0].setText(user)
        self.secrets[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Forget what was typed and close."""
        for edit in self._all():
            edit.clear()
        self.hide()
        if self.over is not None:
            self.over.show()
        self._closed()

    def _open(self, words: str, fields: list[QLineEdit], take: Callable[[], None]) -> None:
        self._then = take
        self.words.setText(words)
        for edit in self._all():
            edit.clear()
            edit.setVisible(edit in fields)
            edit.setAccessibleDescription(words)
        around = self.parentWidget()
        if self.over is not None and around is not None and around.height() < theme.px(_LOW):
            self.over.hide()
        self.show()
        fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _all(self) -> list[QLineEdit]:
        return [self.reason, *(edit for pair in self._pairs for edit in pair)]

    def _on_enter(self) -> None:
        """To the next empty field, or done."""
        empty = [edit for edit in self._all() if edit.isVisible() and not edit.text()]
        if empty:
            empty[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._then()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        return super().eventFilter(watched, event)
