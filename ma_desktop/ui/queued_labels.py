"""Printing of queued labels of bags and packs: where their kind prints in this room, else files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import printing
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_doubt import LabelDoubt
from ma_desktop.ui.label_printers import AskFile, Destination, destination, file_destination


@dataclass(frozen=True)
class QueuedRun:
    """`start` it with queued labels of one `kind`; what became of the paper is said.

    One in doubt is asked about first, and then nothing prints by itself. Labels that are not
    printed stay queued; `later` says how they are printed then.
    """

    context: Context
    parent: QWidget
    kind: str
    file_name: str
    later: str
    ask_file: AskFile
    failed: Callable[[MaError], None]

    def start(self, job_ids: Sequence[str]) -> None:
        context = self.context
        tasks.run(
            lambda: (printing.doubtful(context.clinic, job_ids), destination(context, self.kind)),
            lambda found: self._print_on(*found, job_ids),
            self.failed,
            parent=self.parent,
        )

    def _print_on(self, doubt: str, to: Destination | None, job_ids: Sequence[str]) -> None:
        if doubt:
            LabelDoubt(self.context, self.parent, self.failed, self.later).ask(doubt)
            return
        where = to or self._file(len(job_ids))
        if where is None:
            self.context.say(f"Not printed yet. {self.later}", "info")
            return
        clinic, printer, paper = self.context.clinic, where.printer, where.paper
        tasks.run(
            lambda: printing.send(clinic, job_ids, printer, paper=paper),
            self._on_sent,
            self.failed,
            parent=self.parent,
        )

    def _file(self, count: int) -> Destination | None:
        name = self.ask_file(self.parent, self.file_name)
        return file_destination(name, series=count > 1) if name else None

    def _on_sent(self, result: tuple[Sent, Changes]) -> None:
        sent, changes = result
        good = sent.result.state in ("confirmed", "sent")
        left = "" if good else f" {self.later}"
        self.context.say(sent.words + left, "ok" if good else "critical")
        self.context.signals.changed.emit(changes)
