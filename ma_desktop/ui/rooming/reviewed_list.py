"""What the two reviewed lists have in common: rows in a card, a line to add, a note beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.inputs import DraftLine
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label


class ReviewedList(Step):
    """A list that is gone through with the patient."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.card = Card(margin=0, spacing=0)
        self.note = label("", "", wrap=True)
        self.note.hide()
        self.lines: list[DraftLine] = []

    def show_rows(self, rows: Sequence[QWidget], empty: str) -> None:
        """Show these rows, or the words for an empty list."""
        while (taken := self.card.body.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for index, row in enumerate(rows):
            if index:
                self.card.add(rule_line())
            self.card.add(row)
        if not rows:
            words = label(empty, "muted", wrap=True)
            words.setContentsMargins(*([theme.px(16)] * 4))
            self.card.add(words)

    def adding_line(self, heading: str, parts: Sequence[QWidget], add: Callable[[], None]) -> Card:
        """A card with inputs in a row; Enter in one goes to the next, in the last one adds."""
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            row.addWidget(part, 0 if isinstance(part, QComboBox) else 1)
            if isinstance(part, DraftLine):
                self.lines.append(part)
                part.returnPressed.connect(following.setFocus if following else add)
        row.addWidget(button("Add", add, icon="plus"))
        card = Card(margin=14)
        card.add(label(heading, "field-label"))
        card.add(row)
        return card

    def owns(self, name: str) -> bool:
        return any(line.field == name for line in self.lines)

    def show_field(self, name: str) -> None:
        for line in self.lines:
            if line.field == name:
                line.load()

    def load_lines(self) -> None:
        for line in self.lines:
            line.load()

    def has_unadded(self) -> bool:
        return any(line.text().strip() for line in self.lines)

    def say(self, words: str) -> None:
        """What is missing before the list counts as reviewed; empty words take it away."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        theme.restyle(self.note, state="critical" if words else "")
        if words:
            self.in_sight.emit(self.note)
            speak(self, words, urgent=True)

    def refuse_unadded(self) -> bool:
        """True when a line was typed and not added: that must not be lost unseen."""
        if not self.has_unadded():
            return False
        typed = next(line for line in self.lines if line.text().strip())
        typed.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say("Something is typed and not added yet. Press Add, or clear the line.")
        return True

    def can_skip(self) -> bool:
        return self.desk.visit is not None and self.key not in self.desk.visit.done_steps

    def action(self) -> str:
        return "Reviewed with patient"
