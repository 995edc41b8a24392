"""Finds any load on record by its number and its days."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.moments import stamp
from ma_desktop.domain.sterilization import load_words
from ma_desktop.domain.typed_day import typed_day
from ma_desktop.services import loads
from ma_desktop.services.loads import LoadLine
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.form import Field, line_edit, side_by_side
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_PAUSE_MS = 250
_DAYS = timedelta(days=90)


class LoadSearch(QWidget):
    """Number and days narrow the list; without them all loads stand in it, newest first.

    `opened` carries the id of the load that Enter was pressed on.
    """

    opened = Signal(str)
    found = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        clinic = context.clinic
        today = clinic.local(clinic.now()).date()
        self.number = line_edit("Any part, as A1-0310")
        self.first = line_edit("3/10/2026 or 2026-03-10")
        self.last = line_edit("3/10/2026 or 2026-03-10")
        self.first.setText((today - _DAYS).isoformat())
        self.words = label("", "muted", wrap=True)
        self.table: RecordTable[LoadLine] = RecordTable(
            (
                Column("Load", lambda x: x.load.number, look="strong", width=150),
                Column("Sterilizer", lambda x: x.sterilizer, stretch=True),
                Column("Started", lambda x: stamp(clinic.local(x.load.started_at)),
                       width=168),
                Column("State", lambda x: load_words(x.load.state).capitalize(), width=130),
            ),
            "Loads found",
            row_height=44,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(
            side_by_side(
                Field("Load number", self.number),
                Field("From", self.first),
                Field("To", self.last),
            )
        )
        column.addWidget(self.words)
        column.addWidget(self.table)
        self.table.setFixedHeight(theme.px(260))
        self.table.opened.connect(lambda line: self.opened.emit(line.load.id))
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.look)
        for edit in (self.number, self.first, self.last):
            edit.textChanged.connect(lambda _text: self._pause.start())
            edit.returnPressed.connect(self.look)

    @property
    def chosen(self) -> LoadLine | None:
        return self.table.current

    def look(self) -> None:
        """Search with what stands in the fields; an empty day bounds nothing."""
        self._pause.stop()
        clinic, number = self._context.clinic, self.number.text()
        try:
            first, last = _day(self.first.text()), _day(self.last.text())
        except Refused as error:
            self._on_failed(error)
            return
        tasks.run(
            lambda: loads.search(clinic, number, first, last),
            self._on_found,
            self._on_failed,
            parent=self,
        )

    def _on_found(self, lines: tuple[LoadLine, ...]) -> None:
        self.table.set_rows(lines)
        if lines and self.table.current is None:
            self.table.select(0)
        theme.restyle(self.words, state="")
        some = f"{count_words(len(lines), 'load')}. P shows the record, Enter opens the load."
        self.words.setText(some if lines else "No load was found. Widen the days.")
        self.found.emit()

    def _on_failed(self, error: MaError) -> None:
        theme.restyle(self.words, state="critical")
        self.words.setText(f"{error.what} {error.do}".strip())


def _day(text: str) -> date | None:
    return typed_day(text) if text.strip() else None
