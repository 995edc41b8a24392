"""Which questionnaire is due when: the shipped rules and the clinic's own in their places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_due import SOURCE, OwnDue, due_words, visit_words
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import SEXES
from ma_desktop.domain.screening import DueRule, Form
from ma_desktop.services import due_rules
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.content_dialog import ContentDialog
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_OFTEN = ("At every visit", "After some months", "Only opened by another one, or by hand")
_EVERY, _MONTHS, _HAND = range(3)


@dataclass(frozen=True)
class _Line:
    """A form with the rule in force; `own` is the clinic's."""

    form: Form
    rule: DueRule
    own: OwnDue | None = None


class DueForm(QWidget):
    """Age, sex, visit types and interval of one form."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = line_edit(), line_edit("no end")
        self.often = combo(list(_OFTEN), name="How often")
        self.months = line_edit()
        self.visits = line_edit("all visits")
        self.sexes = {key: QCheckBox(key.capitalize()) for key in SEXES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self._months = Field("Months between", self.months)
        column.addLayout(
            side_by_side(
                Field("From age in years", self.first),
                Field("Up to age in years", self.last),
                Field("How often", self.often),
                self._months,
            )
        )
        hint = "Words of visit types, with commas between; without any at all visits."
        column.addWidget(Field("Visits", self.visits, hint))
        row = FlowLayout()
        for box in self.sexes.values():
            row.addWidget(box)
            box.clicked.connect(lambda _on: self.edited.emit())
        column.addLayout(row)
        for line in (self.first, self.last, self.months, self.visits):
            line.textEdited.connect(lambda _text: self.edited.emit())
        self.often.activated.connect(lambda _index: self._on_often())

    def _on_often(self) -> None:
        self._months.setVisible(self.often.currentIndex() == _MONTHS)
        self.edited.emit()

    def show_rule(self, rule: DueRule) -> None:
        self.first.setText(str(rule.from_years))
        self.last.setText("" if rule.to_years is None else str(rule.to_years))
        self.months.setText("12" if rule.every_months is None else str(rule.every_months))
        self.visits.setText(", ".join(rule.visits))
        by_hand = _HAND if rule.every_months is None else _MONTHS
        self.often.setCurrentIndex(_EVERY if rule.every_visit else by_hand)
        self._months.setVisible(self.often.currentIndex() == _MONTHS)
        for key, box in self.sexes.items():
            box.setChecked(not rule.sexes or key in rule.sexes)

    def rule(self) -> DueRule:
        """The rule as it is typed. Raises Refused for what is no whole number, or without a sex."""
        chosen = tuple(key for key, box in self.sexes.items() if box.isChecked())
        if not chosen:
            raise Refused("Nobody would be asked.", do="Tick for whom it is due.")
        often = self.often.currentIndex()
        words = [word.strip().casefold() for word in self.visits.text().split(",")]
        return DueRule(
            SOURCE,
            _whole(self.first.text() or "0"),
            _whole(self.last.text()) if self.last.text().strip() else None,
            () if len(chosen) == len(self.sexes) else chosen,
            tuple(word for word in words if word),
            _whole(self.months.text()) if often == _MONTHS else None,
            often == _EVERY,
        )


def _whole(text: str) -> int:
    entry = text.strip()
    if not (entry.isascii() and entry.isdigit() and len(entry) <= 3):
        raise Refused("This is not a whole number.", do="Type years and months in digits.")
    return int(entry)


class DueDialog(ContentDialog):
    """One line a form; the rules of all of them are saved together."""

    shipped_words = "Back to all shipped rules"

    def __init__(self, context: Context, saved: Callable[[], None], parent: QWidget) -> None:
        super().__init__(context, "When questionnaires are due", saved, parent)
        self._own: dict[str, OwnDue] = {}
        self._typed: dict[str, DueRule] = {}
        self._is_filling = False
        self.table: RecordTable[_Line] = RecordTable(self._columns(), "Forms", row_height=56)
        self.form = DueForm()
        self.source = label("", "muted", wrap=True)
        self.shipped_button = button("Back to the shipped rule", self.drop, hint="Delete")
        self._build()
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _line: self.reach(self.form.first))
        self.form.edited.connect(self._on_edit)
        self.load()
        self.load_versions()

    def _columns(self) -> tuple[Column[_Line], ...]:
        return (
            Column("Questionnaire", lambda line: line.form.name, look="strong", width=240),
            Column(
                "Due",
                lambda line: due_words(line.rule),
                stretch=True,
                detail=lambda line: visit_words(line.rule),
            ),
            Column("Source", self._source, look="muted", width=170),
        )

    def _source(self, line: _Line) -> str:
        if line.own is not None:
            return f"This clinic, approved by {line.own.approved_by}"
        if line.form.id in self._typed:
            return "This clinic, not saved yet"
        known = self._context.clinic.shipped.forms.sources.get(line.rule.source)
        return f"Shipped: {known.title if known else line.rule.source}"

    def _build(self) -> None:
        self.table.setMinimumHeight(theme.px(230))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.source)
        bind(self, Command("Shipped again", self.shipped_button.click, "Delete"))
        self.body.addWidget(self.shipped_button)
        self.body.addWidget(self.form)
        self.form.setEnabled(self.may_change)
        self.shipped_button.setEnabled(self.may_change)
        self.add_keeping()

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: due_rules.own_rules(clinic), self._on_own, self.fail, parent=self)

    def _on_own(self, own: tuple[OwnDue, ...]) -> None:
        self._own, self._typed = {item.form: item for item in own}, {}
        self._show(0 if self.table.current is None else None)
        self._fill()

    def _show(self, line: int | None = None) -> None:
        shipped = self._context.clinic.shipped.forms.all
        self._is_filling = True
        self.table.set_rows([self._line(form) for form in shipped.values()])
        if line is not None:
            self.table.select(line)
        self._is_filling = False

    def _line(self, form: Form) -> _Line:
        own = self._own.get(form.id)
        if form.id in self._typed:
            return _Line(form, self._typed[form.id])
        return _Line(form, form.due if own is None else own.rule, own)

    def _on_chosen(self, _line: _Line) -> None:
        if not self._is_filling:
            self._fill()

    def _fill(self) -> None:
        if self.table.current is not None:
            self.form.show_rule(self.table.current.rule)
            self.source.setText(f"Source: {self._source(self.table.current)}")

    def _on_edit(self) -> None:
        line = self.table.current
        if line is None:
            return
        try:
            self._typed[line.form.id] = self.form.rule()
        except Refused as error:
            self.fail(error)
            return
        self.say("")
        self._show()

    def drop(self) -> None:
        """The shipped rule of the chosen form again, once it is saved."""
        line = self.table.current
        if line is not None and self.may_change:
            self._own.pop(line.form.id, None)
            self._typed.pop(line.form.id, None)
            self._show()
            self._fill()
            self.reach(self.table)

    # Keeping

    def change(self) -> Callable[[], Changes]:
        clinic, why, by = self._context.clinic, self.reason(), self.approved.text().strip()
        self.form.rule()
        typed = {key: OwnDue(key, rule, by) for key, rule in self._typed.items()}
        rules = tuple((self._own | typed).values())
        return lambda: due_rules.change_rules(clinic, rules, why)

    def bring_back(self, version: ContentVersion) -> Changes:
        return due_rules.restore(self._context.clinic, version, self.reason())

    def withdraw_all(self) -> Changes:
        return due_rules.change_rules(self._context.clinic, (), self.reason())

    def read_versions(self) -> tuple[ContentVersion, ...]:
        return due_rules.versions(self._context.clinic)
