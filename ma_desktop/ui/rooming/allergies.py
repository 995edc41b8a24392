"""The allergy list, gone through with the patient."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.patient import Allergy
from ma_desktop.domain.rooming import DraftField, OpenVisit
from ma_desktop.services import intake
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.inputs import DraftLine
from ma_desktop.ui.rooming.reviewed_list import ReviewedList
from ma_desktop.ui.widgets.form import combo
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_SEVERITIES = {"": "How severe", "mild": "Mild", "moderate": "Moderate", "severe": "Severe"}
_SEVERITY_FIELD = "allergy.severity"
_NONE_KNOWN, _TICKED = "allergy.none_known", "yes"


def allergy_row(item: Allergy) -> QWidget:
    """Substance over reaction, severity in a word at the right."""
    row = QWidget()
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label(item.substance, "strong", wrap=True))
    words.addWidget(label(item.reaction or "Reaction not known", "small", wrap=True))
    line = QHBoxLayout(row)
    line.setContentsMargins(*(theme.px(side) for side in (16, 10, 16, 10)))
    line.addLayout(words, 1)
    if item.is_critical:
        line.addWidget(Pill(_SEVERITIES.get(item.severity) or "High risk", "critical", "warning"))
    elif item.severity:
        line.addWidget(Pill(_SEVERITIES.get(item.severity, item.severity), "warn"))
    return row


class AllergiesStep(ReviewedList):
    """The list, a line to add what the patient reports, and none known where that is so."""

    key = "allergies"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText("Ask about medicines, food, latex and tape, and what happened.")
        keeper = desk.keeper
        self.substance = DraftLine(keeper, "allergy.substance", "Substance", "Substance")
        self.reaction = DraftLine(keeper, "allergy.reaction", "Reaction", "What happened")
        self.severity = combo(list(_SEVERITIES.values()), name="How severe")
        self.severity.activated.connect(self._on_severity)
        self.none_known = QCheckBox("No known allergies")
        self.none_known.toggled.connect(lambda _on: self.say(""))
        self.none_known.clicked.connect(self._on_none_known)
        parts = (self.substance, self.reaction, self.severity)
        adding = self.adding_line("The patient reports another one", parts, self.add)
        self.reaction.returnPressed.disconnect()
        self.reaction.returnPressed.connect(self.add)
        for part in (self.card, self.none_known, adding, self.note):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._named: dict[str, QWidget] = {line.field: line for line in self.lines}
        self._named |= {_SEVERITY_FIELD: self.severity, _NONE_KNOWN: self.none_known}

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        chart = opened.chart
        self.show_rows([allergy_row(item) for item in chart.allergies], "No allergies are listed.")
        self.none_known.setVisible(not chart.allergies)
        if fresh:
            self.say("")
            self.load_lines()
            self._load_severity()
            self._load_none_known(opened)

    def owns(self, name: str) -> bool:
        return name in (_SEVERITY_FIELD, _NONE_KNOWN) or super().owns(name)

    def show_field(self, name: str) -> None:
        self._load_severity()
        if self.desk.visit is not None:
            self._load_none_known(self.desk.visit)
        super().show_field(name)

    def detail(self, opened: OpenVisit) -> str:
        count = len(opened.chart.allergies)
        if self.key not in opened.done_steps:
            return f"{count} listed" if count else ""
        return f"{count} reviewed" if count else "none known"

    def take_focus(self, name: str = "") -> None:
        named = self._named.get(name)
        if named is not None and named.isVisibleTo(self):
            named.setFocus()
        elif self.none_known.isVisibleTo(self):
            self.none_known.setFocus()
        else:
            self.substance.setFocus()

    def focus_name(self) -> str:
        return next((name for name, part in self._named.items() if part.hasFocus()), "")

    def add(self) -> None:
        """Put the typed allergy on the list."""
        opened, substance = self.desk.visit, self.substance.text().strip()
        if opened is None:
            return
        if not substance:
            self.say("Type what the patient reacts to.")
            self.substance.setFocus()
            return
        clinic, visit_id = self.desk.clinic, opened.visit.id
        reaction = self.reaction.text().strip()
        severity = list(_SEVERITIES)[self.severity.currentIndex()]
        self.desk.act(
            lambda: intake.add_allergy(clinic, visit_id, substance, reaction, severity),
            self._on_added,
        )

    def proceed(self) -> None:
        opened = self.desk.visit
        if opened is None or self.refuse_unadded():
            return
        none_known = not opened.chart.allergies and self.none_known.isChecked()
        if not opened.chart.allergies and not none_known:
            self.say("Add what the patient reports, or tick No known allergies.")
            return
        clinic, visit_id = self.desk.clinic, opened.visit.id
        self.desk.act(
            lambda: intake.review_allergies(clinic, visit_id, none_known), self.finished.emit
        )

    def _on_added(self) -> None:
        for line in self.lines:
            line.clear()
        self.desk.keeper.drop([*(line.field for line in self.lines), _SEVERITY_FIELD])
        self.severity.setCurrentIndex(0)
        self.say("")
        self.substance.setFocus()

    def _on_severity(self, index: int) -> None:
        self.desk.keeper.put(_SEVERITY_FIELD, DraftField(list(_SEVERITIES)[index]))

    def _on_none_known(self, ticked: bool) -> None:
        self.desk.keeper.seal()
        self.desk.keeper.put(_NONE_KNOWN, DraftField(_TICKED if ticked else ""))

    def _load_none_known(self, opened: OpenVisit) -> None:
        reviewed = self.key in opened.done_steps and opened.chart.no_known_allergies
        kept = self.desk.keeper.text(_NONE_KNOWN, _TICKED if reviewed else "")
        self.none_known.setChecked(kept == _TICKED)

    def _load_severity(self) -> None:
        chosen = self.desk.keeper.field(_SEVERITY_FIELD).text
        self.severity.setCurrentIndex(list(_SEVERITIES).index(chosen))
