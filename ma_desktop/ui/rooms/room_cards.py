"""The rooms as cards: arrows choose one, Enter opens its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.patient import Patient
from ma_desktop.ui.rooms.words import room_detail
from ma_desktop.ui.widgets.room_tile import EvenGrid, RoomTile

_SMALLEST, _GAP = 200, 12


class OpenRoomTile(RoomTile):
    """A room's card that takes the focus; its frame says which room is open."""

    chosen = Signal(str)
    """Room id."""
    stepped = Signal(int, int)
    """Columns and lines to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, spacing=6, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._open = False

    def set_open(self, is_open: bool) -> None:
        self._open = is_open
        self._frame()

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
        self._grid = EvenGrid(self._new_tile, _SMALLEST, _GAP, self)

    @property
    def tiles(self) -> list[OpenRoomTile]:
        return self._grid.tiles

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
        for tile, card in zip(self._grid.hold(len(cards)), cards, strict=True):
            who = name(card.patient) if card.patient is not None else ""
            by = people.get(card.room.by, "")
            tile.show_card(card, room_detail(card, who, now, zone, by))
            tile.set_open(card.room.id == open_id)
        self._grid.fit(self.width())

    def take_focus(self, room_id: str = "") -> None:
        """Focus on a room, or on the first one."""
        found = next((t for t in self.tiles if t.card and t.card.room.id == room_id), None)
        if found is None and self.tiles:
            found = self.tiles[0]
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grid.fit(self.width())

    def _new_tile(self) -> OpenRoomTile:
        tile = OpenRoomTile()
        tile.chosen.connect(self.chosen)
        tile.stepped.connect(self._step)
        return tile

    def _step(self, across: int, down: int) -> None:
        place = next((n for n, tile in enumerate(self.tiles) if tile.hasFocus()), 0)
        goal = place + across + down * self._grid.columns
        if 0 <= goal < len(self.tiles):
            self.tiles[goal].setFocus(Qt.FocusReason.OtherFocusReason)
        elif down > 0:
            self.below.emit()
