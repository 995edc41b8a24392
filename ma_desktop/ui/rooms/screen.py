"""Rooms: their states and lists, the checks that are due, and the logs behind them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import OpenRun
from ma_desktop.domain.checklist_due import Check
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.timer import Timer
from ma_desktop.services import checklists, rooms
from ma_desktop.services.checklists import RunPlace
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooms.due_table import LAST, WHERE, due_columns
from ma_desktop.ui.rooms.editor import ListEditor
from ma_desktop.ui.rooms.logs import LogsPage
from ma_desktop.ui.rooms.room_cards import RoomCards
from ma_desktop.ui.rooms.room_panel import RoomPanel
from ma_desktop.ui.rooms.runner import Runner
from ma_desktop.ui.rooms.things import ThingsDialog
from ma_desktop.ui.rooms.view import RoomsView, read_view
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.record_table import RecordTable
from ma_desktop.ui.widgets.sides import Sides
from ma_desktop.ui.widgets.text import label

_TICK_MS = 1000
_RELOAD_TICKS = 30
_NEED = {WHERE: 1000, LAST: 840}
"""Width in design pixels from which on the table has room for Where and for Last."""


class RoomsScreen(Screen):
    """Cards of the rooms, the table of checks, and at the right the list that is being done."""

    key = "rooms"
    title = "Rooms"
    icon = "checklist"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: RoomsView | None = None
        self._room_id, self._wanted, self._ticks = "", "", 0
        self._arriving = False
        self._pages = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)

    def parts(self) -> Iterator[None]:
        self.cards = RoomCards()
        self.table: RecordTable[Check] = RecordTable(
            due_columns(self.context.clinic), "Due today", row_height=56
        )
        self.overdue = Pill()
        left = self._make_left()
        yield
        self.runner, self.panel = Runner(self.context), RoomPanel(self.context)
        yield
        hint = "Choose a room or a check: its list opens here."
        self._sides = Sides(hint, left, self.panel, self.runner)
        self._sides.arranged.connect(self._hide_columns)
        yield
        self._pages.addWidget(self._sides)
        yield
        self.logs = LogsPage(self.context)
        yield
        self._pages.addWidget(self.logs)
        self._join()

    def _make_left(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "page")
        left = QVBoxLayout(inner)
        edge = theme.px(24)
        left.setContentsMargins(edge, theme.px(18), edge, theme.px(16))
        left.setSpacing(theme.px(14))
        left.addWidget(self.cards)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(label("Due today", "heading"))
        bar.addWidget(self.overdue)
        acts = FlowLayout(spacing=8, right=True)
        acts.addWidget(button("Things…", self.open_things, hint="T"))
        acts.addWidget(button("Edit lists…", self.open_editor, hint="E"))
        acts.addWidget(button("All logs", self.open_logs, hint="L"))
        bar.addLayout(acts, 1)
        left.addLayout(bar)
        left.addWidget(self.table)
        left.addStretch(1)
        return inner

    def _hide_columns(self, left: int) -> None:
        for column, least in _NEED.items():
            self.table.setColumnHidden(column, left < theme.px(least))

    def _join(self) -> None:
        self.cards.chosen.connect(self.open_room)
        self.cards.below.connect(self._to_table)
        self.table.opened.connect(self.open_check)
        self.table.pressed_button.connect(lambda check, _column: self.open_check(check))
        self.runner.finished.connect(self._on_finished)
        self.panel.set_up.connect(self._on_set_up)
        self.logs.left.connect(self._leave_logs)
        self.logs.run_chosen.connect(self._show_old)
        ready = QShortcut(QKeySequence("Ctrl+Return"), self)
        ready.activated.connect(lambda: self.runner.finish())

    # Loading

    def activate(self) -> None:
        self._clock.start()
        self._arriving = True
        self._load()

    def deactivate(self) -> None:
        self._clock.stop()

    def refresh(self, changes: Changes) -> None:
        if changes.rooms or changes.board:
            self._load()

    def _load(self) -> None:
        clinic = self.context.clinic
        tasks.run(lambda: read_view(clinic), self._on_view, self._on_failed, parent=self)

    def _on_view(self, view: RoomsView) -> None:
        self._view = view
        self._show_cards()
        chosen = self.table.currentIndex().row()
        self.table.set_rows(view.checks)
        self.table.setFixedHeight(self.table.height_for_rows())
        if chosen < 0 and view.checks:
            self.table.select(0)
        late = sum(check.is_late for check in view.checks)
        self.overdue.set(
            f"{late} overdue" if late else "nothing overdue", "critical" if late else "ok"
        )
        wanted, self._wanted = self._wanted, ""
        arriving, self._arriving = self._arriving, False
        if arriving and not wanted and not self.runner.run_id:
            self.cards.take_focus(self._room_id)
        if wanted:
            self.open_room(wanted)
        elif self._room_id and self._sides.shown is self.panel:
            self._show_room(self._room_id, focus=False)

    def _show_cards(self) -> None:
        view, clinic = self._view, self.context.clinic
        if view is not None:
            at = (clinic.now(), clinic.zone)
            names = self.context.short_name
            self.cards.set_cards(view.board.rooms, names, at, view.people, self._room_id)

    def _tick(self) -> None:
        """Countdowns each second; the rest now and then, as other workstations change it."""
        self._ticks += 1
        if self._ticks % _RELOAD_TICKS == 0:
            self._load()
        else:
            self._show_cards()

    # Rooms

    def open_room(self, room_id: str) -> None:
        """Show the list of a room, or what can be done with it."""
        if self._view is None:
            self._wanted = room_id
            return
        self._room_id = room_id
        self._show_cards()
        self._show_room(room_id, focus=True)

    def _card(self, room_id: str) -> RoomCard | None:
        cards = self._view.board.rooms if self._view else ()
        return next((card for card in cards if card.room.id == room_id), None)

    def _show_room(self, room_id: str, *, focus: bool) -> None:
        card, view = self._card(room_id), self._view
        if card is None or view is None:
            return
        if card.state in ("turnover", "set-up"):
            clinic, version = self.context.clinic, card.room.version
            tasks.run(
                lambda: rooms.work_on(clinic, room_id),
                lambda result: self._on_work(result, version),
                self._on_failed,
                parent=self,
            )
            return
        self._sides.open_side(self.panel)
        self.panel.show_room(card, view.to_set_up)
        if focus:
            self.panel.take_focus()

    def _on_work(self, result: tuple[OpenRun, Changes], version: int) -> None:
        self._sides.open_side(self.runner)
        self.runner.open(result[0].run.id, version)
        self._load()

    def _on_set_up(self, _run_id: str) -> None:
        self._wanted = self._room_id
        self._load()

    def isolation(self) -> None:
        """I: the turnover after isolation precautions, before the usual one was begun."""
        card, clinic = self._card(self._room_id), self.context.clinic
        if card is not None and card.state == "turnover":
            tasks.run(
                lambda: rooms.work_on(clinic, card.room.id, rooms.ISOLATION),
                lambda result: self._on_work(result, card.room.version),
                self._on_failed,
                parent=self,
            )

    # Checks

    def open_check(self, check: Check) -> None:
        """Begin a check, go on with it, or look at the one that was done."""
        self._room_id = ""
        self._show_cards()
        if check.run is not None:
            self._show_run(check.run.id)
            return
        clinic = self.context.clinic
        where = RunPlace(check.thing.id if check.thing else "")
        tasks.run(
            lambda: checklists.start(clinic, check.checklist.id, where),
            lambda result: self._on_begun(*result),
            self._on_failed,
            parent=self,
        )

    def _on_begun(self, run_id: str, changes: Changes) -> None:
        self._show_run(run_id)
        self.context.signals.changed.emit(changes)

    def _show_run(self, run_id: str) -> None:
        self._sides.open_side(self.runner)
        self.runner.open(run_id)

    def _on_finished(self) -> None:
        """To the open follow-up of what was just closed, else back to where it was begun."""
        loaded = self.runner.loaded
        follow = [one for one in loaded.opened.follow_ups if one.is_open] if loaded else []
        self.runner.clear()
        if follow:
            self._show_run(follow[0].id)
            return
        room_id, self._room_id = self._room_id, ""
        self._sides.close_side()
        self._load()
        if room_id:
            self.cards.take_focus(room_id)
        else:
            self._to_table()

    def _back(self) -> None:
        """To the room or the check that is open; where there is room for one only, it closes."""
        if self._sides.is_covered:
            self._sides.close_side()
        if self._room_id:
            self.cards.take_focus(self._room_id)
        else:
            self._to_table()

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Pages

    def open_logs(self) -> None:
        self._pages.setCurrentWidget(self.logs)
        self.logs.activate()

    def _leave_logs(self) -> None:
        self._pages.setCurrentIndex(0)
        self._to_table()

    def _show_old(self, run_id: str) -> None:
        self._pages.setCurrentIndex(0)
        self._room_id = ""
        self._show_run(run_id)

    def open_things(self) -> None:
        """The clinic's refrigerators, carts and meters, and its disinfectants."""
        ThingsDialog(self.context, self).open()

    def open_editor(self) -> None:
        """Lists, as a manager changes them."""
        ListEditor(self.context, self).open()

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "warn")
        self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {
            "l": self.open_logs,
            "t": self.open_things,
            "e": self.open_editor,
            "b": self.panel.block,
            "i": self.isolation,
        }
        act = acts.get(event.text().lower())
        if act is not None and self._pages.currentIndex() == 0:
            act()
        elif event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)

    # Keeping the place

    def come_for(self, timer: Timer) -> None:
        if timer.room_id:
            self._wanted = timer.room_id
            self._load()
        elif timer.subject:
            self._show_run(timer.subject.partition(":")[0])

    def location(self) -> dict[str, str]:
        return {"room": self._room_id, "run": "" if self._room_id else self.runner.run_id}

    def restore(self, location: dict[str, str]) -> None:
        if location.get("room"):
            self._wanted = location["room"]
            self._load()
        elif location.get("run"):
            self._show_run(location["run"])

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Arrows, Enter", "Choose a room or a check, open its list"),
            ("Space", "The step is done; start or end a timer"),
            ("Digits, Enter", "Type a number; choose a choice"),
            ("-", "Skip the step with a reason (in a field: -, Enter)"),
            ("Ctrl+Enter", "Set ready, sign, done"),
            ("Esc", "Back to the rooms or checks"),
            ("B", "Block the room"),
            ("I", "Turnover after isolation precautions"),
            ("L", "All logs, week view, reports"),
            ("T", "Refrigerators, carts, meters, disinfectants"),
            ("E", "Edit lists"),
        ]
