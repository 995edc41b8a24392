"""What a person empties on purpose stays empty: through a lock, a restart, and the hand-off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ma_desktop.domain.intake import Reason
from ma_desktop.domain.rooming import DraftField
from ma_desktop.domain.staff import Right
from ma_desktop.services import handing_off, intake, rooming, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming.allergies import AllergiesStep
from ma_desktop.ui.rooming.handoff import HandoffStep
from ma_desktop.ui.rooming.medications import MedicationsStep
from ma_desktop.ui.rooming.reason import ReasonStep
from ma_desktop.ui.rooming.step import Step
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import CONTROL, Hands, open_screen

WIDE = (1348, 775)
_LINES = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox)


@dataclass
class Desk:
    """A workstation that can be started anew on the same store."""

    qtbot: QtBot
    place: str
    clock: FixedClock
    hands: Hands

    def restart(self) -> None:
        """Lock, and start again: what is not in the store is gone."""
        where = self.hands.screen.location()
        self.hands.screen.deactivate()
        assert tasks.drain()
        QApplication.processEvents()
        visit_id = self.hands.visit_id
        self.hands.screen.close()
        self.hands.clinic.close()
        self.hands = open_screen(self.qtbot, open_made(self.place, self.clock), visit_id, WIDE)
        self.hands.screen.restore(where)
        self.hands.settle()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> Iterator[Desk]:
    theme.apply(qapp, "light")
    place = make_store(tmp_path)
    clinic = open_made(place, clock)
    visit_id = roomed_visit(clinic)
    told = Reason("Yearly check", "Parent", "T. Le, 4412", "Vietnamese", ("knee pain",))
    intake.record_reason(clinic, visit_id, told)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    intake.review_allergies(clinic, visit_id, none_known=True)
    _note(clinic, visit_id, "Form for work")
    made = Desk(qtbot, place, clock, open_screen(qtbot, clinic, visit_id, WIDE))
    yield made
    tasks.drain()
    QApplication.processEvents()
    made.hands.clinic.close()


def _note(clinic: Clinic, visit_id: str, note: str) -> None:
    with clinic.work(Right.ROOM) as uow:
        intake.record_note(uow, clinic, rooming.demand_visit(uow, visit_id), note)


def shown(step: Step) -> dict[str, str]:
    """What every input of a step shows, by its accessible name."""
    return {
        part.accessibleName(): _value(part)
        for part in step.findChildren(QWidget)
        if isinstance(part, _LINES) and part.accessibleName()
    }


def _value(part: QWidget) -> str:
    if isinstance(part, QPlainTextEdit):
        return part.toPlainText()
    if isinstance(part, QComboBox):
        return part.currentText()
    if isinstance(part, QCheckBox):
        return str(part.isChecked())
    assert isinstance(part, QLineEdit)
    return part.text()


def wipe(hands: Hands) -> None:
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.press(Qt.Key.Key_Delete)


@pytest.mark.parametrize(
    ("step", "field", "typed"),
    [
        ("reason", "reason", ""),
        ("reason", "reason.agenda", ""),
        ("reason", "reason.language", ""),
        ("reason", "reason.interpreter", ""),
        ("allergies", "allergy.substance", "Latex"),
        ("allergies", "allergy.reaction", "hives"),
        ("medications", "medicine.name", "Fish oil"),
        ("medications", "medicine.dosage", "one a day"),
        ("medications", "dose", "every other day"),
        ("medications", "last", "yesterday"),
        ("vitals", "hr", "78"),
        ("vitals", "bp", "128/82"),
        ("handoff", "note", "more"),
    ],
)
def test_an_emptied_text_is_empty_after_a_restart(
    desk: Desk, step: str, field: str, typed: str
) -> None:
    hands = desk.hands
    hands.go(step)
    if field in ("dose", "last"):
        hands.type("3")
        field = next(
            line.field
            for row in medications(hands).rows.values()
            for line in row.lines
            if line.field.endswith(field)
        )
    hands.go(step, field)
    before = hands.focus
    hands.type(typed)
    wipe(hands)
    left = shown(hands.screen.steps[step])
    assert left[before.accessibleName()] == ""
    desk.restart()
    assert shown(desk.hands.screen.steps[step]) == left
    assert desk.hands.screen.step_key == step
    assert desk.hands.focus.accessibleName() == before.accessibleName()


def medications(hands: Hands) -> MedicationsStep:
    step = hands.screen.steps["medications"]
    assert isinstance(step, MedicationsStep)
    return step


def allergies(hands: Hands) -> AllergiesStep:
    step = hands.screen.steps["allergies"]
    assert isinstance(step, AllergiesStep)
    return step


def reason(hands: Hands) -> ReasonStep:
    step = hands.screen.steps["reason"]
    assert isinstance(step, ReasonStep)
    return step


@pytest.mark.parametrize("ticked", [True, False])
def test_none_known_stays_as_it_was_left(desk: Desk, ticked: bool) -> None:
    hands = desk.hands
    hands.go("allergies", "allergy.none_known")
    hands.press(Qt.Key.Key_Space)
    assert not allergies(hands).none_known.isChecked()
    if ticked:
        hands.press(Qt.Key.Key_Space)
    desk.restart()
    assert allergies(desk.hands).none_known.isChecked() is ticked
    assert desk.hands.focus is allergies(desk.hands).none_known


def test_choices_go_back_to_the_first_one(desk: Desk) -> None:
    hands = desk.hands
    for step, field, keys in (
        ("reason", "reason.given_by", (Qt.Key.Key_Home,)),
        ("allergies", "allergy.severity", (Qt.Key.Key_End, Qt.Key.Key_Home)),
        ("medications", "medicine.source", (Qt.Key.Key_End, Qt.Key.Key_Home)),
    ):
        hands.go(step, field)
        for key in keys:
            hands.press(key)
    left = {key: shown(hands.screen.steps[key]) for key in ("reason", "allergies", "medications")}
    assert left["reason"]["Who gave the history"] == "Patient"
    desk.restart()
    for step, values in left.items():
        desk.hands.go(step)
        assert shown(desk.hands.screen.steps[step]) == values


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_way_that_was_chosen_stays_when_the_usual_one_changes(desk: Desk) -> None:
    hands = desk.hands
    hands.go("vitals", "bp")
    row = hands.row("bp")
    usual = row.aside.text()
    for position in ("standing", "sitting"):
        row.aside.click()
        assert row.menu is not None
        lists = [action.menu() for action in row.menu.actions()]
        choices = [a for found in lists if isinstance(found, QMenu) for a in found.actions()]
        next(a for a in choices if a.text().lower() == position).trigger()
        row.menu.close()
    hands.settle()
    assert row.aside.text() == usual
    other = roomed_visit(hands.clinic, mrn="M-77", number="2")
    opened = rooming.open_visit(hands.clinic, other)
    way = {"site": "left-arm", "position": "standing"}
    found = rooming.check(hands.clinic, opened, "bp", "118/76", way)
    rooming.record_vitals(hands.clinic, other, [found.reading])
    desk.restart()
    assert desk.hands.row("bp").aside.text() == usual


def test_what_is_handed_off_is_the_emptied_text(desk: Desk) -> None:
    hands, visit_id = desk.hands, desk.hands.visit_id
    hands.go("reason")
    wipe(hands)
    desk.restart()
    hands = desk.hands
    opened = hands.record()
    words = [point.words for point in handing_off.blanks(hands.clinic, opened)]
    assert "Reason for visit is blank" in words
    handing_off.leave_out(hands.clinic, visit_id, "refused")
    opened = hands.record()
    assert (opened.visit.reason, opened.intake.exceptions["reason"]) == ("", "refused")
    assert opened.intake.reason.language == "Vietnamese"
    handing_off.hand_off(hands.clinic, visit_id)
    assert hands.record().visit.reason == ""


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_minus_in_an_emptied_reason_empties_the_record(desk: Desk) -> None:
    hands = desk.hands
    hands.go("reason")
    wipe(hands)
    hands.type("-")
    menu = hands.screen.steps["reason"].menu
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_1)
    hands.settle()
    opened = hands.record()
    assert (opened.visit.reason, opened.intake.exceptions) == ("", {"reason": "refused"})


@pytest.mark.parametrize(
    ("step", "field", "words"),
    [
        ("reason", "reason.agenda", "Reason for visit is typed and not recorded"),
        ("allergies", "allergy.substance", "An allergy is typed and not added"),
        ("medications", "medicine.name", "A medication is typed and not added"),
    ],
)
def test_what_is_typed_and_not_recorded_is_not_handed_off_unseen(
    desk: Desk, step: str, field: str, words: str
) -> None:
    hands = desk.hands
    hands.go(step, field)
    hands.type("Penicillin")
    hands.settle()
    points = {p.words: p for p in handing_off.blanks(hands.clinic, hands.record())}
    assert points[words].one_by_one
    assert points[words].step == step


def test_an_answer_changed_after_the_review_is_not_handed_off_unseen(desk: Desk) -> None:
    hands = desk.hands
    hands.go("medications")
    hands.type("1")
    hands.main_action()
    hands.go("medications")
    hands.type("2")
    hands.settle()
    points = [p.words for p in handing_off.blanks(hands.clinic, hands.record())]
    assert "Medications are changed and not recorded" in points
    hands.main_action()
    points = [p.words for p in handing_off.blanks(hands.clinic, hands.record())]
    assert "Medications are changed and not recorded" not in points


def test_what_an_answer_hides_is_not_recorded(desk: Desk) -> None:
    hands = desk.hands
    hands.go("medications")
    hands.type("3")
    (row,) = medications(hands).rows.values()
    hands.go("medications", row.dose.field)
    hands.type("half of it")
    row.setFocus()
    hands.type("1")
    hands.main_action()
    (taken,) = hands.record().intake.taken.values()
    assert (taken.answer, taken.dose) == ("taking", "")


def test_the_note_is_still_there_after_a_hand_off_was_taken_back(desk: Desk) -> None:
    hands, visit_id = desk.hands, desk.hands.visit_id
    handing_off.leave_out(hands.clinic, visit_id, "refused")
    handing_off.hand_off(hands.clinic, visit_id, "Form for work")
    schedule.undo(hands.clinic, visit_id)
    desk.restart()
    desk.hands.go("handoff")
    step = desk.hands.screen.steps["handoff"]
    assert isinstance(step, HandoffStep)
    assert step.note.text() == "Form for work"
    step.note.setFocus()
    wipe(desk.hands)
    assert step.note.text() == ""


def test_undo_of_the_emptying_shows_what_was_booked(desk: Desk) -> None:
    hands = desk.hands
    hands.go("reason")
    wipe(hands)
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert reason(hands).text.toPlainText() == "Yearly check"
    hands.settle()
    assert "reason" not in hands.record().draft.fields
    hands.screen.desk.keeper.stack.redo()
    hands.settle()
    assert hands.record().draft.fields["reason"] == DraftField()
