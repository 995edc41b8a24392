"""Custody: what the clinic still has, from the scan to the laboratory, for all patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.custody import STATES, Pickup, spin_within
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.print_job import PrintJob
from ma_desktop.domain.specimen import Specimen, shown_accession
from ma_desktop.services import bagging, custody
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.custody import Held, Shelf
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_doubt import LabelDoubt
from ma_desktop.ui.label_printers import ask_file
from ma_desktop.ui.pdf_preview import ZOOMS, Paper, PdfPreview
from ma_desktop.ui.queued_labels import QueuedRun
from ma_desktop.ui.specimens.dialogs import REPRINT, BagDialog, PickupDialog, ask_reason
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_LATE = {
    "scan the label": "late: scan",
    "to the laboratory": "late: to lab",
    "spin": "late: spin",
    "pick-up": "late: pick-up",
}
"""What is overdue, short enough for a pill in large text."""


@dataclass(frozen=True)
class HeldLine:
    """One specimen on the shelf; `name` is as this screen may show it."""

    held: Held
    name: str
    container: str
    tests: str
    marked: bool
    collected: str

    @property
    def item(self) -> Specimen:
        return self.held.specimen

    @property
    def state(self) -> tuple[str, str]:
        late = self.held.late
        if late is not None:
            words = late.text.rpartition(": ")[2]
            return _LATE.get(words, words), "warn"
        if self.item.state == "bagged" and self.item.details.get("lab"):
            return f"bag: {self.item.details['lab']}", "ok"
        return STATES[self.item.state], "ok" if self.item.confirmed_at else "neutral"


COLUMNS: tuple[Column[HeldLine], ...] = (
    Column("", lambda line: "✓" if line.marked else "", look="strong", width=36),
    Column(
        "Number",
        lambda line: shown_accession(line.item.accession),
        look="strong",
        detail=lambda line: line.container,
        width=190,
    ),
    Column("Patient", lambda line: line.name, detail=lambda line: line.tests, stretch=True),
    Column("Collected", lambda line: line.collected, width=110),
    Column(
        "State", lambda line: line.state[0], look="pill", role=lambda line: line.state[1], width=230
    ),
)
NARROW = (
    COLUMNS[0],
    replace(COLUMNS[1], width=160),
    COLUMNS[2],
    replace(COLUMNS[4], width=140),
)
"""Without the time, and the patient's name still whole."""
_WIDE_FROM = 700
_LATER = "Press L to print its label."
PICKUPS: tuple[Column[Pickup], ...] = (
    Column("Picked up", lambda item: f"{item.lab} · {item.courier}", look="strong", stretch=True),
    Column("Specimens", lambda item: str(item.count), width=120),
)


