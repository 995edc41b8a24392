"""Pack labels from the window: through the clinic's printer for packs, or as files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import AskFile, ask_file
from ma_desktop.ui.queued_labels import QueuedRun
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
            self._send,
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
        dialog.accepted.connect(lambda: self._send(tuple(queued)))
        dialog.open()

    def _send(self, jobs: tuple[str, ...]) -> None:
        later = "Print the labels again to go on."
        said = (later, self.ask_file, self._on_failed)
        QueuedRun(self._context, self._parent, "pack", "pack-labels.pdf", *said).start(jobs)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
