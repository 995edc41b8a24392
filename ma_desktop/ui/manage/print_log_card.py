"""Manage: the print log, and the labels of which nobody knows yet whether they came out."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.moments import stamp
from ma_desktop.domain.print_job import STATE_WORDS, PrintJob
from ma_desktop.services import printing
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import combo
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_DAYS = {"Today": 0, "Last 7 days": 6, "Last 30 days": 29, "Last year": 364}


class PrintLogCard(Card):
    """Who printed what, when, where, how many and why; nothing prints without a line here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._rooms = {room.id: room.name for room in context.clinic.rooms}
        self.days = combo(list(_DAYS), name="Days of the print log")
        columns: tuple[Column[PrintJob], ...] = (
            Column("When", self._when, width=155),
            Column("Label", _what, look="strong", width=145),
            Column("State", lambda job: STATE_WORDS[job.state], width=170),
            Column("Who", lambda job: job.queued_by, width=100),
            Column("Where", self._where, width=220),
            Column("Why", lambda job: job.reason, stretch=True),
        )
        self.table: RecordTable[PrintJob] = RecordTable(columns, "Print log", row_height=44)
        self.words = label("", "muted", wrap=True)
        self._to_doubts = False
        self.came = button("It came out", lambda: self.resolve(True))
        self.none = button("No label came out", lambda: self.resolve(False))
        self._build()
        self.days.currentIndexChanged.connect(self.load)
        self.table.chosen.connect(self._on_chosen)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Print log", "heading"), 1)
        head.addWidget(self.days)
        self.add(head)
        self.table.setFixedHeight(theme.px(280))
        self.add(self.table)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.none)
        foot.addWidget(self.came)
        self.add(foot)
        self._offer(None)

    def load(self) -> None:
        """Read the log of the chosen days; the look itself is noted."""
        clinic = self._context.clinic
        last = clinic.local(clinic.now()).date()
        first = last - timedelta(days=_DAYS[self.days.currentText()])
        tasks.run(
            lambda: printing.log(clinic, first, last), self._on_log, self._on_failed, parent=self
        )

    def show_doubts(self) -> None:
        """The log of today, at the first label of which nobody knows whether it came out."""
        self._to_doubts = True
        self.table.setFocus()
        self.days.setCurrentIndex(0)
        self.load()

    def resolve(self, printed: bool) -> None:
        """A person looked at the printer and says what became of the chosen label."""
        job, clinic = self.table.current, self._context.clinic
        if job is not None:
            job_id = job.id
            tasks.run(
                lambda: printing.resolve(clinic, job_id, printed),
                self._on_resolved,
                self._on_failed,
                parent=self,
            )

    def _on_log(self, found: tuple[PrintJob, ...]) -> None:
        self.table.set_rows(found)
        if self._to_doubts:
            self._to_doubts = False
            self.table.select(next((n for n, x in enumerate(found) if x.state == "unknown"), 0))
        doubtful = sum(job.state == "unknown" for job in found)
        count = "1 label" if len(found) == 1 else f"{len(found)} labels"
        ask = f", {doubtful} to look after" if doubtful else ""
        self.words.setText(f"{count}{ask}." if found else "Nothing was printed in these days.")
        self._offer(self.table.current)

    def _on_chosen(self, job: PrintJob) -> None:
        self.words.setText(job.note)
        self._offer(job)

    def _offer(self, job: PrintJob | None) -> None:
        doubtful = job is not None and job.state in ("unknown", "sent")
        self.came.setEnabled(doubtful)
        self.none.setEnabled(doubtful)

    def _on_resolved(self, changes: Changes) -> None:
        self._context.signals.changed.emit(changes)
        self.load()

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")

    def _when(self, job: PrintJob) -> str:
        return stamp(self._context.clinic.local(job.queued_at))

    def _where(self, job: PrintJob) -> str:
        place = self._rooms.get(job.room_id, job.workstation)
        return f"{place}, {job.printer}" if job.printer else place


def _what(job: PrintJob) -> str:
    name = KINDS[job.kind].name if job.kind in KINDS else job.kind
    return f"{name}, copy {job.copy}" if job.copy > 1 else name