class CustodyView(QWidget):
    """Keys act on the marked specimens, or on the chosen one; a scan marks."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shelf: Shelf | None = None
        self._marked: set[str] = set()
        self.ask_file = ask_file
        self.table: RecordTable[HeldLine] = RecordTable(COLUMNS, "Specimens here")
        self.pickups: RecordTable[Pickup] = RecordTable(PICKUPS, "Pick-ups", row_height=44)
        self._empty = EmptyPage(
            "tube",
            "No specimen is here",
            "What is scanned back under 1 stays here until it is received.",
        )
        self._full = QWidget()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.table.take_spare(120)
        self.pickups.take_spare(64)
        column.addWidget(self.table, 3)
        column.addWidget(label("Pick-ups of the last week", "heading"))
        column.addWidget(self.pickups, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._full)
        self._pages.addWidget(self._empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        page.addWidget(self._pages, 1)
        row = FlowLayout(spacing=8)
        for words, act, key in (
            ("Start spin", self.spin, "S"),
            ("Spun", self.spun, "F"),
            ("Bag", self.bag, "B"),
            ("Bag label", self.bag_label, "L"),
            ("Courier", self.pick_up, "C"),
            ("Manifest", self.manifest, "M"),
            ("Received", self.receive, "R"),
        ):
            row.addWidget(button(words, act, hint=key))
        page.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = NARROW if self.width() < theme.px(_WIDE_FROM) else COLUMNS
        if self.table.records.columns != columns:
            self.table.set_columns(columns)
            self._show()

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: custody.shelf(clinic), self._on_shelf, self.failed, parent=self)

    def _on_shelf(self, found: Shelf) -> None:
        self._shelf = found
        self._marked &= {one.specimen.id for one in found.held}
        self._show()
        self.pickups.set_rows(found.pickups)
        if found.pickups and self.pickups.current is None:
            self.pickups.select(0)
        self._pages.setCurrentWidget(self._full if found.held or found.pickups else self._empty)

    def _show(self) -> None:
        if self._shelf is None:
            return
        lines = [self._line(one) for one in self._shelf.held]
        self.table.set_rows(lines)
        if lines and self.table.current is None:
            self.table.select(0)

    def _line(self, one: Held) -> HeldLine:
        item, catalog = one.specimen, self._context.clinic.catalog
        tests = " ".join(catalog.tests[key].short for key in item.tests if key in catalog.tests)
        return HeldLine(
            one,
            self._context.shown_name(one.patient),
            catalog.tubes[item.tube].cap,
            tests,
            item.id in self._marked,
            _clock(self._context.clinic, item),
        )

    def mark(self, accession: str = "") -> bool:
        """Mark or unmark the chosen specimen, or mark the one with this number."""
        lines = self.table.records.rows
        found = next((n for n, x in enumerate(lines) if x.item.accession == accession), None)
        if accession and found is not None:
            self._marked.add(lines[found].item.id)
            self.table.select(found)
        elif not accession and self.table.current is not None:
            self._marked ^= {self.table.current.item.id}
        self._show()
        return found is not None or not accession

    def _chosen(self, *states: str) -> list[Specimen]:
        """The marked ones; without any, all that are in one of `states`."""
        items = [line.item for line in self.table.records.rows]
        marked = [item for item in items if item.id in self._marked]
        return marked or [item for item in items if item.state in states]

    def spin(self) -> None:
        tubes = self._context.clinic.catalog.tubes
        ready = [x for x in self._chosen("collected") if tubes[x.tube].spin_minutes is not None]
        self._run(lambda clinic: custody.start_spin(clinic, ready))

    def spun(self) -> None:
        tubes, tests = self._context.clinic.catalog.tubes, self._context.clinic.catalog.tests
        within = [x for x in self._chosen("collected") if spin_within(x, tubes[x.tube], tests)]
        self._run(lambda clinic: custody.processed(clinic, within))

    def bag(self) -> None:
        """B: which laboratory, then one bag with its label."""
        items = self._chosen("collected", "processed")
        if not items or self._shelf is None:
            self._context.say("Nothing waits to be bagged.", "info")
            return
        dialog = BagDialog(len(items), self._shelf.labs, self)

        def accepted() -> None:
            lab, courier = dialog.lab.currentText(), dialog.courier.text()
            clinic = self._context.clinic
            tasks.run(
                lambda: bagging.bag(clinic, items, lab, courier),
                self._on_bagged,
                self.failed,
                parent=self,
            )

        dialog.accepted.connect(accepted)
        dialog.open()
        dialog.lab.setFocus()

    def _on_bagged(self, result: tuple[str, Changes]) -> None:
        job_id, changes = result
        self._on_changed(changes)
        self._print_bag(job_id)

    def bag_label(self) -> None:
        """L: the label of the chosen specimen's bag; one that came out again with a reason."""
        if self.table.current is None:
            return
        clinic, item = self._context.clinic, self.table.current.item
        tasks.run(
            lambda: bagging.label_of(clinic, item),
            lambda job: self._print_or_ask(job, item),
            self.failed,
            parent=self,
        )

    def _print_or_ask(self, job: PrintJob, item: Specimen) -> None:
        if job.state == "sent":
            again = partial(self._bag_label_again, item)
            LabelDoubt(self._context, self, self.failed, _LATER, again).ask(job.id)
        elif job.state == "confirmed":
            self._bag_label_again(item)
        else:
            self._print_bag(job.id)

    def _bag_label_again(self, item: Specimen) -> None:
        clinic = self._context.clinic

        def again(reason: str) -> None:
            tasks.run(
                lambda: bagging.label_again(clinic, item, reason),
                self._print_bag,
                self.failed,
                parent=self,
            )

        words = "It is counted and marked as a copy."
        ask_reason(self, "Label of the bag", words, "Print", REPRINT, again)

    def _print_bag(self, job_id: str) -> None:
        said = (_LATER, self.ask_file, self.failed)
        QueuedRun(self._context, self, "bag", "bag-label.pdf", *said).start([job_id])

    def pick_up(self) -> None:
        """C: the bags of one laboratory leave with a courier."""
        waiting = bagging.destined(self._chosen("bagged"))
        if not waiting:
            self._context.say("Nothing is bagged. Press B first.", "info")
            return
        counts = {lab: len(items) for lab, items in waiting.items()}
        expected = next(iter(waiting.values()))[0].details.get("courier", "")
        dialog = PickupDialog(counts, expected, self)

        def accepted() -> None:
            lab, courier = dialog.lab, dialog.courier.text()
            clinic = self._context.clinic
            tasks.run(
                lambda: custody.pick_up(clinic, waiting[lab], lab, courier),
                self._on_picked_up,
                self.failed,
                parent=self,
            )

        dialog.accepted.connect(accepted)
        dialog.open()
        dialog.courier.setFocus()

    def _on_picked_up(self, result: tuple[str, Changes]) -> None:
        pickup_id, changes = result
        self._marked.clear()
        self._context.signals.changed.emit(changes)
        self._show_manifest(pickup_id)

    def manifest(self) -> None:
        chosen = self.pickups.current
        if chosen is not None:
            self._show_manifest(chosen.id)

    def _show_manifest(self, pickup_id: str) -> None:
        clinic = self._context.clinic

        def make() -> tuple[bytes, list[Image]]:
            data = custody.manifest(clinic, pickup_id)
            return data, pages(data, ZOOMS[2])

        def note(how: str) -> None:
            tasks.run(
                lambda: custody.manifest_left(clinic, pickup_id, how),
                lambda _done: self._context.say(f"The manifest is {how}."),
                self.failed,
                parent=self,
            )

        def show(made: tuple[bytes, list[Image]]) -> None:
            saved, sent = partial(note, "saved"), partial(note, "sent to a printer")
            paper = Paper("Manifest", "specimen-manifest.pdf", made[0], saved, sent)
            PdfPreview(paper, made[1], self).open()

        tasks.run(make, show, self.failed, parent=self)

    def receive(self) -> None:
        chosen = self.pickups.current
        if chosen is not None:
            self._run(lambda clinic: custody.receive(clinic, chosen.id))

    def _run(self, act: Callable[[Clinic], Changes]) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: act(clinic), self._on_changed, self.failed, parent=self)

    def _on_changed(self, changes: Changes) -> None:
        self._marked.clear()
        self._context.signals.changed.emit(changes)

    def failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")
        self.load()


def _clock(clinic: Clinic, item: Specimen) -> str:
    return f"{clinic.local(item.collected_at):%H:%M}" if item.collected_at else ""
