"""Labels from the window: through the clinic's printer for their kind, or as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.print_job import PrintJob
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_doubt import LabelDoubt
from ma_desktop.ui.label_printers import AskFile, ask_file
from ma_desktop.ui.queued_labels import QueuedRun
from ma_desktop.ui.sterilize.dialogs import ReasonDialog

Queue = Callable[[str], tuple[str, ...]]
"""Queues labels, with the reason for second ones; returns the print jobs."""
Taken = Callable[[], tuple[PrintJob, ...]]
"""Those of them that the printer took without telling more."""
Said = Callable[[PrintJob], str]
_LATER = "Print the labels again to go on."


def _said_of_pack(job: PrintJob) -> str:
    return f"{job.values['pack_shown']} · {job.values['contents']}"


class LabelPrinting:
    """Prints what `queue` queues; where labels were printed already, it asks why again.

    They are of one `kind`; without a printer they go into a file of this name. `said` tells one
    from the other.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        kind: str = "pack",
        file_name: str = "pack-labels.pdf",
        said: Said = _said_of_pack,
    ) -> None:
        self._context, self._parent = context, parent
        self._kind, self._file_name, self._said = kind, file_name, said
        self.ask_file: AskFile = ask_file

    def print_out(self, queue: Queue, taken: Taken) -> None:
        """Queue and send; a refusal for want of a reason asks whether they came out, then why."""
        tasks.run(
            lambda: queue(""),
            self._send,
            lambda error: self._on_refused(error, queue, taken),
            parent=self._parent,
        )

    def _on_refused(self, error: MaError, queue: Queue, taken: Taken) -> None:
        if not error.what.startswith("A label was printed"):
            self._context.say(str(error), "warn")
            return
        tasks.run(
            taken, lambda jobs: self._ask_fate(jobs, queue), self._on_failed, parent=self._parent
        )

    def _ask_fate(self, jobs: tuple[PrintJob, ...], queue: Queue) -> None:
        """Of labels that the printer took: did they come out? Others need a reason at once."""
        again = partial(self._ask_why, queue)
        if not jobs:
            again()
            return
        names = {job.id: self._said(job) for job in jobs}
        LabelDoubt(self._context, self._parent, self._on_failed, _LATER, again).ask_each(names)

    def _ask_why(self, queue: Queue) -> None:
        queued: list[str] = []

        def again(reason: str) -> Changes:
            queued.extend(queue(reason))
            return Changes()

        dialog = ReasonDialog(self._context, "Print labels again", "Print", again, self._parent)
        dialog.accepted.connect(lambda: self._send(tuple(queued)))
        dialog.open()

    def _send(self, jobs: tuple[str, ...]) -> None:
        rest = (_LATER, self.ask_file, self._on_failed)
        QueuedRun(self._context, self._parent, self._kind, self._file_name, *rest).start(jobs)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
