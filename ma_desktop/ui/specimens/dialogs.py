"""What the Specimens screen asks: reasons, a courier, what stands beside the patient, a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.custody import REJECTIONS
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import Tube
from ma_desktop.domain.specimen_lint import EXTRA
from ma_desktop.domain.specimen_words import clock_of, timed_problem
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

REPRINT = ("Label damaged", "Label lost", "Printer jammed", "Label fell off")
VOID = ("Container broke", "Label spoiled", "Not needed any more", "Wrong patient stopped")
REVOKE = ("Provider took it back", "Patient declined", "Ordered twice")


class Question(QDialog):
    """A heading, some fields, Cancel and one action; what is missing is said beneath."""

    def __init__(self, title: str, words: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.message.hide()
        self.page = QVBoxLayout(self)
        edge = theme.px(24)
        self.page.setContentsMargins(edge, edge, edge, edge)
        self.page.setSpacing(theme.px(12))
        self.page.addWidget(label(title, "title"))
        if words:
            self.page.addWidget(label(words, "muted", wrap=True))
        self._act = primary(act, self.confirm, hint="Enter")
        self._act.setDefault(True)
        self.setMinimumWidth(theme.px(460))

    def finish(self) -> None:
        """Put the message and the buttons beneath the fields."""
        row = QHBoxLayout()
        row.addWidget(button("Cancel", self.reject, hint="Esc"))
        row.addStretch(1)
        row.addWidget(self._act)
        self.page.addWidget(self.message)
        self.page.addLayout(row)

    def missing(self) -> str:
        """What still must be filled in; empty when all is there."""
        return ""

    def confirm(self) -> None:
        words = self.missing()
        if words:
            self.message.setText(words)
            self.message.show()
            return
        self.accept()


class ReasonDialog(Question):
    """Why something is done: one of the usual reasons, or another in words."""

    def __init__(
        self, title: str, words: str, act: str, reasons: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(title, words, act, parent)
        self.reason: QComboBox = combo(list(reasons), name="Reason", editable=True)
        self.page.addWidget(Field("Reason", self.reason))
        self.finish()

    def missing(self) -> str:
        return "" if self.reason.currentText().strip() else "A reason is needed."


def ask_reason(
    parent: QWidget,
    title: str,
    words: str,
    act: str,
    reasons: Sequence[str],
    then: Callable[[str], None],
) -> ReasonDialog:
    """Open the question and hand the reason to `then`."""
    dialog = ReasonDialog(title, words, act, reasons, parent)
    dialog.accepted.connect(lambda: then(dialog.reason.currentText().strip()))
    dialog.open()
    return dialog


class RejectDialog(Question):
    """Why a specimen can't be used, and whether it is collected again now."""

    def __init__(self, what: str, can_recollect: bool, parent: QWidget) -> None:
        super().__init__(f"Reject {what}", "The number is never used again.", "Reject", parent)
        self.code: QComboBox = combo(list(REJECTIONS.values()), name="Reason")
        self.words: QLineEdit = line_edit(name="In words")
        self.again = QCheckBox("Collect it again in this visit")
        self.again.setChecked(can_recollect)
        self.again.setEnabled(can_recollect)
        for part in (Field("Reason", self.code), Field("In words (optional)", self.words)):
            self.page.addWidget(part)
        self.page.addWidget(self.again)
        self.finish()

    @property
    def chosen(self) -> str:
        return list(REJECTIONS)[self.code.currentIndex()]


class BagDialog(Question):
    """Which laboratory the bag goes to, and the courier who is expected."""

    def __init__(self, count: int, labs: Sequence[str], parent: QWidget) -> None:
        words = f"{_specimens(count)}. A label for the bag prints."
        super().__init__("Bag for a laboratory", words, "Bag", parent)
        self.lab: QComboBox = combo(list(labs), name="Laboratory", editable=True)
        self.courier: QLineEdit = line_edit(name="Courier")
        for part in (Field("Laboratory", self.lab), Field("Courier (optional)", self.courier)):
            self.page.addWidget(part)
        self.finish()

    def missing(self) -> str:
        return "" if self.lab.currentText().strip() else "The laboratory is needed."


class PickupDialog(Question):
    """Which laboratory's bags a courier takes; `waiting` counts the specimens of each."""

    def __init__(self, waiting: Mapping[str, int], courier: str, parent: QWidget) -> None:
        words = "One laboratory at a time: each gets its own manifest."
        super().__init__("Courier picks up", words, "Hand over", parent)
        self._labs = list(waiting)
        shown = [f"{lab or 'No laboratory'} · {_specimens(n)}" for lab, n in waiting.items()]
        self._choice: QComboBox = combo(shown, name="Laboratory")
        self.courier: QLineEdit = line_edit(name="Courier")
        self.courier.setText(courier)
        fields = (Field("Laboratory", self._choice), Field("Courier's name", self.courier))
        for part in fields:
            self.page.addWidget(part)
        self.finish()

    @property
    def lab(self) -> str:
        return self._labs[self._choice.currentIndex()]

    def missing(self) -> str:
        return "" if self.courier.text().strip() else "The courier's name is needed."


def _specimens(count: int) -> str:
    return f"{count} specimen" + ("" if count == 1 else "s")


class DetailsDialog(Question):
    """What the label of a container must say beside the patient: site, times and the like."""

    def __init__(self, what: str, tube: Tube, known: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(what, "Stands on the label.", "Collected", parent)
        self._tube = tube
        self._fields = {key: line_edit(name=EXTRA[key]) for key in tube.extra}
        for key, control in self._fields.items():
            control.setText(known.get(key, ""))
            self.page.addWidget(Field(EXTRA[key], control))
        self.finish()

    @property
    def details(self) -> dict[str, str]:
        return {key: control.text().strip() for key, control in self._fields.items()}

    def missing(self) -> str:
        return timed_problem(self._tube, self.details)


class DueDialog(Question):
    """When a timed draw is due, a time of today."""

    def __init__(self, what: str, known: str, parent: QWidget) -> None:
        words = "Stands on the label, and counts down. Press D on it when it is drawn."
        super().__init__(f"{what}: due at", words, "Set", parent)
        self.time: QLineEdit = line_edit("14:30", name="Due at")
        self.time.setText(known)
        self.page.addWidget(Field("Due at, 24 hours", self.time))
        self.finish()
        self.time.setFocus()

    def missing(self) -> str:
        try:
            clock_of(self.time.text())
        except Refused as error:
            return f"{error.what} {error.do}"
        return ""


_DOUBT = (
    "Look at the printer",
    "It is not known whether this label came out. Nothing prints again by itself.",
)
_TAKEN = (
    "Did the label come out?",
    "The printer took it and tells no more. If it came out, another one is a copy, with a reason.",
)


class LookDialog(Question):
    """The fate of a label is not known: a person looks at the printer and says it.

    `was_taken`: the printer took the label whole, so that it probably came out.
    """

    def __init__(self, parent: QWidget, *, was_taken: bool = False) -> None:
        super().__init__(*(_TAKEN if was_taken else _DOUBT), "It came out", parent)
        self.page.addWidget(button("No label came out", lambda: self.done(2), hint="N"))
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "n":
            self.done(2)
        else:
            super().keyPressEvent(event)


def ask_look(
    parent: QWidget, then: Callable[[bool], None], *, was_taken: bool = False
) -> LookDialog:
    """Open the question and tell `then` whether the label came out; nothing when it is left."""
    dialog = LookDialog(parent, was_taken=was_taken)
    dialog.finished.connect(lambda code: then(code == 1) if code else None)
    dialog.open()
    return dialog
