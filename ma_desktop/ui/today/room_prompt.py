"""The line that asks for a room number after R."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.text import ElidedLabel, label


class RoomPrompt(QWidget):
    """Takes digits; a number that no other room begins with is taken at once, others by Enter.

    `chosen` carries the typed number and a reason, `left` is emitted on Esc. The reason is asked by
    `ask_why` after a room turned out not to be ready.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: tuple[str, ...] = ()
        self._why_number = ""
        self._who = ElidedLabel("", "strong")
        self._free = ElidedLabel("", "small")
        self.number = QLineEdit()
        self.number.setAccessibleName("Room number")
        self.number.setMaxLength(6)
        self.number.setPlaceholderText("_")
        self.number.setFixedWidth(theme.px(76))
        self.number.textEdited.connect(self._on_typed)
        self.number.returnPressed.connect(self._take)
        self.number.installEventFilter(self)
        self.reason = line_edit(name="Why the room is used anyway")
        self.reason.setMaxLength(200)
        self.reason.returnPressed.connect(self._take_anyway)
        self.reason.installEventFilter(self)
        self._asks = label("Room:", "strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self._who)
        row.addWidget(self._asks)
        row.addWidget(self.number)
        row.addWidget(self.reason, 1)
        row.addWidget(self._free, 1)
        row.addWidget(KeyHint("Esc"))
        row.addWidget(label("leaves", "small"))

    @property
    def free_words(self) -> str:
        return self._free.text()

    def ask(self, who: str, cards: Sequence[RoomCard]) -> None:
        """Ask which room `who` goes to; free rooms are named."""
        self._numbers = tuple(card.room.number for card in cards)
        free = [_room_words(card) for card in cards if card.patient is None]
        self._who.setText(who)
        words = f"Free: {' · '.join(free)}" if free else "No room is free"
        self._free.setText(words)
        self._show_reason(False)
        self.number.setAccessibleDescription(f"{who}. {words}. Type the number; Esc leaves.")
        self.number.clear()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_why(self, who: str, number: str, what: str) -> None:
        """The room is not ready: ask for the reason to use it all the same."""
        self._why_number = number
        self._who.setText(who)
        self._show_reason(True)
        self._asks.setText(f"{what} Why now:")
        self.reason.setAccessibleDescription(f"{who}. {what} Type why it is used; Esc leaves.")
        self.reason.clear()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reason(self, shown: bool) -> None:
        self._asks.setText("Room:")
        self.reason.setVisible(shown)
        for part in (self.number, self._free):
            part.setVisible(not shown)

    def _take_anyway(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.chosen.emit(self._why_number, reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        ours = watched in (self.number, self.reason) and event.type() is QEvent.Type.KeyPress
        if ours and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        begins = [number for number in self._numbers if number.startswith(text.strip())]
        if begins == [text.strip()]:
            self._take()

    def _take(self) -> None:
        number = self.number.text().strip()
        if number:
            self.chosen.emit(number, "")


def _room_words(card: RoomCard) -> str:
    room = card.room
    words = room.name if room.number in room.name else f"{room.number} {room.name}"
    return words if card.state == "ready" else f"{words} ({card.state})"
