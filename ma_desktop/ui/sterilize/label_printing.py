"""Pack labels from the window: through the clinic's printer for packs, or as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ma_desktop.devices.printers import (
    FilePrinter,
    LabelPrinter,
    Language,
    NetworkPrinter,
    PrintResult,
)
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.printer import Paper, PrinterSetup
from ma_desktop.services import printers, printing
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.dialogs import ReasonDialog
from ma_desktop.ui.system_printer import SystemPrinter

Queue = Callable[[str], tuple[str, ...]]
"""Queues labels, with the reason for second ones; returns the print jobs."""


def ask_label_file(parent: QWidget, name: str) -> str:
    """Where to save labels; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save labels", name, "Labels (*.pdf)")
    return chosen


class NumberedFiles:
    """Takes labels into files beside `path`: labels-1.pdf, labels-2.pdf and so on."""

    language: Language = "pdf"

    def __init__(self, path: Path) -> None:
        self._path, self._count = path, 0

    @property
    def name(self) -> str:
        return self._path.name

    def send(self, data: bytes) -> PrintResult:
        self._count += 1
        path = self._path.with_stem(f"{self._path.stem}-{self._count}")
        return FilePrinter(path, language=self.language).send(data)


class LabelPrinting:
    """Prints what `queue` queues; where labels were printed already, it asks why again."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context, self._parent = context, parent
        self.ask_file = ask_label_file

    def print_out(self, queue: Queue) -> None:
        """Queue and send; a refusal for want of a reason asks for it."""
        tasks.run(
            lambda: queue(""),
            self._choose,
            lambda error: self._on_refused(error, queue),
            parent=self._parent,
        )

    def _on_refused(self, error: MaError, queue: Queue) -> None:
        if not error.what.startswith("A label was printed"):
            self._context.say(str(error), "warn")
            return
        queued: list[str] = []

        def again(reason: str) -> Changes:
            queued.extend(queue(reason))
            return Changes()

        dialog = ReasonDialog(self._context, "Print labels again", "Print", again, self._parent)
        dialog.accepted.connect(lambda: self._choose(tuple(queued)))
        dialog.open()

    def _choose(self, jobs: tuple[str, ...]) -> None:
        """The clinic's printer for packs, else this workstation's, else files."""
        clinic = self._context.clinic
        tasks.run(
            lambda: printers.for_label(clinic, "pack"),
            lambda setup: self._send(jobs, *self._printer(setup)),
            self._on_failed,
            parent=self._parent,
        )

    def _printer(self, setup: PrinterSetup | None) -> tuple[LabelPrinter | None, Paper]:
        if setup is not None and setup.connection == "system":
            return SystemPrinter(setup.address), setup.paper
        if setup is not None:
            return printers.connect(setup), setup.paper
        workstation = self._context.workstation
        if workstation.printer_host:
            return NetworkPrinter(workstation.printer_host, workstation.printer_port), Paper()
        name = self.ask_file(self._parent, "pack-labels.pdf")
        return (NumberedFiles(Path(name)) if name else None), Paper()

    def _send(self, jobs: tuple[str, ...], printer: LabelPrinter | None, paper: Paper) -> None:
        if printer is None:
            self._context.say("The labels wait in the print log.", "info")
            return
        clinic = self._context.clinic
        tasks.run(
            lambda: printing.send(clinic, jobs, printer, paper=paper),
            self._on_sent,
            self._on_failed,
            parent=self._parent,
        )

    def _on_sent(self, result: tuple[Sent, Changes]) -> None:
        sent, changes = result
        good = not sent.left and sent.result.state in ("confirmed", "sent")
        self._context.say(sent.words, "ok" if good else "critical")
        self._context.signals.changed.emit(changes)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
