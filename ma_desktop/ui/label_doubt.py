"""Labels of which the printer does not tell whether they came out: a person looks and says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.services import printing
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.specimens.dialogs import ask_look
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.text import label


class WhichDialog(SheetDialog):
    """Several labels were handed over: ticked ones came out, as all are at first."""

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__("Did the labels come out?", 520, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = "The printer took them and tells no more. Take the tick from each that did not."
        self.body.addWidget(label(words, "muted", wrap=True))
        self.boxes = [QCheckBox(name) for name in names]
        for box in self.boxes:
            box.setChecked(True)
            self.body.addWidget(box)
        note = primary("Note", self.accept, hint="Enter")
        note.setDefault(True)
        self.foot.addWidget(button("Cancel", self.reject, hint="Esc"))
        self.foot.addStretch(1)
        self.foot.addWidget(note)
        self.boxes[0].setFocus()

    @property
    def answers(self) -> list[bool]:
        return [box.isChecked() for box in self.boxes]


@dataclass(frozen=True)
class LabelDoubt:
    """Asks and stores the answer. `later` says how a label that did not come out is printed.

    `again` goes on where all came out: with a copy, for a reason.
    """

    context: Context
    parent: QWidget
    failed: Callable[[MaError], None]
    later: str
    again: Callable[[], None] | None = None

    def ask(self, job_id: str) -> None:
        """About one label; where `again` is known the printer took it, else its fate is unknown."""
        ask_look(
            self.parent,
            lambda out: self._settle({job_id: out}),
            was_taken=self.again is not None,
        )

    def ask_each(self, names: Mapping[str, str]) -> None:
        """About several that the printer took; `names` by the ids of their print jobs."""
        if len(names) == 1:
            self.ask(next(iter(names)))
            return
        dialog = WhichDialog(list(names.values()), self.parent)
        dialog.accepted.connect(lambda: self._settle(dict(zip(names, dialog.answers, strict=True))))
        dialog.open()

    def _settle(self, answers: Mapping[str, bool]) -> None:
        clinic = self.context.clinic
        tasks.run(
            lambda: printing.settle(clinic, answers),
            lambda changes: self._on_settled(changes, all(answers.values())),
            self.failed,
            parent=self.parent,
        )

    def _on_settled(self, changes: Changes, came_out: bool) -> None:
        self.context.signals.changed.emit(changes)
        if not came_out:
            self.context.say(f"Noted. {self.later}", "info")
        elif self.again is None:
            self.context.say("Noted.", "info")
        else:
            self.again()
