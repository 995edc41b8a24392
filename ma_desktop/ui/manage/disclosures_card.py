"""Manage: what left the program, by whom, when and why."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import stamp
from ma_desktop.domain.patient import folded
from ma_desktop.services import disclosures
from ma_desktop.services.disclosures import Listed
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import combo, line_edit
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_DAYS = {"Today": 0, "Last 7 days": 6, "Last 30 days": 29, "Last year": 364}
_KINDS = {
    "fhir": "FHIR export",
    "csv": "CSV export",
    "hl7": "HL7 export",
    "summary": "Visit summary",
    "record": "Clinical copy",
    "downtime-pack": "Downtime pack",
    "closing-sheet": "Closing sheet",
}
_ROWS_HEIGHT = 280


class DisclosuresCard(Card):
    """Nothing leaves without a line here; the search goes over all that a line says."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._found: tuple[Listed, ...] = ()
        self.days: QComboBox = combo(list(_DAYS), name="Days of what left")
        self.search = line_edit("Find by patient, person, reason, or a day: 11/24")
        columns: tuple[Column[Listed], ...] = (
            Column("When", self._when, width=175),
            Column("What", what_left, look="strong", width=175),
            Column("Whose", self._whose, width=200),
            Column("Who", lambda line: line.by, width=160),
            Column("Where to", _where, width=150),
            Column("Why", lambda line: line.entry.reason or "not said", stretch=True),
        )
        self.table: RecordTable[Listed] = RecordTable(columns, "What left", row_height=44)
        self.table.setFixedHeight(theme.px(_ROWS_HEIGHT))
        self.words = label("", "muted", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(label("What left the program", "heading"), 1)
        head.addWidget(self.days)
        self.add(head)
        self.add(self.search)
        self.add(self.table)
        self.add(self.words)
        self.days.currentIndexChanged.connect(self.load)
        self.search.textChanged.connect(self._show)

    def load(self) -> None:
        """Read the list of the chosen days; the look itself is noted."""
        clinic = self._context.clinic
        last = clinic.local(clinic.now()).date()
        first = last - timedelta(days=_DAYS[self.days.currentText()])
        tasks.run(
            lambda: disclosures.listed(clinic, first, last),
            self._on_found,
            self._on_failed,
            parent=self,
        )

    def _on_found(self, found: tuple[Listed, ...]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        wanted = folded(self.search.text())
        rows = [line for line in self._found if wanted in folded(self._spoken(line))]
        self.table.set_rows(rows)
        if self._found:
            self.words.setText(f"{len(rows)} of {len(self._found)}.")
        else:
            self.words.setText("Nothing left the program in these days.")

    def _spoken(self, line: Listed) -> str:
        parts = (self._when(line), what_left(line), self._whose(line), line.by, line.entry.reason)
        return " ".join(parts)

    def _on_failed(self, error: MaError) -> None:
        self.words.setText(f"{error.what} {error.do}".strip())

    def _when(self, line: Listed) -> str:
        return stamp(self._context.clinic.local(line.entry.at))

    def _whose(self, line: Listed) -> str:
        return line.whose or "several"


def what_left(line: Listed) -> str:
    return _KINDS.get(line.entry.kind, line.entry.kind)


def _where(line: Listed) -> str:
    return f"{line.entry.target}, locked" if line.entry.encrypted else line.entry.target
