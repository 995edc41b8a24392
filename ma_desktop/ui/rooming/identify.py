"""The identity check: an open question, and two answers that agree with the record."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QWidget

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.rooming import STEPS, OpenVisit
from ma_desktop.services import clinic_settings, identity
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.step import NEXT, Step
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.patient_banner import identity_words
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_NEEDED = 2
_ASKED = {
    "name": "your full name",
    "birth-date": "your birth date",
    "phone": "your phone number",
    "mrn": "your record number",
}
_SCANNER_GAP_S = 0.05
_SHORTEST_SCAN = 4


def question(asked: tuple[str, ...]) -> str:
    """The open question for what the clinic asks."""
    parts = [_ASKED[key] for key in asked if key in _ASKED]
    return f"Ask: “What is {', and '.join(parts)}?”"


def record_values(patient: Patient) -> dict[str, str]:
    """What the record says for each identifier that may be asked; empty where it says nothing."""
    return {
        "name": patient.name.formal,
        "birth-date": day_words(patient.birth_date),
        "phone": patient.phone,
        "mrn": patient.mrn,
        "badge": patient.mrn,
    }


class ScannerKeys:
    """Tells a scanner from a person: its characters come faster than anybody types.

    `feed` takes each character and gives the whole code once Enter ends it; else an empty text.
    """

    def __init__(self) -> None:
        self._text, self._at = "", 0.0

    def feed(self, text: str, *, is_end: bool) -> str:
        now = time.monotonic()
        if now - self._at > _SCANNER_GAP_S:
            self._text = ""
        self._at = now
        if is_end:
            found, self._text = self._text, ""
            return found if len(found) >= _SHORTEST_SCAN else ""
        self._text += text
        return ""

    @property
    def is_first(self) -> bool:
        """Nothing of a scan came yet: ticks are still as the person left them."""
        return len(self._text) <= 1


class CheckRow(QWidget):
    """A big row: tick, what was asked, what the record says; a click anywhere ticks."""

    def __init__(self, number: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(words)
        self.box.setMinimumHeight(theme.px(44))
        self.box.setMinimumWidth(theme.px(190))
        # Never cut: the answer is compared with every letter of it.
        self.value = label("", "value", wrap=True)
        self.number = KeyHint(str(number))
        self.setMinimumHeight(theme.px(60))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        row.setSpacing(theme.px(12))
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self.box)
        self._words.addWidget(self.value, 1)
        row.addLayout(self._words, 1)
        row.addWidget(self.number)

    def set_slim(self, slim: bool) -> None:
        """Large text: what the record says stands beneath what is asked."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._words.setDirection(down if slim else across)

    def show_value(self, value: str) -> None:
        self.value.setText(value)
        self.box.setAccessibleDescription(f"The record says {value}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self.box.isEnabled():
            return
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.box.toggle()
            self.box.setFocus()


class IdentifyStep(Step):
    """Two identifiers, asked openly; the answers are compared with what stands here."""

    key = "identify"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText("Two identifiers, before anything is measured, taken or given.")
        self.alert = Card("warn", 12)
        self.alert.add(label("Name alert: ask for a third identifier.", "strong", wrap=True))
        self.differs = label("", "", wrap=True)
        self.alert.add(self.differs)
        self.question = label("", "heading", wrap=True)
        self.scanner = ScannerKeys()
        self.rows = {
            key: CheckRow(number, words)
            for number, (key, words) in enumerate(identity.IDENTIFIERS.items(), start=1)
        }
        # Only a scanner ticks this one.
        self.rows["badge"].box.setEnabled(False)
        self.rows["badge"].number.hide()
        self.note = label("", "", wrap=True)
        self._lines = {key: rule_line() for key in self.rows}
        self._before: tuple[str, ...] = ()
        self._build()

    def _build(self) -> None:
        card = Card(margin=0, spacing=0)
        asking = Card(margin=14, spacing=4)
        asking.add(self.question)
        asking.add(
            label(
                "Let the patient say it. Do not read it out for them to agree. "
                "Or scan the badge or form.",
                "muted",
                wrap=True,
            )
        )
        for key, row in self.rows.items():
            card.add(self._lines[key])
            card.add(row)
            row.box.toggled.connect(self._on_toggled)
        next(iter(self._lines.values())).hide()
        other = label("An answer differs? Stop, and clear it up with the front desk.", "muted")
        other.setWordWrap(True)
        for part in (self.alert, asking, card, self.note, other):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def set_slim(self, slim: bool) -> None:
        super().set_slim(slim)
        for row in self.rows.values():
            row.set_slim(slim)

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        values = record_values(opened.chart.patient)
        for key, row in self.rows.items():
            row.show_value(values[key])
            row.setVisible(bool(values[key]))
            self._lines[key].setVisible(bool(values[key]) and key != next(iter(self.rows)))
        for number, row in enumerate(self._shown(), start=1):
            row.number.setText(str(number))
        check = opened.identity
        done = check is not None
        if fresh or check is not None:
            for key, row in self.rows.items():
                row.box.setChecked(check is not None and key in check.identifiers)
        zone = self.desk.clinic.zone
        self._say(f"Checked: {identity_words(check, zone)}" if done else "", "ok")
        if fresh:
            self.alert.hide()
            self.question.setText(question(("name", "birth-date")))
            self._look_around(opened.visit.id)

    def detail(self, opened: OpenVisit) -> str:
        check = opened.identity
        return "" if check is None else identity_words(check, self.desk.clinic.zone)

    def action(self) -> str:
        opened = self.desk.visit
        checked = opened is not None and opened.identity is not None
        return STEPS[NEXT[self.key]] if checked else "Confirm identity"

    def can_skip(self) -> bool:
        return self.desk.visit is not None and self.desk.visit.identity is None

    def take_focus(self, name: str = "") -> None:
        self.rows[name if name in self.rows else "name"].box.setFocus()

    def focus_name(self) -> str:
        return next((key for key, row in self.rows.items() if row.box.hasFocus()), "")

    def ticked(self) -> tuple[str, ...]:
        return tuple(key for key, row in self.rows.items() if row.box.isChecked())

    def proceed(self) -> None:
        opened, ticked = self.desk.visit, self.ticked()
        if opened is None:
            return
        if opened.identity is not None and set(ticked) == set(opened.identity.identifiers):
            self.finished.emit()
        elif len(ticked) < _NEEDED:
            self._say("Tick two that the patient said and that agree.", "critical")
            speak(self, self.note.text(), urgent=True)
        else:
            clinic, visit_id = self.desk.clinic, opened.visit.id
            self.desk.act(
                lambda: identity.confirm_identity(clinic, visit_id, ticked), self.finished.emit
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits tick, arrows move, a scan confirms the badge."""
        is_end = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        before = self.ticked()
        code = self.scanner.feed(event.text(), is_end=is_end)
        if self.scanner.is_first and not is_end:
            self._before = before
        if code:
            self._on_scanned(code)
        elif not is_end and not self._took(event):
            super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        boxes = [row.box for row in self._shown() if row.box.isEnabled()]
        focused = next((i for i, box in enumerate(boxes) if box.hasFocus()), 0)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        digits = {str(number): box for number, box in enumerate(boxes, start=1)}
        if event.text() in digits:
            digits[event.text()].toggle()
            digits[event.text()].setFocus()
        elif Qt.Key(event.key()) in steps:
            target = min(max(focused + steps[Qt.Key(event.key())], 0), len(boxes) - 1)
            boxes[target].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True

    def _on_scanned(self, code: str) -> None:
        """The digits of the code ticked rows on their way: that is taken back first."""
        for key, row in self.rows.items():
            row.box.setChecked(key in self._before)
        clinic, visit_id = self.desk.clinic, self.desk.visit_id
        tasks.run(
            lambda: identity.scanned(clinic, visit_id, code),
            lambda _none: self._on_match(),
            self._on_mismatch,
            parent=self,
        )

    def _on_match(self) -> None:
        self.rows["badge"].box.setChecked(True)
        self._say("The scanned number is this patient's.", "ok")
        speak(self, self.note.text())

    def _on_mismatch(self, error: MaError) -> None:
        self._say(f"{error.what} {error.do}", "critical")
        speak(self, self.note.text(), urgent=True)

    def _shown(self) -> list[CheckRow]:
        """The rows of which the record has a value."""
        return [row for row in self.rows.values() if row.isVisibleTo(self)]

    def _on_toggled(self) -> None:
        if self.note.property("state") == "critical":
            self._say("", "")
        self.restated.emit()

    def _say(self, words: str, state: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        theme.restyle(self.note, state=state)
        if words and state == "critical":
            self.in_sight.emit(self.note)

    def _look_around(self, visit_id: str) -> None:
        """What the clinic asks, and who of today could be taken for this patient."""
        clinic = self.desk.clinic
        tasks.run(
            lambda: (clinic_settings.settings(clinic), identity.alike_today(clinic, visit_id)),
            lambda found: self._show_around(*found, visit_id),
            self.desk.fail,
            parent=self,
        )

    def _show_around(
        self, settings: ClinicSettings, alike: tuple[identity.Alike, ...], visit_id: str
    ) -> None:
        if self.desk.visit_id != visit_id:
            return
        self.question.setText(question(identity.asked_identifiers(settings)))
        self.alert.setVisible(bool(alike))
        self.differs.setText("\n".join(map(alike_words, alike)))


def alike_words(other: identity.Alike) -> str:
    """What tells the two apart. Only this patient's side is shown: others stay initials here."""
    mine = "; ".join(f"{what.lower()} {own or 'none'}" for what, own, _theirs in other.differs)
    return f"{other.initials} of today looks or sounds alike. What differs is here: {mine}."
