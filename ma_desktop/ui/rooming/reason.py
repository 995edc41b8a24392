"""Why the patient came, in their own words, who says so, and what else they want to talk about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from ma_desktop.domain.intake import Reason, agenda_of
from ma_desktop.domain.rooming import DraftField, OpenVisit
from ma_desktop.services import intake
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.inputs import DraftLine, DraftText
from ma_desktop.ui.rooming.parts import Choice
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.widgets.buttons import Button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_QUESTION = "Ask: “What brings you in today? Is there anything else you want to talk about?”"
_GIVER = "reason.given_by"
_MOST = 9


class ReasonStep(Step):
    """Free text and phrases; what was booked stands there to be completed."""

    key = "reason"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText("Short, and in the patient's own words. Ctrl 1 to 9 takes a phrase.")
        self.booked = label("", "muted", wrap=True)
        self.text = DraftText(
            desk.keeper, "reason", "Reason for visit", "Since when, how bad, what was tried"
        )
        self.text.setFixedHeight(theme.px(88))
        self.field = Field("Reason for visit", self.text)
        keeper = desk.keeper
        self.agenda = DraftLine(
            keeper, "reason.agenda", "What else", "Separate with semicolons", 1000
        )
        self.giver = combo(list(desk.clinic.catalog.phrases.givers), name="Who gave the history")
        self.giver.activated.connect(self._on_giver)
        self.language = DraftLine(keeper, "reason.language", "Language", "English")
        self.interpreter = DraftLine(
            keeper, "reason.interpreter", "Interpreter", "Name or number, if one helped"
        )
        self.lines = (self.agenda, self.language, self.interpreter)
        self.phrases: list[Button] = []
        self._chips = FlowLayout()
        self._build()

    def _build(self) -> None:
        card = Card()
        card.add(label(_QUESTION, "heading", wrap=True))
        card.add(self.booked)
        card.add(self._chips)
        card.add(self.field)
        card.add(Field("What else (agenda)", self.agenda))
        told = Card(margin=14)
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        pairs: tuple[tuple[str, QWidget], ...] = (
            ("Who gave the history", self.giver),
            ("Language", self.language),
            ("Interpreter", self.interpreter),
        )
        for number, (words, part) in enumerate(pairs):
            grid.addWidget(Field(words, part), 0, number)
        told.add(grid)
        self.column.addWidget(card)
        self.column.addWidget(told)
        self.column.addStretch(1)
        self.text.textChanged.connect(lambda: self.field.set_error(""))
        for number in range(1, _MOST + 1):
            made = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(partial(self.take_phrase, number - 1))

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        self.booked.setText(f"Booked as: {opened.visit.visit_type}")
        if fresh:
            self._show_phrases(opened.visit.visit_type)
            self.field.set_error("")
            self._load(opened)

    def _load(self, opened: OpenVisit) -> None:
        """What the draft holds; where it holds nothing, what was booked or is on record."""
        kept = opened.intake.reason
        self.text.load(opened.visit.reason)
        self.agenda.load("; ".join(kept.agenda))
        self.language.load(kept.language)
        self.interpreter.load(kept.interpreter)
        self._load_giver(kept.given_by)

    def _show_phrases(self, visit_type: str) -> None:
        self._chips.clear()
        found = self.desk.clinic.catalog.phrases.for_visit(visit_type)[:_MOST]
        self.phrases = [Choice(number, words) for number, words in enumerate(found, start=1)]
        for number, made in enumerate(self.phrases):
            made.setCheckable(False)
            made.clicked.connect(partial(self._on_phrase, number))
            self._chips.addWidget(made)

    def _on_phrase(self, number: int, _checked: bool = False) -> None:
        self.take_phrase(number)

    def take_phrase(self, number: int) -> None:
        """Put a phrase behind what stands there, once."""
        opened = self.desk.visit
        if opened is None or number >= len(self.phrases):
            return
        phrase = self.desk.clinic.catalog.phrases.for_visit(opened.visit.visit_type)[number]
        before = self.text.toPlainText().strip()
        said = {part.strip().lower() for part in before.split(",")}
        if phrase.lower() not in said:
            self.desk.keeper.seal()
            self.text.setPlainText(f"{before}, {phrase.lower()}" if before else phrase)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.text.setFocus()

    def owns(self, name: str) -> bool:
        return name in (self.text.field, _GIVER) or any(line.field == name for line in self.lines)

    def show_field(self, name: str) -> None:
        if self.desk.visit is not None:
            self._load(self.desk.visit)

    def detail(self, opened: OpenVisit) -> str:
        return opened.visit.reason or opened.visit.visit_type

    def can_skip(self) -> bool:
        return True

    def take_focus(self, name: str = "") -> None:
        named: dict[str, DraftLine | QComboBox] = {line.field: line for line in self.lines}
        named[_GIVER] = self.giver
        (named.get(name) or self.text).setFocus()

    def focus_name(self) -> str:
        if self.giver.hasFocus():
            return _GIVER
        return next((line.field for line in self.lines if line.hasFocus()), "")

    def told(self) -> Reason:
        """What stands in the step."""
        return Reason(
            self.text.toPlainText().strip(),
            self.giver.currentText(),
            self.interpreter.text().strip(),
            self.language.text().strip(),
            agenda_of(self.agenda.text()),
        )

    def proceed(self) -> None:
        opened, told = self.desk.visit, self.told()
        if opened is None:
            return
        if not told.text:
            self.field.set_error(
                "Nothing is written yet. Type a word or two, or press - if not asked."
            )
            self.text.setFocus()
        elif told == opened.intake.reason and self.key in opened.done_steps:
            self.finished.emit()
        else:
            clinic, visit_id = self.desk.clinic, opened.visit.id
            self.desk.act(lambda: intake.record_reason(clinic, visit_id, told), self.finished.emit)

    def _on_not_asked(self, reason: str) -> None:
        opened, clinic, told = self.desk.visit, self.desk.clinic, self.told()
        if opened is not None:
            visit_id = opened.visit.id
            self.desk.act(
                lambda: intake.reason_not_asked(clinic, visit_id, reason, told),
                self.finished.emit,
            )

    def _on_giver(self, index: int) -> None:
        self.desk.keeper.put(_GIVER, DraftField(self.giver.itemText(index)))

    def _load_giver(self, otherwise: str) -> None:
        chosen = self.desk.keeper.text(_GIVER, otherwise)
        self.giver.setCurrentIndex(max(0, self.giver.findText(chosen)))
