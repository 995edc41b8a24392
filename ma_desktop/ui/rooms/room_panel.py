"""A room without a list: ready, with a patient inside, or blocked, and what can be done then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.domain.board import BoardRow, RoomCard
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import rooms
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import clock
from ma_desktop.ui.rooms.ask_bar import AskBar
from ma_desktop.ui.widgets.buttons import Button, button
from ma_desktop.ui.widgets.room_tile import ROOM_WORDS
from ma_desktop.ui.widgets.side_page import SidePage
from ma_desktop.ui.widgets.text import label

_NEXT = 4


class RoomPanel(SidePage):
    """Set the room up for a visit, block it, open it again."""

    set_up = Signal(str)
    """Id of the run that was begun."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Room", parent)
        self._context = context
        self._card: RoomCard | None = None
        self.title, self.state = label("", "heading"), label("", "muted", wrap=True)
        self.next_title = label("Set up for", "field-label")
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.visits: list[Button] = []
        self._next = QVBoxLayout()
        self._next.setSpacing(theme.px(8))
        self.ask = AskBar(lambda: None)
        self.opening = button("Open the visit", self._open_visit)
        self.unblocking = button("Open the room again", self._unblock)
        self.blocking = button("Block the room…", self._block, hint="B")
        column = self.column
        for part in (self.title, self.state, self.next_title):
            column.addWidget(part)
        column.addLayout(self._next)
        for below in (self.opening, self.unblocking, self.message, self.ask):
            column.addWidget(below)
        column.addStretch(1)
        column.addWidget(self.blocking)

    def show_room(self, card: RoomCard, rows: Sequence[BoardRow]) -> None:
        """Show a room; `rows` are the visits that need one, the next first."""
        self._card = card
        words, _look = ROOM_WORDS.get(card.state, (card.state, ""))
        self.title.setText(card.room.name)
        self.state.setText(f"{words}: {card.room.reason}" if card.state == "blocked" else words)
        self._clear_visits()
        if card.state == "ready":
            for row in rows[:_NEXT]:
                self._add_visit(row)
        self.next_title.setVisible(bool(self.visits))
        self.opening.setVisible(card.visit is not None)
        self.unblocking.setVisible(card.state == "blocked")
        self.blocking.setVisible(card.visit is None and card.state != "blocked")
        self.message.hide()

    def take_focus(self) -> None:
        parts = [*self.visits, self.opening, self.unblocking, self.blocking]
        found = next((part for part in parts if part.isVisibleTo(self)), None)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def block(self) -> None:
        """B: block the room that is shown, where that can be."""
        if self.blocking.isVisibleTo(self):
            self._block()

    def _add_visit(self, row: BoardRow) -> None:
        at = clock(row.visit.scheduled_at, self._context.clinic.zone)
        name = self._context.short_name(row.patient)
        made = button(f"{at}  {row.visit.visit_type} · {name}", partial(self._prepare, row))
        self.visits.append(made)
        self._next.addWidget(made)
        made.show()

    def _clear_visits(self) -> None:
        for made in self.visits:
            made.hide()
            made.deleteLater()
        self.visits = []

    def _prepare(self, row: BoardRow) -> None:
        card, clinic = self._card, self._context.clinic
        if card is None:
            return

        def done(result: tuple[str, Changes]) -> None:
            self._context.signals.changed.emit(result[1])
            self.set_up.emit(result[0])

        tasks.run(
            lambda: rooms.prepare(clinic, card.room.id, card.room.version, row.visit.id),
            done,
            self._on_failed,
            parent=self,
        )

    def _open_visit(self) -> None:
        if self._card is not None and self._card.visit is not None:
            self._context.signals.visit_opened.emit(self._card.visit.id, "rooming")

    def _block(self) -> None:
        card, clinic = self._card, self._context.clinic
        if card is not None:
            self.ask.ask_reason(
                f"Block {card.room.name}. Why, and until when?",
                lambda why: self._do(
                    lambda: rooms.block(clinic, card.room.id, card.room.version, why)
                ),
            )

    def _unblock(self) -> None:
        card, clinic = self._card, self._context.clinic
        if card is not None:
            self._do(lambda: rooms.unblock(clinic, card.room.id, card.room.version))

    def _do(self, act: Callable[[], Changes]) -> None:
        tasks.run(act, self._context.signals.changed.emit, self._on_failed, parent=self)

    def _on_failed(self, error: MaError) -> None:
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()


def needing_rooms(rows: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """Visits that are booked or waiting, the earliest first."""
    wanted = (VisitState.SCHEDULED, VisitState.ARRIVED)
    found = [row for row in rows if row.visit.state in wanted]
    return tuple(sorted(found, key=lambda row: row.visit.scheduled_at))
