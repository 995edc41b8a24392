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

_NOTHING: Mapping[str, str] = {}


def differences(
    here: Mapping[str, DraftField],
    there: Mapping[str, DraftField],
    names: Mapping[str, str],
    otherwise: Mapping[str, str] = _NOTHING,
) -> list[tuple[str, str, str]]:
    """Name, words here and words there, of each field that differs; `names` by field.

    `otherwise` is what stands in a field that nobody touched. How a value was taken is said only
    where the value itself is the same.
    """
    rows = []
    for key in sorted({*here, *there} - {TALLY}):
        pair = [_words(side.get(key), otherwise.get(key, "")) for side in (here, there)]
        if pair[0] == pair[1]:
            pair = [
                f"{words} ({_how(side.get(key))})"
                for words, side in zip(pair, (here, there), strict=True)
            ]
        if pair[0] != pair[1]:
            rows.append((names.get(key, key), pair[0], pair[1]))
    return rows


def _words(field: DraftField | None, otherwise: str) -> str:
    if field is None:
        return otherwise or "empty"
    return ABSENT_REASONS.get(field.absent) or field.text or "empty"


def _how(field: DraftField | None) -> str:
    if field is None:
        return "as usual"
    ways = [field.qualifiers[key].replace("_", " ") for key in sorted(field.qualifiers)]
    return ", ".join([*ways, "confirmed" if field.confirmed else "not confirmed"])


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

    def ask(
        self,
        mine: Draft,
        theirs: Draft,
        names: Mapping[str, str],
        otherwise: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Show both; `theirs` is what is stored. `names` and `otherwise` as for `differences`."""
        self.theirs = theirs
        rows = differences(mine.fields, theirs.fields, names, otherwise)
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
