"""The identity check: an open question, and two answers that agree with the record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ma_desktop.domain.board import Board
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.rooming import STEPS, OpenVisit
from ma_desktop.services import rooming, today
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.step import NEXT, Step
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.notice_bar import speak
from ma_desktop.ui.widgets.patient_banner import day_words, identity_words
from ma_desktop.ui.widgets.text import ElidedLabel, label

_NEEDED = 2
_OPEN_QUESTION = "Ask: “What is your full name, and your date of birth?”"


def record_values(patient: Patient) -> dict[str, str]:
    """What the record says for each identifier that may be asked; empty where it says nothing."""
    return {
        "name": patient.name.formal,
        "birth-date": day_words(patient.birth_date),
        "phone": patient.phone,
        "mrn": patient.mrn,
    }


class CheckRow(QWidget):
    """A big row: tick, what was asked, what the record says; a click anywhere ticks."""

    def __init__(self, number: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(words)
        self.box.setMinimumHeight(theme.px(44))
        self.box.setMinimumWidth(theme.px(190))
        self.value = ElidedLabel("", "value")
        self.number = KeyHint(str(number))
        self.setMinimumHeight(theme.px(60))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        row.setSpacing(theme.px(12))
        row.addWidget(self.box)
        row.addWidget(self.value, 1)
        row.addWidget(self.number)

    def show_value(self, value: str) -> None:
        self.value.setText(value)
        self.box.setAccessibleDescription(f"The record says {value}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
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
        self.alert.add(
            label(
                "Name alert: somebody else of today has a name like this. "
                "Ask for a third identifier.",
                "strong",
                wrap=True,
            )
        )
        self.rows = {
            key: CheckRow(number, words)
            for number, (key, words) in enumerate(rooming.IDENTIFIERS.items(), start=1)
        }
        self.note = label("", "", wrap=True)
        self._lines = {key: rule_line() for key in self.rows}
        self._build()

    def _build(self) -> None:
        card = Card(margin=0, spacing=0)
        question = Card(margin=14, spacing=4)
        question.add(label(_OPEN_QUESTION, "heading", wrap=True))
        question.add(
            label(
                "Let the patient say it. Do not read it out for them to agree.", "muted", wrap=True
            )
        )
        for key, row in self.rows.items():
            card.add(self._lines[key])
            card.add(row)
            row.box.toggled.connect(self._on_toggled)
        next(iter(self._lines.values())).hide()
        other = label("An answer differs? Stop, and clear it up with the front desk.", "muted")
        other.setWordWrap(True)
        for part in (self.alert, question, card, self.note, other):
            self.column.addWidget(part)
        self.column.addStretch(1)

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
            self._look_for_alike(opened.visit.id)

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
                lambda: rooming.confirm_identity(clinic, visit_id, ticked), self.finished.emit
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits tick, arrows move."""
        boxes = [row.box for row in self._shown()]
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
            super().keyPressEvent(event)

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

    def _look_for_alike(self, visit_id: str) -> None:
        clinic = self.desk.clinic
        tasks.run(
            lambda: today.board(clinic),
            lambda board: self._show_alike(board, visit_id),
            self._no_board,
            parent=self,
        )

    def _show_alike(self, board: Board, visit_id: str) -> None:
        if self.desk.visit_id == visit_id:
            alike = any(row.alike for row in board.rows if row.visit.id == visit_id)
            self.alert.setVisible(alike)

    def _no_board(self, error: MaError) -> None:
        self.desk.fail(error)
