"""Specimens: tubes in the order of draw, the label as it prints, and the scan that confirms it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.devices.printers import FilePrinter, LabelPrinter, NetworkPrinter, PrintResult
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import collecting, specimens
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.printing import show_summary
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.specimens.dialogs import AddTubeDialog, ask_file, ask_reason
from ma_desktop.ui.specimens.preview import LabelPreview, Proof, prove
from ma_desktop.ui.specimens.tube_table import COLUMNS, TubeLine, lines_of
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.record_table import RecordTable
from ma_desktop.ui.widgets.text import label


class SpecimensScreen(Screen):
    """Label at the patient's side, after the draw; reprints are counted and need a reason."""

    key = "specimens"
    title = "Specimens"
    icon = "tube"
    needs_patient = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._visit_id = ""
        self._busy = False
        self.proof: Proof | None = None
        self.ask_reason, self.ask_file = ask_reason, ask_file
        self.table: RecordTable[TubeLine] = RecordTable(COLUMNS, "Tubes", row_height=72)
        self.ordered, self.count, self.confirmed = Pill(), Pill(), Pill()
        self.scan = line_edit("Scan the label on the tube to confirm it is on the right patient")
        self.preview = LabelPreview()
        self.facts = label("", "", wrap=True)
        self.printing = primary("Print label", self.print_label, hint="P")
        self.saving = button("Save as file…", self.save_label)
        self.identify = button("Check identity first", self._go_identify)
        self._build()
        self.table.chosen.connect(self._on_chosen)
        self.scan.returnPressed.connect(self._on_scan)

    def _build(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._left(), 1)
        page.addWidget(self._right())

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        edge = theme.px(24)
        left.setContentsMargins(edge, theme.px(16), edge, theme.px(16))
        left.setSpacing(theme.px(12))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        for part in (label("Draw order", "heading"), self.ordered, self.count):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(button("Add tube", self.add_tube, hint="A"))
        scanning = Card(margin=12)
        row = QHBoxLayout()
        row.addWidget(self.scan, 1)
        row.addWidget(self.confirmed)
        scanning.add(row)
        foot = QHBoxLayout()
        foot.addWidget(button("Back to rooming", self._go_rooming))
        foot.addStretch(1)
        foot.addWidget(button("Visit summary", self.open_summary, hint="S"))
        left.addLayout(head)
        left.addWidget(self.table, 1)
        left.addWidget(scanning)
        left.addLayout(foot)
        return left

    def _right(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "right-panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(theme.px(410))
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(label("Label", "heading"))
        for part in (self.preview, self.facts, self.identify, self.printing, self.saving):
            column.addWidget(part)
        words = "Label at the patient's side, after the draw. Reprints are counted, with a reason."
        column.addWidget(label(words, "muted", wrap=True))
        column.addStretch(1)
        return side

    # Loading

    def set_visit(self, visit_id: str) -> None:
        if visit_id != self._visit_id:
            self._show_no_label("")
        self._visit_id = visit_id

    def activate(self) -> None:
        self._load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changes: Changes) -> None:
        if self._visit_id in changes.visits:
            self._load()

    def _load(self) -> None:
        clinic, visit_id = self.context.clinic, self._visit_id
        tasks.run(
            lambda: specimens.tubes(clinic, visit_id), self._on_tubes, self._on_failed, parent=self
        )

    def _on_tubes(self, found: tuple[Specimen, ...]) -> None:
        lines = lines_of(self.context.clinic, found)
        chosen = self.table.current
        self.table.set_rows(lines)
        by = sorted({item.ordered_by for item in found})
        tests = sum(len(item.tests) for item in found)
        self.ordered.set(f"{tests} tests ordered by {', '.join(by)}" if by else "", "neutral")
        self.count.set("1 tube" if len(found) == 1 else f"{len(found)} tubes", "info")
        done = sum(1 for item in found if item.confirmed_at)
        self.confirmed.set(f"{done} of {len(found)} confirmed", "ok" if done else "neutral")
        if not lines:
            self._show_no_label("No tubes yet. Add one for a provider's order.")
            return
        following = next((n for n, line in enumerate(lines) if line.is_next), 0)
        same = next((n for n, x in enumerate(lines) if chosen and _id(x) == _id(chosen)), None)
        moved_on = same is None or lines[same].specimen.prints > 0
        self.table.select(following if moved_on or same is None else same)
        self._draw()

    def _on_chosen(self, _line: TubeLine) -> None:
        self._draw()

    def _draw(self) -> None:
        """Show the label of the chosen tube as it would print, and read it back."""
        line = self.table.current
        if line is None:
            return
        clinic, visit_id, specimen_id = self.context.clinic, self._visit_id, _id(line)
        tasks.run(
            lambda: (specimen_id, prove(specimens.label(clinic, specimen_id, visit_id))),
            self._on_proof,
            self._on_no_label,
            parent=self,
        )

    def _on_proof(self, result: tuple[str, Proof]) -> None:
        specimen_id, proof = result
        line = self.table.current
        if line is None or _id(line) != specimen_id:
            return
        self.proof = proof
        self.preview.show_proof(proof)
        read = "read back" if proof.is_readable else "can't be read back"
        self.facts.setText(
            f"Printer: {self._printer_words()}\nCopies so far: {line.specimen.prints}\n"
            f"Two identifiers on the label: name, date of birth, MRN\n"
            f"Bar code: {read} ({proof.drawing.barcode_text})"
        )
        self.identify.hide()
        again = "Reprint label" if line.specimen.prints else f"Print label {line.number}"
        self.printing.setText(again)
        self._set_printable(proof.is_readable)

    def _on_no_label(self, error: MaError) -> None:
        self._show_no_label(f"{error.what} {error.do}".strip())
        self.identify.show()

    def _show_no_label(self, words: str) -> None:
        self.proof = None
        self.preview.show_words(words)
        self.facts.setText("")
        self.identify.hide()
        self._set_printable(False)

    def _set_printable(self, printable: bool) -> None:
        self.printing.setEnabled(printable and not self._busy)
        self.saving.setEnabled(printable and not self._busy)

    def _printer_words(self) -> str:
        host = self.context.workstation.printer_host
        return f"{host}:{self.context.workstation.printer_port}" if host else "none: saves a file"

    # Printing

    def print_label(self) -> None:
        """Send the shown label to the printer; without one, to a file that a person chooses."""
        workstation = self.context.workstation
        if workstation.printer_host:
            self._send(NetworkPrinter(workstation.printer_host, workstation.printer_port))
        else:
            self.save_label()

    def save_label(self) -> None:
        line = self.table.current
        if line is None or self._busy:
            return
        name = self.ask_file(self, f"label-{line.specimen.accession}.pdf")
        if name:
            language = "zpl" if name.lower().endswith(".zpl") else "pdf"
            self._send(FilePrinter(Path(name), language=language))  # type: ignore[arg-type]

    def _send(self, printer: LabelPrinter) -> None:
        line = self.table.current
        if line is None or self._busy or self.proof is None:
            return
        reason = ""
        if line.specimen.prints:
            reason = self.ask_reason(self)
            if not reason:
                return
        self._busy = True
        self._set_printable(False)
        clinic, visit_id, specimen_id = self.context.clinic, self._visit_id, _id(line)
        tasks.run(
            lambda: specimens.print_label(clinic, specimen_id, visit_id, printer, reason),
            self._on_printed,
            self._on_print_failed,
            parent=self,
        )

    def _on_printed(self, result: tuple[PrintResult, Changes]) -> None:
        self._busy = False
        outcome, changes = result
        good = outcome.state in ("confirmed", "sent")
        self.context.say(outcome.words, "ok" if good else "critical")
        self.context.signals.changed.emit(changes)

    def _on_print_failed(self, error: MaError) -> None:
        self._busy = False
        self._on_failed(error)
        self._load()

    # Scanning

    def _on_scan(self) -> None:
        text = self.scan.text()
        self.scan.clear()
        clinic, visit_id = self.context.clinic, self._visit_id
        tasks.run(
            lambda: collecting.scan_back(clinic, visit_id, text),
            self._on_confirmed,
            self._on_wrong,
            parent=self,
        )

    def _on_confirmed(self, changes: Changes) -> None:
        self.context.say("The tube is confirmed for this patient.")
        self.context.signals.changed.emit(changes)

    def _on_wrong(self, error: MaError) -> None:
        QApplication.beep()
        self.context.say(str(error), "critical")

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    def record_draw(self) -> None:
        """All tubes that wait are filled now."""
        clinic, visit_id = self.context.clinic, self._visit_id
        waiting = [x.specimen for x in self.table.records.rows if x.specimen.state == "ordered"]
        tasks.run(
            lambda: collecting.record_draw(clinic, visit_id, waiting, collecting.Draw()),
            self.context.signals.changed.emit,
            self._on_failed,
            parent=self,
        )

    # Going elsewhere

    def add_tube(self) -> None:
        AddTubeDialog(self.context, self._visit_id, self).open()

    def open_summary(self) -> None:
        show_summary(self.context, self._visit_id, self)

    def _go_identify(self) -> None:
        self.context.signals.visit_opened.emit(self._visit_id, "rooming")

    def _go_rooming(self) -> None:
        self.context.signals.visit_opened.emit(self._visit_id, "rooming")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.text().lower():
            case "p" if self.printing.isEnabled():
                self.print_label()
            case "a":
                self.add_tube()
            case "d":
                self.record_draw()
            case "s":
                self.open_summary()
            case _:
                super().keyPressEvent(event)

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Up, Down", "Choose a tube"),
            ("D", "All tubes are drawn"),
            ("P", "Print the label of the tube"),
            ("A", "Add a tube for a provider's order"),
            ("S", "The visit summary"),
        ]


def _id(line: TubeLine) -> str:
    return line.specimen.id
