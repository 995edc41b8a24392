"""The cards of the rooms: name, state in a word, and who is in it or since when it is so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.patient import Patient
from ma_desktop.ui import theme
from ma_desktop.ui.today.lines import clock_words
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import ElidedLabel

_WORDS = {
    "ready": ("Ready", "ok"),
    "occupied": ("Occupied", "neutral"),
    "rooming": ("Rooming", "brand"),
    "turnover": ("Turnover", "warn"),
    "set-up": ("Set-up", "info"),
    "blocked": ("Blocked", "critical"),
}
_SMALLEST, _GAP, _HEIGHT, _MOST_LINES = 150, 8, 72, 2


class RoomTile(Card):
    """One room. Pressing it opens the visit inside, or the list of the room."""

    opened = Signal(str)
    """Visit id."""
    worked_on = Signal(str)
    """Room id: its list shall be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, spacing=0, parent=parent)
        self.setFixedHeight(theme.px(_HEIGHT))
        inset = theme.px(10)
        self.body.setContentsMargins(inset, theme.px(8), inset, theme.px(6))
        self._card: RoomCard | None = None
        self.name, self.detail = ElidedLabel("", "strong"), ElidedLabel("", "small")
        self.state = Pill()
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(theme.px(2))
            self.add(row)
        first.addWidget(self.name, 1)
        first.addWidget(self.state)
        second.addWidget(self.detail, 1)

    def show_card(self, card: RoomCard, detail: str) -> None:
        self._card = card
        words, look = _WORDS.get(card.state, (card.state.capitalize(), "neutral"))
        self.name.setText(card.room.name)
        self.detail.setText(detail)
        self.state.set(words, look)
        self.setAccessibleName(", ".join(part for part in (card.room.name, words, detail) if part))
        self.setToolTip(detail if self.detail.is_elided else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._press()

    def _press(self) -> None:
        card = self._card
        if card is not None and card.visit is not None:
            self.opened.emit(card.visit.id)
        elif card is not None:
            self.worked_on.emit(card.room.id)


class RoomStrip(QScrollArea):
    """All rooms in lines of equal cards; more than two lines scroll."""

    opened = Signal(str)
    worked_on = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Rooms")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tiles: list[RoomTile] = []
        self._columns = 0
        page = QWidget()
        page.setProperty("role", "page")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(_GAP))
        self.setWidget(page)
        self.setFixedHeight(theme.px(_HEIGHT))

    def set_cards(
        self,
        cards: Sequence[RoomCard],
        name: Callable[[Patient], str],
        now: datetime,
        zone: tzinfo,
    ) -> None:
        """Show these rooms. `name` says how a patient may be shown on this screen."""
        while len(self.tiles) > len(cards):
            gone = self.tiles.pop()
            gone.hide()
            gone.deleteLater()
            self._columns = 0
        while len(self.tiles) < len(cards):
            tile = RoomTile()
            tile.opened.connect(self.opened)
            tile.worked_on.connect(self.worked_on)
            self.tiles.append(tile)
            self._columns = 0
        for tile, card in zip(self.tiles, cards, strict=True):
            tile.show_card(card, detail_words(card, name, now, zone))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Lines of equal length: as few as the width allows."""
        count = len(self.tiles)
        gap = theme.px(_GAP)
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
        shown = min(lines, _MOST_LINES)
        self.setFixedHeight(shown * theme.px(_HEIGHT) + (shown - 1) * gap)


def detail_words(
    card: RoomCard, name: Callable[[Patient], str], now: datetime, zone: tzinfo
) -> str:
    """Who is inside; else why it is blocked, how far its list is, or since when it is ready."""
    if card.patient is not None:
        return name(card.patient)
    if card.state == "blocked" and card.room.reason:
        return card.room.reason
    words = "prepped" if card.state == "ready" else "since"
    since = f"{words} {_when(card.room.since, now, zone)}" if card.room.since else ""
    return " · ".join(part for part in (since, card.work) if part)


def _when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """8:51, and Mon 8:51 for another day."""
    local = moment.astimezone(zone)
    day = "" if local.date() == now.astimezone(zone).date() else f"{local:%a} "
    return f"{day}{clock_words(moment, zone)}"
