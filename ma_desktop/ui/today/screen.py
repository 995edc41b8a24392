"""Today: the room strip, the board of visits, and what is due."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.domain.board import Board
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import schedule
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.today.board_table import BoardTable
from ma_desktop.ui.today.lines import Line


class TodayScreen(Screen):
    """The board."""

    key = "today"
    title = "Today"
    icon = "calendar"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.table = BoardTable()
        self._room = ""
        page = QVBoxLayout(self)
        page.addWidget(self.table)

    def activate(self) -> None:
        self._load()
        self.table.setFocus()

    def refresh(self, changes: Changes) -> None:
        if changes.board:
            self._load()

    def _load(self) -> None:
        tasks.run(
            lambda: schedule.board(self.context.clinic), self._show, self._fail, parent=self
        )

    def _show(self, board: Board) -> None:
        zone = self.context.clinic.zone
        self.table.set_rows(
            [
                Line(row, self.context.shown_name(row.patient), board.now, zone)
                for row in board.rows
            ]
        )

    def _fail(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.table.current
        if event.text() == "r":
            self._room = "r"
        elif self._room and event.text().isdigit() and line is not None:
            self._room = ""
            clinic, visit, number = self.context.clinic, line.visit, event.text()
            tasks.run(
                lambda: schedule.room(clinic, visit.id, number, visit.version),
                lambda _c: self.context.signals.visit_opened.emit(visit.id, "rooming"),
                self._fail,
                parent=self,
            )
        else:
            super().keyPressEvent(event)
