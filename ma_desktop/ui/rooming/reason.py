"""Why the patient came, in their own words."""

from __future__ import annotations

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.services import intake
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.inputs import DraftText
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field
from ma_desktop.ui.widgets.text import label

_QUESTION = "Ask: “What brings you in today? Is there anything else you want to talk about?”"


class ReasonStep(Step):
    """Free text; what was booked stands there to be completed."""

    key = "reason"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText("Short, and in the patient's own words.")
        self.booked = label("", "muted", wrap=True)
        self.text = DraftText(
            desk.keeper, "reason", "Reason for visit", "Since when, how bad, what was tried"
        )
        self.text.setFixedHeight(theme.px(150))
        self.field = Field("Reason for visit", self.text)
        card = Card()
        card.add(label(_QUESTION, "heading", wrap=True))
        card.add(self.booked)
        card.add(self.field)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self.text.textChanged.connect(lambda: self.field.set_error(""))

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        visit = opened.visit
        self.booked.setText(f"Booked as: {visit.visit_type}")
        if fresh:
            self.field.set_error("")
            self.text.load(visit.reason)

    def owns(self, name: str) -> bool:
        return name == self.text.field

    def show_field(self, name: str) -> None:
        self.text.load()

    def detail(self, opened: OpenVisit) -> str:
        return opened.visit.reason or opened.visit.visit_type

    def can_skip(self) -> bool:
        return True

    def take_focus(self, name: str = "") -> None:
        self.text.setFocus()

    def proceed(self) -> None:
        opened, reason = self.desk.visit, self.text.toPlainText().strip()
        if opened is None:
            return
        if not reason:
            self.field.set_error("Nothing is written yet. Type a word or two, or skip the step.")
            self.text.setFocus()
        elif reason == opened.visit.reason and self.key in opened.done_steps:
            self.finished.emit()
        else:
            clinic, visit_id = self.desk.clinic, opened.visit.id
            self.desk.act(
                lambda: intake.record_reason(clinic, visit_id, reason), self.finished.emit
            )
