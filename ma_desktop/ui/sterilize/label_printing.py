"""Pack labels from the window: through the clinic's printer for packs, or as files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import printing
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import (
    AskFile,
    Destination,
    ask_file,
    destination,
    file_destination,
)
from ma_desktop.ui.sterilize.dialogs import ReasonDialog

Queue = Callable[[str], tuple[str, ...]]
"""Queues labels, with the reason for second ones; returns the print jobs."""


class LabelPrinting:
    """Prints what `queue` queues; where labels were printed already, it asks why again."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context, self._parent = context, parent
        self.ask_file: AskFile = ask_file

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
        """Where labels of packs print in this room, else files."""
        context = self._context
        tasks.run(
            lambda: destination(context, "pack"),
            lambda found: self._send(jobs, found or self._files()),
            self._on_failed,
            parent=self._parent,
        )

    def _files(self) -> Destination | None:
        name = self.ask_file(self._parent, "pack-labels.pdf")
        return file_destination(name, series=True) if name else None

    def _send(self, jobs: tuple[str, ...], to: Destination | None) -> None:
        if to is None:
            self._context.say("The labels wait in the print log.", "info")
            return
        clinic = self._context.clinic
        tasks.run(
            lambda: printing.send(clinic, jobs, to.printer, paper=to.paper),
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
