"""Printing of a bag's label: where bag labels print in this room, else into a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import printing
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import Destination, destination, file_destination


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
        tasks.run(
            lambda: destination(context, "bag"),
            lambda found: self._print_on(found, job_id),
            self.failed,
            parent=self.parent,
        )

    def _print_on(self, to: Destination | None, job_id: str) -> None:
        where = to or self._file()
        if where is None:
            self.context.say("Its label waits: press L to print it.", "info")
            return
        clinic, printer, paper = self.context.clinic, where.printer, where.paper
        tasks.run(
            lambda: printing.send(clinic, [job_id], printer, paper=paper),
            self._on_sent,
            self.failed,
            parent=self.parent,
        )

    def _file(self) -> Destination | None:
        name = self.ask_file(self.parent, "bag-label.pdf")
        return file_destination(name, series=False) if name else None

    def _on_sent(self, result: tuple[Sent, Changes]) -> None:
        good = result[0].result.state in ("confirmed", "sent")
        self.context.say(f"Bag label: {result[0].words}", "ok" if good else "critical")
