"""Printing of a bag's label: where bag labels print in this room, else into a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ma_desktop.devices.printers import FilePrinter, LabelPrinter, NetworkPrinter
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.printer import Paper
from ma_desktop.services import printers, printing
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.printers_card import connected


@dataclass(frozen=True)
class BagRun:
    """`start` it with a queued label; what became of the paper is said. A label that is not
    printed stays queued: L prints it later."""

    context: Context
    parent: QWidget
    ask_file: Callable[[QWidget, str], str]
    failed: Callable[[MaError], None]

    def start(self, job_id: str) -> None:
        context = self.context

        def place() -> tuple[LabelPrinter | None, Paper]:
            setup = printers.for_label(context.clinic, "bag")
            if setup is not None:
                return connected(setup), setup.paper
            station = context.workstation
            if station.printer_host:
                return NetworkPrinter(station.printer_host, station.printer_port), Paper()
            return None, Paper()

        tasks.run(
            place, lambda found: self._on_place(job_id, *found), self.failed, parent=self.parent
        )

    def _on_place(self, job_id: str, printer: LabelPrinter | None, paper: Paper) -> None:
        where = printer or self._file()
        if where is None:
            self.context.say("Bagged. Its label waits: press L to print it.", "info")
            return
        clinic = self.context.clinic
        tasks.run(
            lambda: printing.send(clinic, [job_id], where, paper=paper),
            self._on_sent,
            self.failed,
            parent=self.parent,
        )

    def _file(self) -> LabelPrinter | None:
        name = self.ask_file(self.parent, "bag-label.pdf")
        kind = "zpl" if name.lower().endswith(".zpl") else "pdf"
        return FilePrinter(Path(name), "zpl" if kind == "zpl" else "pdf") if name else None

    def _on_sent(self, result: tuple[Sent, Changes]) -> None:
        good = result[0].result.state in ("confirmed", "sent")
        words = f"Bag label: {result[0].words}"
        self.context.say(words, "ok" if good else "critical")
