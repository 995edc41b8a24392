"""Ctrl+K: type a name, a number or a command; arrows choose, Enter goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import shiboken6
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.devices.scanner import what
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import Patient, folded
from ma_desktop.domain.specimen import shown_accession
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label
from ma_desktop.ui.widgets.top_bar import SEARCH_WORDS

FindPatients = Callable[[str], Sequence[Patient]]
_PAUSE_MS, _LEAST_LETTERS, _ROWS, _EDGE = 120, 2, 8, 12
_ROW, _ABOVE = 52, 110


@dataclass(frozen=True)
class Entry:
    """One line: a patient, a number that stands on a label, or a command."""

    title: str
    detail: str
    hint: str
    run: Callable[[], object]
    patient: Patient | None = None


class CommandPalette(QFrame):
    """Floats under the search field; closes with Esc, or when the focus goes elsewhere.

    A child of the window, not a window: nothing to place, to raise or to lose on any desktop.
    """

    patient_chosen = Signal(object)
    walk_in_asked = Signal(object)
    """Ctrl+Enter on a patient: they are here without a visit today."""
    number_chosen = Signal(object)
    """The number of a specimen or a pack, as a Scan: it is looked up, nothing is confirmed."""

    def __init__(
        self,
        context: Context,
        find: FindPatients,
        commands: Sequence[Command],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("role", "palette")
        self.setAccessibleName(SEARCH_WORDS)
        self._context, self._find, self._commands = context, find, tuple(commands)
        self._search: tasks.Task | None = None
        self.field = QLineEdit()
        self.field.setAccessibleName("Name, number or command")
        self.field.setPlaceholderText("Name, birth date, any number or command")
        self.table: RecordTable[Entry] = RecordTable(_columns(), "Found")
        self.note = label("", "small")
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._build()
        self._timer.timeout.connect(self._look_up)
        self.field.textChanged.connect(self._on_text)
        self.table.opened.connect(self._run)
        self.table.clicked.connect(lambda index: self._run(self.table.records.rows[index.row()]))
        self._before: QWidget | None = None
        self.hide()
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._on_focus)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        inset = theme.px(10)
        column.setContentsMargins(inset, inset, inset, inset)
        self.table.horizontalHeader().hide()
        self.table.setProperty("flat", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self.field, self.table, self.note):
            column.addWidget(part)

    def open_at(self, corner: QPoint) -> None:
        """Show with its upper left corner there (in the window), the field empty and focused."""
        self._before = QApplication.focusWidget()
        self.field.clear()
        self._show_entries(())
        room = self._window.width()
        width = min(theme.px(560), room - 2 * _EDGE)
        self.setFixedWidth(width)
        self.move(min(corner.x(), room - width - _EDGE), corner.y())
        self.adjustSize()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Hide, and put the focus back where it was."""
        self.hide()
        if self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        rows = self.table.records.rows
        if key in steps and rows:
            line = self.table.currentIndex().row() + steps[key]
            self.table.select(min(max(line, 0), len(rows) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key is Qt.Key.Key_Escape:
            self.close_again()
        else:
            super().keyPressEvent(event)

    def _enter(self, books: bool) -> None:
        entry = self.table.current
        if entry is None:
            return
        if books and entry.patient is not None:
            self.close_again()
            self.walk_in_asked.emit(entry.patient)
        else:
            self._run(entry)

    def _on_text(self, _text: str) -> None:
        if self._search is not None:
            self._search.cancel()
        self._show_entries(())
        self._timer.start()

    def _look_up(self) -> None:
        text = self.field.text().strip()
        if len(text) >= _LEAST_LETTERS:
            self._search = tasks.run(
                lambda: self._find(text), self._show_entries, self._on_failed, parent=self
            )

    def _on_failed(self, error: MaError) -> None:
        self.note.setText(str(error))

    def _show_entries(self, patients: Sequence[Patient]) -> None:
        entries = [
            *self._number_entries(),
            *(self._patient_entry(patient) for patient in patients),
            *self._command_entries(),
        ]
        self.table.set_rows(entries)
        rows = max(1, min(len(entries), _ROWS, self._rows_below()))
        self.table.setFixedHeight(theme.px(_ROW) * rows + 4)
        self.adjustSize()
        if entries:
            self.table.select(0)
        words = "Enter opens, arrows choose, Esc closes"
        if patients:
            words = "Enter opens, Ctrl+Enter adds a visit now, arrows choose, Esc closes"
        self.note.setText(words if entries else "Nothing found")

    def _rows_below(self) -> int:
        """How many rows the window has room for under the field."""
        below = self._window.height() - self.y() - theme.px(_ABOVE)
        return max(2, below // theme.px(_ROW))

    def _number_entries(self) -> list[Entry]:
        """What stands on a label: who it belongs to is read when it is opened."""
        scan = what(self.field.text())
        lines = {
            "specimen": (f"Specimen {shown_accession(scan.text)}", "Its history", "Label"),
            "pack": (f"Pack {scan.text}", "Its state and its load", "Pack"),
        }
        if scan.kind not in lines:
            return []
        return [Entry(*lines[scan.kind], lambda: self.number_chosen.emit(scan))]

    def _command_entries(self) -> list[Entry]:
        wanted = folded(self.field.text())
        found = (command for command in self._commands if wanted in folded(command.text))
        return [Entry(command.text, "", command.keys, command.run) for command in found]

    def _patient_entry(self, patient: Patient) -> Entry:
        """Initials hide the birth date too: this screen may be seen by another patient."""
        name = self._context.shown_name(patient)
        private = name != patient.name.formal
        detail = f"{day_words(patient.birth_date)} · {patient.sex} · MRN {patient.mrn}"
        shown = f"MRN ends in {patient.mrn[-2:]}" if private else detail
        return Entry(name, shown, "Patient", lambda: self.patient_chosen.emit(patient), patient)

    def _run(self, entry: Entry) -> None:
        self.close_again()
        entry.run()


def _columns() -> list[Column[Entry]]:
    return [
        Column("Name", lambda e: e.title, look="strong", detail=lambda e: e.detail, stretch=True),
        Column("Keys", lambda e: e.hint, look="muted", align="right"),
    ]
