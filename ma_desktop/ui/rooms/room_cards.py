"""The rooms as cards: arrows choose one, Enter opens its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.patient import Patient
from ma_desktop.ui import theme
from ma_desktop.ui.rooms.words import ROOM_WORDS, room_detail
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import ElidedLabel

_SMALLEST, _GAP = 200, 12


class RoomTile(Card):
    """One room: name, state in a word, and what is going on in it."""

    chosen = Signal(str)
    """Room id."""
    stepped = Signal(int, int)
    """Columns and lines to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, spacing=6, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.card: RoomCard | None = None
        self.name, self.detail = ElidedLabel("", "heading"), ElidedLabel("", "small")
        self.state = Pill()
        self._open = False
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        row.addWidget(self.name, 1)
        row.addWidget(self.state)
        self.add(row)
        self.add(self.detail)

    def show_card(self, card: RoomCard, detail: str, *, is_open: bool) -> None:
        self.card = card
        words, look = ROOM_WORDS.get(card.state, (card.state, "neutral"))
        self.name.setText(card.room.name)
        self.detail.setText(detail)
        self.state.set(words, look)
        self._open = is_open
        self._frame()
        self.setAccessibleName(", ".join(part for part in (card.room.name, words, detail) if part))
        self.setToolTip(detail if self.detail.is_elided else "")

    def _frame(self) -> None:
        self.set_state("brand" if self._open or self.hasFocus() else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1, 0)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(0, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.card is not None:
            self.chosen.emit(self.card.room.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._frame()


class RoomCards(QWidget):
    """All rooms in lines of equal cards; `below` is emitted when Down leaves the last line."""

    chosen = Signal(str)
    below = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Rooms")
        self.tiles: list[RoomTile] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(_GAP))

    def set_cards(
        self,
        cards: Sequence[RoomCard],
        name: Callable[[Patient], str],
        at: tuple[datetime, tzinfo],
        people: Mapping[str, str],
        open_id: str,
    ) -> None:
        """Show these at a moment in the clinic's zone; `people` are names by user name."""
        now, zone = at
        while len(self.tiles) > len(cards):
            gone = self.tiles.pop()
            gone.hide()
            gone.deleteLater()
            self._columns = 0
        while len(self.tiles) < len(cards):
            tile = RoomTile()
            tile.chosen.connect(self.chosen)
            tile.stepped.connect(self._step)
            self.tiles.append(tile)
            self._columns = 0
        for tile, card in zip(self.tiles, cards, strict=True):
            who = name(card.patient) if card.patient is not None else ""
            by = people.get(card.room.by, "")
            tile.show_card(
                card, room_detail(card, who, now, zone, by), is_open=card.room.id == open_id
            )
        self._arrange()

    def take_focus(self, room_id: str = "") -> None:
        """Focus on a room, or on the first one."""
        found = next((t for t in self.tiles if t.card and t.card.room.id == room_id), None)
        if found is None and self.tiles:
            found = self.tiles[0]
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap, count = theme.px(_GAP), len(self.tiles)
        most = max(1, (self.width() + gap) // (theme.px(_SMALLEST) + gap))
        lines = -(-count // most) if count else 1
        columns = -(-count // lines) if count else 1
        if columns == self._columns:
            return
        for number in range(self._grid.columnCount()):
            self._grid.setColumnStretch(number, 0)
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
            self._grid.setColumnStretch(number % columns, 1)

    def _step(self, across: int, down: int) -> None:
        place = next((n for n, tile in enumerate(self.tiles) if tile.hasFocus()), 0)
        goal = place + across + down * self._columns
        if 0 <= goal < len(self.tiles):
            self.tiles[goal].setFocus(Qt.FocusReason.OtherFocusReason)
        elif down > 0:
            self.below.emit()
