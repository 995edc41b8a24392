"""The cards of the rooms: name, state in a word, and who is in it or since when it is so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.patient import Patient
from ma_desktop.ui import theme
from ma_desktop.ui.moments import clock
from ma_desktop.ui.widgets.room_tile import EvenGrid, RoomTile

_SMALLEST, _GAP, _HEIGHT, _MOST_LINES = 150, 8, 72, 2


class StripTile(RoomTile):
    """A low card. Pressing it opens the visit inside, or the list of the room."""

    opened = Signal(str)
    """Visit id."""
    worked_on = Signal(str)
    """Room id: its list shall be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, spacing=0, role="strong", parent=parent)
        self.setFixedHeight(theme.px(_HEIGHT))
        inset = theme.px(10)
        self.body.setContentsMargins(inset, theme.px(8), inset, theme.px(6))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._press()

    def _press(self) -> None:
        card = self.card
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
        page = QWidget()
        page.setProperty("role", "page")
        self._grid = EvenGrid(self._new_tile, _SMALLEST, _GAP, page)
        self.setWidget(page)
        self.setFixedHeight(theme.px(_HEIGHT))

    @property
    def tiles(self) -> list[StripTile]:
        return self._grid.tiles

    def set_cards(
        self,
        cards: Sequence[RoomCard],
        name: Callable[[Patient], str],
        now: datetime,
        zone: tzinfo,
    ) -> None:
        """Show these rooms. `name` says how a patient may be shown on this screen."""
        for tile, card in zip(self._grid.hold(len(cards)), cards, strict=True):
            tile.show_card(card, detail_words(card, name, now, zone))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        lines = self._grid.fit(self.width())
        shown = min(lines, _MOST_LINES)
        self.setFixedHeight(shown * theme.px(_HEIGHT) + (shown - 1) * theme.px(_GAP))

    def _new_tile(self) -> StripTile:
        tile = StripTile()
        tile.opened.connect(self.opened)
        tile.worked_on.connect(self.worked_on)
        return tile


def detail_words(
    card: RoomCard, name: Callable[[Patient], str], now: datetime, zone: tzinfo
) -> str:
    """Who is inside; else why it is blocked, how far its list is, or since when it is ready."""
    if card.patient is not None:
        return name(card.patient)
    if card.state == "blocked" and card.room.reason:
        return card.room.reason
    words = "prepped" if card.state == "ready" and card.room.is_prepared else "since"
    since = f"{words} {_when(card.room.since, now, zone)}" if card.room.since else ""
    return " · ".join(part for part in (since, card.work) if part)


def _when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """8:51, and Mon 8:51 for another day."""
    local = moment.astimezone(zone)
    day = "" if local.date() == now.astimezone(zone).date() else f"{local:%a} "
    return f"{day}{clock(moment, zone)}"
