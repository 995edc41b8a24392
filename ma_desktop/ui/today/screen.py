"""Today: the room strip, the board of visits, and what is due."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.domain.board import Board, BoardRow, DueItem
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import today
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.today.board_bar import BoardBar
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
from ma_desktop.ui.widgets.scroll import fill, scrolling
from ma_desktop.ui.widgets.text import ElidedLabel, label

_TICK_MS, _FULL_TICKS = 2_000, 15
"""Every tick asks whether anything was stored, here or elsewhere; every 15th brings the minutes."""

_PAPERS = {
    "Summaries of a day or more": "day_summaries",
    "Export a day": "export_day",
    "Downtime pack": "downtime_pack",
    "Closing sheet": "closing_sheet",
}
_LEAST_TABLE = 34 + 3 * 52


class TodayScreen(Screen):
    """The day at a glance; everything on it by one key."""

    key = "today"
    title = "Today"
    icon = "calendar"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._board: Board | None = None
        self._viewed = False
        self._ticks = 0
        self._is_silent = False
        self._added = ""
        self._asked: Line | None = None
        self.strip, self.filters = RoomStrip(), FilterRow()
        self.table, self.due, self.prompt = BoardTable(), DueStrip(), RoomPrompt()
        self.moment = ElidedLabel("", "muted")
        self.mover = Mover(context, self._load, self)
        self.importing = button("Import schedule", self.open_import, hint="I")
        self.papers = button("Papers", self.open_papers, hint="P")
        self.walking_in = primary("Walk-in", self.open_walk_in, hint="W")
        self._empty = EmptyPage(
            "calendar", "No visits today", "Import a schedule (I) or add a walk-in (W)."
        )
        self.nobody = label("", "muted")
        self._build()
        self._join()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def _build(self) -> None:
        self._bar = BoardBar(
            self.filters, (self.moment, self.papers, self.importing, self.walking_in)
        )
        self.prompt.hide()
        visits = QWidget()
        column = QVBoxLayout(visits)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 100)
        column.addWidget(self.nobody)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(visits)
        self._pages.addWidget(self._empty)
        self.table.setMinimumHeight(theme.px(_LEAST_TABLE))
        inner = QWidget()
        inner.setProperty("role", "page")
        page = QVBoxLayout(inner)
        edge = theme.px(24)
        page.setContentsMargins(edge, theme.px(18), edge, theme.px(16))
        page.setSpacing(theme.px(14))
        page.addWidget(self.strip)
        page.addWidget(self._bar)
        page.addWidget(self.prompt)
        page.addWidget(self._pages, 1)
        page.addWidget(self.due)
        # Large text on a low screen: the page scrolls as a whole, nothing is squeezed.
        fill(self, scrolling(inner, down_only=True))

    def _join(self) -> None:
        self.filters.changed.connect(self._show_lines)
        self.table.opened.connect(lambda line: self._open(line.visit.id))
        self.table.acted.connect(self._act)
        self.table.menu_asked.connect(self._show_menu)
        self.strip.opened.connect(self._open)
        self.due.opened.connect(self._open_due)
        self.strip.worked_on.connect(self.context.signals.room_opened)
        self.mover.not_ready.connect(self._ask_why)
        self.prompt.chosen.connect(self._on_room)
        self.prompt.left.connect(self._leave_prompt)
        self.context.signals.walk_in_asked.connect(self.open_walk_in)

    # Loading

    def activate(self) -> None:
        self._viewed = False
        self._timer.start()
        self._leave_prompt()
        self._load()

    def _tick(self) -> None:
        self._ticks += 1
        clinic = self.context.clinic
        if self._ticks % _FULL_TICKS == 0:
            self._load()
        else:
            tasks.run(
                lambda: today.board_mark(clinic), self._on_mark, self._on_silence, parent=self
            )

    def _on_silence(self, error: MaError) -> None:
        """Said once, not every other second."""
        if not self._is_silent:
            self._on_failed(error)
        self._is_silent = True

    def _on_mark(self, mark: int) -> None:
        if self._is_silent:
            self._is_silent = False
            self.context.say("The store answers again.")
        if self._board is None or mark != self._board.mark:
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
        self.strip.set_cards(board.rooms, self.context.short_name, board.now, zone)
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
        self.nobody.setText(self.filters.chosen.nobody)
        self.nobody.setVisible(not self.table.records.rows)
        if self._added and self.table.select_visit(self._added):
            self._added = ""
        if self.table.current is None and self.table.records.rows:
            self.table.select(0)

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    # Acting

    def _open(self, visit_id: str) -> None:
        self.context.signals.visit_opened.emit(visit_id, "rooming")

    def _open_due(self, item: DueItem) -> None:
        """To the visit or the screen where it is done."""
        if item.view:
            self.context.signals.view_opened.emit(item.visit_id, item.screen, item.view)
        elif item.visit_id:
            self.context.signals.visit_opened.emit(item.visit_id, item.screen or "rooming")
        else:
            self.context.signals.screen_requested.emit(item.screen)

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
            self._asked = line
            self._bar.hide()
            self.prompt.show()
            self.prompt.ask(line.name, self._board.rooms)

    def _on_room(self, number: str, reason: str) -> None:
        line = self._asked  # not the chosen row: that may have changed meanwhile
        self._leave_prompt()
        if line is not None:
            self.mover.room(line.row, number, reason)

    def _ask_why(self, row: BoardRow, number: str, what: str) -> None:
        """The room is wet or not turned over: it is given with a reason, or not at all."""
        clinic = self.context.clinic
        self._asked = Line(row, self.context.shown_name(row.patient), clinic.now(), clinic.zone)
        self._bar.hide()
        self.prompt.show()
        self.prompt.ask_why(self._asked.name, number, what)

    def _leave_prompt(self) -> None:
        self._asked = None
        self.prompt.hide()
        self._bar.show()
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

    def open_walk_in(self, known: Patient | None = None) -> None:
        """Add somebody new, or `known`."""
        dialog = WalkInDialog(self.context, self, known)
        dialog.added.connect(self._choose_added)
        dialog.open()

    def _choose_added(self, visit_id: str) -> None:
        """The new visit is chosen as soon as the board shows it."""
        self._added = visit_id

    def open_import(self) -> None:
        dialog = ImportDialog(self.context, self)
        dialog.open()

    def open_papers(self) -> None:
        """Papers of the day, each behind its word."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, name in _PAPERS.items():
            act = menu.addAction(words)
            act.triggered.connect(
                lambda _c=False, n=name: self.context.signals.papers_asked.emit(n)
            )
        menu.popup(self.papers.mapToGlobal(QPoint(0, self.papers.height())))

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
            case "p":
                self.open_papers()
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
            ("P", "Papers: summaries, exports, sheets of the day"),
            ("/", "Filters"),
        ]
