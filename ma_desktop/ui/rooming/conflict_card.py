"""Two workstations wrote the same draft: both are shown, and a person chooses."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.domain.rooming import TALLY, Draft, DraftField
from ma_desktop.domain.vitals import ABSENT_REASONS
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label


def differences(
    here: Mapping[str, DraftField], there: Mapping[str, DraftField], names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Name, words here and words there, of each field that differs; `names` by field."""
    keys = sorted({*here, *there} - {TALLY})
    rows = [(names.get(key, key), _words(here.get(key)), _words(there.get(key))) for key in keys]
    return [row for row in rows if row[1] != row[2]]


def _words(field: DraftField | None) -> str:
    if field is None:
        return "empty"
    return ABSENT_REASONS.get(field.absent) or field.text or "empty"


class ConflictCard(Card):
    """Nothing is saved while it is shown."""

    kept = Signal()
    taken = Signal(object)
    """The other `Draft`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("critical", 14, 8, parent)
        self.theirs: Draft | None = None
        self.words = label("", wrap=True)
        self.add(label("Another workstation changed this draft", "heading"))
        self.add(self.words)
        choices = QHBoxLayout()
        self.keep = button("Keep what is here", self._on_keep)
        self.take = button("Take what is there", self._on_take)
        choices.addWidget(self.keep)
        choices.addWidget(self.take)
        choices.addStretch(1)
        self.add(choices)
        self.hide()

    def ask(self, mine: Draft, theirs: Draft, names: Mapping[str, str]) -> None:
        """Show both; `theirs` is what is stored."""
        self.theirs = theirs
        rows = differences(mine.fields, theirs.fields, names)
        lines = [f"{name}: here {here}, there {there}" for name, here, there in rows]
        self.words.setText("\n".join(lines) or "The fields are the same; only the step differs.")
        self.show()
        self.keep.setFocus()
        speak(
            self, "Another workstation changed this draft. Choose which one to keep.", urgent=True
        )

    def _on_keep(self) -> None:
        self.hide()
        self.kept.emit()

    def _on_take(self) -> None:
        self.hide()
        self.taken.emit(self.theirs)
