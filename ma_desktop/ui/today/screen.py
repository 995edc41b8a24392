"""Today: the room strip, the board of visits, and what is due."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from ma_desktop.domain.board import Board
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import today
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.today.board_table import BoardTable
from ma_desktop.ui.today.due_strip import DueStrip
from ma_desktop.ui.today.filters import FilterRow
from ma_desktop.ui.today.import_dialog import ImportDialog
from ma_desktop.ui.today.lines import Line, choices, counts, day_words
from ma_desktop.ui.today.moves import Mover
from ma_desktop.ui.today.room_prompt import RoomPrompt
from ma_desktop.ui.today.room_strip import RoomStrip
from ma_desktop.ui.today.walk_in import WalkInDialog
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.text import label

_TICK_MS = 30_000


class TodayScreen(Screen):
    """The day at a glance; everything on it by one key."""

    key = "today"
    title = "Today"
    icon = "calendar"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._board: Board | None = None
        self._viewed = False
        self.strip, self.filters = RoomStrip(), FilterRow()
        self.table, self.due, self.prompt = BoardTable(), DueStrip(), RoomPrompt()
        self.moment = label("", "muted")
        self.mover = Mover(context, self._load, self)
        self.importing = button("Import schedule", self.open_import, hint="I")
        self.walking_in = primary("Walk-in", self.open_walk_in, hint="W")
        self._empty = EmptyPage(
            "calendar", "No visits today", "Import a schedule or add a walk-in."
        )
        self._build()
        self._join()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._load)

    def _build(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.filters, 1)
        for part in (self.moment, self.importing, self.walking_in):
            row.addWidget(part)
        self._bars = QStackedLayout()
        self._bars.addWidget(bar)
        self._bars.addWidget(self.prompt)
        visits = QWidget()
        column = QVBoxLayout(visits)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 100)
        column.addStretch(1)
        self._pages = QStackedLayout()
        self._pages.addWidget(visits)
        self._pages.addWidget(self._empty)
        page = QVBoxLayout(self)
        edge = theme.px(24)
        page.setContentsMargins(edge, theme.px(18), edge, theme.px(16))
        page.setSpacing(theme.px(14))
        page.addWidget(self.strip)
        page.addLayout(self._bars)
        page.addLayout(self._pages, 1)
        page.addWidget(self.due)

    def _join(self) -> None:
        self.filters.changed.connect(self._show_lines)
        self.table.opened.connect(lambda line: self._open(line.visit.id))
        self.table.acted.connect(self._act)
        self.table.menu_asked.connect(self._show_menu)
        self.strip.opened.connect(self._open)
        self.strip.made_ready.connect(self.mover.room_ready)
        self.due.opened.connect(self._open)
        self.prompt.chosen.connect(self._on_room)
        self.prompt.left.connect(self._leave_prompt)

    # Loading

    def activate(self) -> None:
        self._viewed = False
        self._timer.start()
        self._leave_prompt()
        self._load()

    def deactivate(self) -> None:
        self._timer.stop()

    def refresh(self, changes: Changes) -> None:
        if changes.board:
            self._load()

    def _load(self) -> None:
        clinic = self.context.clinic
        read = today.board if self._viewed else today.view_board
        self._viewed = True
        tasks.run(lambda: read(clinic), self._on_board, self._on_failed, parent=self)

    def _on_board(self, board: Board) -> None:
        self._board = board
        zone = self.context.clinic.zone
        self.strip.set_cards(board.rooms, self.context.shown_name, zone)
        self.filters.set_counts(counts(board.rows))
        self.moment.setText(day_words(board.now, zone))
        self.due.set_items(board.due)
        self._show_lines()

    def _show_lines(self) -> None:
        board = self._board
        if board is None:
            return
        zone = self.context.clinic.zone
        self.table.set_rows(
            [
                Line(row, self.context.shown_name(row.patient), board.now, zone)
                for row in board.rows
                if self.filters.chosen.takes(row)
            ]
        )
        self._pages.setCurrentIndex(0 if board.rows else 1)
        if self.table.current is None and self.table.records.rows:
            self.table.select(0)

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    # Acting

    def _open(self, visit_id: str) -> None:
        self.context.signals.visit_opened.emit(visit_id, "rooming")

    def _act(self, line: Line) -> None:
        """The row's own button."""
        if line.visit.state is VisitState.SCHEDULED:
            self.mover.arrive(line.row)
        elif line.visit.state is VisitState.ARRIVED:
            self.ask_room(line)
        else:
            self._open(line.visit.id)

    def ask_room(self, line: Line) -> None:
        """Ask which room the patient of `line` goes to."""
        if self._board is not None:
            self._bars.setCurrentIndex(1)
            self.prompt.ask(line.name, self._board.rooms)

    def _on_room(self, number: str) -> None:
        line = self.table.current
        self._leave_prompt()
        if line is not None:
            self.mover.room(line.row, number)

    def _leave_prompt(self) -> None:
        self._bars.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_menu(self, line: Line, place: QPoint) -> None:
        """All legal moves of a visit."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in choices(line.visit):
            act = menu.addAction(choice.words)
            if choice.needs_room:
                act.triggered.connect(lambda _c=False: self.ask_room(line))
            else:
                target = choice.target
                act.triggered.connect(lambda _c=False, t=target: self.mover.move(line.row, t))
        menu.popup(place)

    def open_walk_in(self) -> None:
        dialog = WalkInDialog(self.context, self)
        dialog.open()

    def open_import(self) -> None:
        dialog = ImportDialog(self.context, self)
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.table.current
        match event.text().lower():
            case "a" if line is not None and line.visit.state is VisitState.SCHEDULED:
                self.mover.arrive(line.row)
            case "r" if line is not None:
                self.ask_room(line)
            case "u":
                self.mover.undo()
            case "w":
                self.open_walk_in()
            case "i":
                self.open_import()
            case "m":
                self.table.ask_menu()
            case "/":
                self.filters.take_focus()
            case _:
                super().keyPressEvent(event)

    # Keeping the place

    def location(self) -> dict[str, str]:
        return {"row": self.table.visit_id, "filter": self.filters.chosen.key}

    def restore(self, location: dict[str, str]) -> None:
        self.filters.choose(location.get("filter", ""))
        self.table.select_visit(location.get("row", ""))

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Up, Down", "Choose a visit"),
            ("Enter", "Open the visit"),
            ("A", "The patient has arrived"),
            ("R, number", "Take the patient to this room"),
            ("M", "All moves of the visit"),
            ("U", "Take the last move back"),
            ("W", "Add a walk-in"),
            ("I", "Import a schedule or bundles"),
            ("/", "Filters"),
        ]
