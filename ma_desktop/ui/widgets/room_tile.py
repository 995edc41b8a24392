"""One room as a card, and equal cards in as few lines as the width allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import ElidedLabel

ROOM_WORDS = {
    "ready": ("Ready", "ok"),
    "occupied": ("Occupied", "neutral"),
    "rooming": ("Rooming", "brand"),
    "set-up": ("Set-up", "info"),
    "turnover": ("Turnover", "warn"),
    "blocked": ("Blocked", "critical"),
}
"""The states of a room in words, and how their pill looks."""

Tile = TypeVar("Tile", bound=QWidget)


class RoomTile(Card):
    """Name, state in a word, and a line that says what is going on in the room."""

    def __init__(
        self, margin: int, spacing: int, role: str = "heading", parent: QWidget | None = None
    ) -> None:
        super().__init__(margin=margin, spacing=spacing, parent=parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.card: RoomCard | None = None
        self.name, self.detail = ElidedLabel("", role), ElidedLabel("", "small")
        self.state = Pill()
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.name, 1)
        row.addWidget(self.state)
        self.add(row)
        self.add(self.detail)

    def show_card(self, card: RoomCard, detail: str) -> None:
        self.card = card
        words, look = ROOM_WORDS.get(card.state, (card.state.capitalize(), "neutral"))
        self.name.setText(card.room.name)
        self.detail.setText(detail)
        self.state.set(words, look)
        self.setAccessibleName(", ".join(part for part in (card.room.name, words, detail) if part))
        self.setToolTip(detail if self.detail.is_elided else "")


class EvenGrid(QGridLayout, Generic[Tile]):
    """Tiles in lines of equal length; `make` gives another tile."""

    def __init__(
        self, make: Callable[[], Tile], smallest: int, gap: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make, self._smallest, self._gap = make, theme.px(smallest), theme.px(gap)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(self._gap)
        self.tiles: list[Tile] = []
        self.columns = 0

    def hold(self, count: int) -> list[Tile]:
        """Exactly so many tiles; `fit` puts them in their places."""
        if count != len(self.tiles):
            self.columns = 0
        while len(self.tiles) > count:
            gone = self.tiles.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.tiles) < count:
            self.tiles.append(self._make())
        return self.tiles

    def fit(self, width: int) -> int:
        """Arrange for this width in pixels; returns the number of lines."""
        count = len(self.tiles)
        most = max(1, (width + self._gap) // (self._smallest + self._gap))
        lines = -(-count // most) if count else 1
        columns = -(-count // lines) if count else 1
        if columns != self.columns:
            self._place(columns)
        return lines

    def _place(self, columns: int) -> None:
        for number in range(self.columnCount()):
            self.setColumnStretch(number, 0)
        self.columns = columns
        for number, tile in enumerate(self.tiles):
            self.addWidget(tile, number // columns, number % columns)
            self.setColumnStretch(number % columns, 1)
