"""A walk-in: somebody known who is found by name, or a new patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.patient import SEXES, Name, Patient
from ma_desktop.domain.typed_day import HINT, birth_day, us_date
from ma_desktop.services import schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, chip, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_SEARCH_MS = 200
_MOST = 5
Made = tuple[str, Changes]


@dataclass(frozen=True)
class Form:
    """What was typed; `patient_id` is empty for somebody new."""

    name: Name
    born: date
    sex: str
    phone: str
    visit_type: str
    provider: str
    reason: str
    patient_id: str


class WalkInDialog(SheetDialog):
    """Adds a patient who stands at the desk; patients of the same name are offered first."""

    added = Signal(str)
    """Visit id."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, known: Patient | None = None
    ) -> None:
        super().__init__("Walk-in", 640, parent)
        self._context = context
        self._known: Patient | None = None
        self._accepted: Form | None = None
        self.family, self.given = line_edit(), line_edit()
        self.birth, self.phone = line_edit("3/14/1979"), line_edit()
        self.sex: QComboBox = combo(SEXES, name="Sex")
        self.sex.setPlaceholderText("Choose")
        self.sex.setCurrentIndex(-1)  # nobody is registered as female by an oversight
        self.visit_type, self.reason = line_edit(), line_edit()
        self.provider: QComboBox = combo([], name="Provider", editable=True)
        self.fields = {
            "family": Field("Family name", self.family),
            "given": Field("Given names", self.given),
            "birth": Field("Birth date", self.birth, HINT),
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
        bind(self, Command("Add and mark as arrived", self.save.click, "Ctrl+Return"))
        self._timer = QTimer(self, interval=_SEARCH_MS, singleShot=True)
        self._timer.timeout.connect(self._search)
        self._build()
        if known is not None:
            self._take(known)
        tasks.run(
            lambda: schedule.providers(context.clinic),
            self._offer_providers,
            self._on_failed,
            parent=self,
        )

    def _build(self) -> None:
        page = self.body
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
        page.addStretch(1)
        self.foot.addWidget(button("Cancel", self.reject, hint="Esc"))
        self.foot.addStretch(1)
        self.foot.addWidget(self.save)
        self.message.hide()
        self.family.setFocus()
        self.fit()
        for edit in (self.family, self.given):
            edit.textEdited.connect(self._on_name)

    def _offer_providers(self, names: tuple[str, ...]) -> None:
        typed = self.provider.currentText()
        self.provider.addItems(list(names))
        self.provider.setCurrentIndex(-1)
        self.provider.setEditText(typed)

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
            self.matches.addWidget(chip(self._words(patient), partial(self._take, patient)))

    def _words(self, patient: Patient) -> str:
        """Initials hide the birth date too: this screen may be seen by another patient."""
        if self._context.hides(patient):
            return f"{patient.name.initials} · MRN ends in {patient.mrn[-2:]}"
        return f"{patient.name.formal} · {us_date(patient.birth_date)} · MRN {patient.mrn}"

    def _take(self, patient: Patient) -> None:
        """Use a patient who is known already."""
        self._known = patient
        self.family.setText(patient.name.family)
        self.given.setText(patient.name.given)
        self.birth.setText(us_date(patient.birth_date))
        self.sex.setCurrentText(patient.sex)
        self.phone.setText(patient.phone)
        self.visit_type.setFocus()

    def add(self) -> None:
        """Store the walk-in in the background; words of a refusal stay in the dialog.

        Somebody who would be doubled is named first; the same once more adds them all the same.
        """
        clinic = self._context.clinic
        try:
            born = birth_day(self.birth.text(), clinic.local(clinic.now()).date())
        except Refused as error:
            self._on_failed(error)
            self.birth.setFocus()
            return
        self.save.setEnabled(False)
        form = self._form(born)
        sure = form == self._accepted

        def after(result: Made | tuple[Patient, ...]) -> None:
            if isinstance(result[0], Patient):
                self._accepted = form
                self._doubt(result[0], form.patient_id != "")
            else:
                self._on_added(result)

        tasks.run(lambda: _stored(clinic, form, sure), after, self._on_failed, parent=self)

    def _form(self, born: date) -> Form:
        return Form(
            Name(_text(self.family), _text(self.given)),
            born,
            self.sex.currentText(),
            _text(self.phone),
            _text(self.visit_type),
            self.provider.currentText().strip(),
            _text(self.reason),
            self._known.id if self._known else "",
        )

    def _doubt(self, found: Patient, on_board: bool) -> None:
        """Say who would be doubled, and offer them."""
        self.save.setEnabled(True)
        if on_board:
            words = f"{self._words(found)} has a visit today. Add one more only if you mean it."
        else:
            self._show_matches((found,))
            words = (
                "This name and birth date are known. Choose the patient above, or add once more."
            )
        self._say(words)

    def _on_added(self, made: Made) -> None:
        visit_id, changes = made
        self._context.signals.changed.emit(changes)
        self._context.say("The walk-in is waiting.")
        self.added.emit(visit_id)
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.save.setEnabled(True)
        self._say(f"{error.what} {error.do}".strip())

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        speak(self, words, urgent=True)


def _text(edit: QLineEdit) -> str:
    return edit.text().strip()


def _stored(clinic: Clinic, form: Form, sure: bool) -> Made | tuple[Patient, ...]:
    """Store the walk-in, or nothing and say whom that would double, unless the person is sure."""
    found = () if sure else schedule.doubts(clinic, form.name, form.born, form.patient_id)
    if found:
        return found
    if form.patient_id:
        return schedule.book(
            clinic,
            form.patient_id,
            visit_type=form.visit_type,
            provider=form.provider,
            reason=form.reason,
            arrived=True,
        )
    return schedule.walk_in(
        clinic,
        form.name,
        form.born,
        form.sex,
        visit_type=form.visit_type,
        provider=form.provider,
        reason=form.reason,
        phone=form.phone,
    )
