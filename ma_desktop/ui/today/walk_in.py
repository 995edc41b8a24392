"""A walk-in: somebody known who is found by name, or a new patient."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.patient import SEXES, Name, Patient
from ma_desktop.services import schedule
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.today.birth_date import parse_birth_date
from ma_desktop.ui.widgets.buttons import button, chip, primary
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

_SEARCH_MS = 200
_MOST = 5


class WalkInDialog(QDialog):
    """Adds a patient who stands at the desk; patients of the same name are offered first."""

    added = Signal(str)
    """Visit id."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Walk-in")
        self._context = context
        self._known: Patient | None = None
        self.family, self.given = line_edit(), line_edit()
        self.birth, self.phone = line_edit("3/14/1979"), line_edit()
        self.sex: QComboBox = combo(SEXES, name="Sex")
        self.visit_type, self.reason = line_edit(), line_edit()
        self.provider: QComboBox = combo([], name="Provider", editable=True)
        self.fields = {
            "family": Field("Family name", self.family),
            "given": Field("Given names", self.given),
            "birth": Field("Date of birth", self.birth, "3/14/1979 or 1979-03-14"),
            "sex": Field("Sex", self.sex),
            "phone": Field("Phone", self.phone),
            "type": Field("Visit", self.visit_type, "For example sore throat"),
            "provider": Field("Provider", self.provider),
            "reason": Field("Reason, in the patient's words", self.reason),
        }
        self.matches = FlowLayout(spacing=6)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.save = primary("Add and mark as arrived", self.add, hint="Ctrl ↵")
        self.save.setShortcut("Ctrl+Return")
        self._timer = QTimer(self, interval=_SEARCH_MS, singleShot=True)
        self._timer.timeout.connect(self._search)
        self._build()
        tasks.run(
            lambda: schedule.providers(context.clinic),
            lambda names: self.provider.addItems(list(names)),
            self._on_failed,
            parent=self,
        )

    def _build(self) -> None:
        page = QVBoxLayout(self)
        edge = theme.px(24)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(12))
        page.addWidget(label("Walk-in", "title"))
        for names in (("family", "given"), ("birth", "sex", "phone"), ("type", "provider")):
            row = QHBoxLayout()
            row.setSpacing(theme.px(12))
            for name in names:
                row.addWidget(self.fields[name], 1)
            page.addLayout(row)
            if names[0] == "family":
                page.addLayout(self.matches)
        page.addWidget(self.fields["reason"])
        page.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(button("Cancel", self.reject))
        row.addStretch(1)
        row.addWidget(self.save)
        page.addLayout(row)
        self.message.hide()
        self.setMinimumWidth(theme.px(640))
        for edit in (self.family, self.given):
            edit.textEdited.connect(self._on_name)

    def _on_name(self, _text: str) -> None:
        self._known = None
        self._timer.start()

    def _search(self) -> None:
        text = f"{self.family.text()},{self.given.text()}"
        clinic = self._context.clinic
        if self.family.text().strip():
            tasks.run(
                lambda: schedule.find_patients(clinic, text, _MOST),
                self._show_matches,
                self._on_failed,
                parent=self,
            )
        else:
            self._show_matches(())

    def _show_matches(self, found: tuple[Patient, ...]) -> None:
        self.matches.clear()
        for patient in found:
            words = f"{patient.name.formal} · {patient.birth_date:%m/%d/%Y} · {patient.mrn}"
            self.matches.addWidget(chip(words, partial(self._take, patient)))

    def _take(self, patient: Patient) -> None:
        """Use a patient who is known already."""
        self._known = patient
        self.family.setText(patient.name.family)
        self.given.setText(patient.name.given)
        born = patient.birth_date
        self.birth.setText(QDate(born.year, born.month, born.day).toString("M/d/yyyy"))
        self.sex.setCurrentText(patient.sex)
        self.phone.setText(patient.phone)
        self.visit_type.setFocus()

    def add(self) -> None:
        """Store the walk-in in the background; words of a refusal stay in the dialog."""
        clinic = self._context.clinic
        try:
            born = parse_birth_date(self.birth.text(), clinic.local(clinic.now()).date())
        except Refused as error:
            self._on_failed(error)
            self.birth.setFocus()
            return
        self.save.setEnabled(False)
        known, sex = self._known, self.sex.currentText()
        name = Name(_text(self.family), _text(self.given))
        visit_type, provider = _text(self.visit_type), self.provider.currentText().strip()
        reason, phone = _text(self.reason), _text(self.phone)

        def work() -> tuple[str, Changes]:
            if known is None:
                return schedule.walk_in(
                    clinic,
                    name,
                    born,
                    sex,
                    visit_type=visit_type,
                    provider=provider,
                    reason=reason,
                    phone=phone,
                )
            visit_id, changes = schedule.book(
                clinic, known.id, visit_type=visit_type, provider=provider, reason=reason
            )
            return visit_id, changes | schedule.arrive(clinic, visit_id, 1)

        tasks.run(work, self._on_added, self._on_failed, parent=self)

    def _on_added(self, result: tuple[str, Changes]) -> None:
        visit_id, changes = result
        self._context.signals.changed.emit(changes)
        self._context.say("The walk-in is waiting.")
        self.added.emit(visit_id)
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.save.setEnabled(True)
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()


def _text(edit: QLineEdit) -> str:
    return edit.text().strip()
