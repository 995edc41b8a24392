"""Printing of one visit's labels: one kind after another, each where it prints in this room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Stop
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import specimens
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import AskFile, Destination, destination, file_destination


@dataclass(frozen=True)
class LabelRun:
    """`start` it with specimens of the visit; it ends with `changed`, `failed` or `given_up`.

    `ask_file` names a file where no printer is set up; it goes unasked where one is.
    """

    context: Context
    parent: QWidget
    visit_id: str
    reason: str
    ask_file: AskFile
    changed: Callable[[Changes], None]
    failed: Callable[[MaError], None]
    given_up: Callable[[], None]

    def start(self, items: Sequence[Specimen]) -> None:
        """Print the labels of the first one's kind, then those of the other kinds."""
        context, kind = self.context, specimens.label_kind(self.context.clinic, items[0])
        now = [item for item in items if specimens.label_kind(context.clinic, item) == kind]
        later = [item for item in items if item not in now]
        tasks.run(
            lambda: destination(context, kind),
            lambda found: self._print_on(found, now, later),
            self.failed,
            parent=self.parent,
        )

    def _print_on(self, to: Destination | None, now: list[Specimen], later: list[Specimen]) -> None:
        where = to or self._file(now)
        if where is None:
            self.given_up()
            return
        shown = self.context.session.visit_id
        if any(visit_id != shown for visit_id in (self.visit_id, *(x.visit_id for x in now))):
            self.failed(Stop("The open patient changed.", safe="No label was printed."))
            return
        clinic, ids = self.context.clinic, [item.id for item in now]
        printer, paper = where.printer, where.paper
        tasks.run(
            lambda: specimens.print_labels(clinic, self.visit_id, ids, printer, self.reason, paper),
            lambda result: self._on_printed(result, later),
            self.failed,
            parent=self.parent,
        )

    def _file(self, items: list[Specimen]) -> Destination | None:
        name = self.ask_file(self.parent, f"label-{items[0].accession}.pdf")
        return file_destination(name, series=len(items) > 1) if name else None

    def _on_printed(self, result: tuple[Sent, Changes], later: list[Specimen]) -> None:
        sent, changes = result
        good = sent.result.state in ("confirmed", "sent")
        waiting = len(sent.left) + (0 if good else len(later))
        left = f" {waiting} labels wait: press Shift+P to go on." if waiting else ""
        self.context.say(sent.words + left, "ok" if good else "critical")
        self.changed(changes)
        if good and later:
            self.start(later)
