"""Questionnaires by keys: digits, back, refusals, undo, an alarm, and the patient's own view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from ma_desktop.domain.rooming import ToldProvider
from ma_desktop.domain.screening import Status
from ma_desktop.services import rooming, screenings
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.forms_step import FormsStep, ScreeningsStep
from ma_desktop.ui.rooming.patient_view import PatientView
from tests.clinics import PASSPHRASE, roomed_visit
from tests.ui.rooming_desk import CONTROL, ENTER, Hands, open_screen, open_visit

WIDE = (1348, 775)
BACK = Qt.Key.Key_Backspace


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic, visit_id: str) -> Hands:
    return open_screen(qtbot, clinic, visit_id, WIDE)


def step_of(hands: Hands, key: str = "screenings") -> FormsStep:
    step = hands.screen.steps[key]
    assert isinstance(step, FormsStep)
    return step


def ask(hands: Hands, form: str) -> FormsStep:
    hands.go("screenings", f"answer.{form}.")
    return step_of(hands)


def lines(clinic: Clinic, visit_id: str) -> list[str]:
    with clinic.look() as uow:
        return [item.line for item in screenings.of_visit(clinic, uow, visit_id)]


def words(hands: Hands, key: str) -> str:
    rail = {item.key: item for item in hands.screen.rail.steps}
    return rail[key].detail


def test_phq2_opens_phq9_and_all_is_digits(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    step = ask(hands, "phq2")
    before = hands.keys
    hands.type("2")
    assert step.run.position() == "2 of 2"
    hands.type("3")
    assert step.pane.question.text() == "All questions are answered."
    hands.press(ENTER)
    assert step.run.place.form is not None
    assert step.run.place.form.id == "phq9"
    assert step.run.position() == "3 of 9"
    hands.type("1111111")
    assert step.run.position() == "One more question"
    hands.type("2")
    assert lines(clinic, visit_id) == ["PHQ-2 3 of 6, at or above the published cut-off of 3"]
    hands.press(ENTER)
    hands.settle()
    assert hands.keys - before == 12
    assert lines(clinic, visit_id)[1] == "PHQ-9 3 of 27, published as minimal"
    assert "PHQ-2 3 · PHQ-9 3 · GAD-2 due" in words(hands, "screenings")


def test_no_total_is_shown_before_the_end(hands: Hands) -> None:
    step = ask(hands, "gad2")
    hands.type("4")
    shown = " ".join(found.text() for found in step.findChildren(QLabel) if found.isVisible())
    assert "3 of 6" not in shown
    assert "GAD-2 due" in words(hands, "screenings")


def test_item_nine_is_told_at_once(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    screenings.finish(
        clinic, visit_id, "phq2", {"phq2_1": "more-than-half", "phq2_2": "several-days"}
    )
    hands.screen.desk.reload()
    hands.settle()
    step = ask(hands, "phq9")
    hands.type("111111")
    assert step.run.position() == "9 of 9"
    hands.type("2")
    hands.qtbot.waitUntil(lambda: step.panel.isVisible())
    assert "question 9" in step.panel.why.text()
    assert [item.id for item in hands.record().untold_answers]
    hands.settle()
    for _ in range(2):
        hands.press(BACK)
        if step.run.position() == "9 of 9":
            break
    assert step.run.position() == "9 of 9"
    hands.type("1")
    hands.settle()
    assert step.panel.isVisible(), "another answer does not close it"
    told = ToldProvider("Dr. Lindqvist", read_back=True, at=clinic.now())
    hands.screen.refresh(rooming.tell_provider(clinic, visit_id, told))
    hands.qtbot.waitUntil(lambda: not step.panel.isVisible())


def test_backspace_undo_and_why_not(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    step = ask(hands, "auditc")
    hands.type("3")
    hands.press(BACK)
    assert step.run.position() == "1 of 3"
    assert step.run.chosen() == "2-4-month"
    hands.press(ENTER)
    assert step.run.position() == "2 of 3"
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert step.run.chosen() == ""
    assert step.run.position() == "1 of 3"
    hands.type("-")
    assert step.pane.question.text() == "Why is it not answered?"
    hands.press(BACK)
    assert step.run.position() == "1 of 3"
    hands.type("-1")
    hands.settle()
    assert lines(clinic, visit_id) == ["AUDIT-C: refused"]
    assert "AUDIT-C refused" in words(hands, "screenings")


def test_answers_are_there_again_at_the_same_question(
    qtbot: QtBot, hands: Hands, clinic: Clinic, visit_id: str
) -> None:
    ask(hands, "gad2")
    hands.type("2")
    hands.screen.deactivate()
    hands.settle()
    other = open_screen(qtbot, clinic, visit_id, WIDE)
    assert other.screen.step_key == "screenings"
    run = step_of(other).run
    assert run.place.form is not None
    assert (run.place.form.id, run.position()) == ("gad2", "2 of 2")


def test_the_social_history_records_itself(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    hands.go("history")
    hands.type("443" + "2" + "4" + "3")
    hands.settle()
    hands.qtbot.waitUntil(lambda: len(lines(clinic, visit_id)) == 5)
    assert lines(clinic, visit_id)[-1] == "Pregnancy: not pregnant"
    assert "history" in hands.record().done_steps
    hands.main_action()
    assert hands.screen.step_key == "vitals"


def test_what_is_due_is_asked_for_or_skipped(hands: Hands) -> None:
    hands.go("screenings")
    hands.main_action()
    step = step_of(hands)
    assert step.note.text().startswith("Smoking, PHQ-2, GAD-2, AUDIT-C")
    hands.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert hands.screen.step_key == "handoff"


def test_another_visit_begins_anew(hands: Hands, clinic: Clinic) -> None:
    ask(hands, "phq2")
    hands.type("4")
    hands.settle()
    open_visit(hands, roomed_visit(clinic, number="2", mrn="M-77"))
    hands.go("screenings", "answer.phq2.")
    assert step_of(hands).run.position() == "1 of 2"


# The patient's own view.


@pytest.fixture
def view(hands: Hands) -> Iterator[PatientView]:
    hands.go("screenings")
    step = step_of(hands)
    assert isinstance(step, ScreeningsStep)
    step.hand.click()
    found = step.view
    assert found is not None
    hands.qtbot.waitUntil(found.isActiveWindow)
    yield found
    if shiboken6.isValid(found):
        found.hide()


def test_the_patient_answers_by_digits_and_sees_no_name(
    hands: Hands, view: PatientView, clinic: Clinic, visit_id: str
) -> None:
    shown = " ".join(found.text() for found in view.findChildren(QLabel) if found.isVisible())
    assert "Okafor" not in shown
    assert "PHQ" not in shown.replace("PHQ family", "")
    assert view.size() == view.screen().size()
    hands.type("11")
    hands.press(ENTER)
    hands.settle()
    with clinic.look() as uow:
        (found,) = uow.responses.of_visit(visit_id)
    assert (found.form, found.total, found.by_patient) == ("phq2", 0, True)


def test_nothing_but_the_passphrase_leads_back(hands: Hands, view: PatientView) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for key, modifier in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, alt),
        (Qt.Key.Key_Left, alt),
        (Qt.Key.Key_F4, alt),
        (Qt.Key.Key_K, CONTROL),
        (Qt.Key.Key_L, CONTROL),
        (Qt.Key.Key_T, CONTROL),
        (ENTER, CONTROL),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(view, key, modifier)
        QTest.keyClick(QApplication.focusWidget() or view, key, modifier)
    event = QCloseEvent()
    view.reject()
    view.closeEvent(event)
    assert view.isVisible()
    assert hands.screen.step_key == "screenings"
    assert QApplication.activeModalWidget() is view
    view.staff.click()
    QTest.keyClicks(view.secret, "not the passphrase")
    QTest.keyClick(view.secret, ENTER)
    hands.qtbot.waitUntil(lambda: bool(view.field.note.text()), timeout=20000)
    assert view.isVisible()
    assert view.secret.text() == ""
    QTest.keyClick(view.secret, Qt.Key.Key_Escape)
    assert view.isVisible()
    step = step_of(hands)
    assert isinstance(step, ScreeningsStep)
    QTest.keyClicks(view.secret, PASSPHRASE)
    QTest.keyClick(view.secret, ENTER)
    hands.qtbot.waitUntil(lambda: step.view is None, timeout=20000)
    assert not step.run.by_patient
    assert step.run.place.form is not None


def test_a_patient_may_skip_and_is_thanked(
    hands: Hands, view: PatientView, clinic: Clinic, visit_id: str
) -> None:
    for _ in range(8):
        if view.pane.run.place.form is None:
            break
        hands.type("-1")
        hands.settle()
    assert view.pane.question.text().startswith("Thank you.")
    with clinic.look() as uow:
        states = {row.status for row in uow.responses.of_visit(visit_id)}
    assert states == {Status.NOT_DONE}


@pytest.mark.parametrize(("name", "percent"), [("light", 200), ("contrast", 100)])
def test_large_text_needs_no_scrolling_sideways(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic, visit_id: str, name: str, percent: int
) -> None:
    theme.apply(qapp, name, percent)
    hands = open_screen(qtbot, clinic, visit_id, (1188, 592))
    step = ask(hands, "phq2")
    hands.qtbot.wait(20)
    assert all(made.height() >= theme.px(44) for made in step.pane.buttons)
    assert step.pane.width() <= hands.screen.width()


def test_the_way_back_of_large_text_fits_the_screen(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic, visit_id: str
) -> None:
    theme.apply(qapp, "light", 200)
    hands = open_screen(qtbot, clinic, visit_id, (1188, 592))
    step = ask(hands, "phq2")
    assert isinstance(step, ScreeningsStep)
    step.give()
    view = step.view
    assert view is not None
    view.showNormal()
    view.resize(1280, 720)
    view.staff.click()
    view.field.set_error("The passphrase is not right. Type it again, or lock the screen.")
    hands.settle()
    assert (view.width(), view.height()) == (1280, 720)
    area = view.findChild(QScrollArea)
    assert area is not None
    assert area.horizontalScrollBar().maximum() == 0
    for part in (view.secret, view.enter, view.cancel, view.field.note):
        assert view.rect().contains(QRect(part.mapTo(view, QPoint()), part.size()))
    note = view.field.note
    assert note.height() >= note.heightForWidth(note.width())
    view.hide()
    theme.apply(qapp, "light")


def test_a_form_whose_first_answers_are_carried_over_is_not_begun(hands: Hands) -> None:
    step = ask(hands, "phq2")
    hands.type("11")
    hands.press(ENTER)
    hands.settle()
    shown = {item.form.id: step._state(item)[0] for item in step.run.listed()}
    assert (shown["phq2"], shown["phq9"]) == ("0 of 6", "Not due")


def test_nothing_due_is_not_called_answered(qtbot: QtBot, clinic: Clinic) -> None:
    born = clinic.local(clinic.now()).date() - timedelta(days=200)
    child = open_screen(qtbot, clinic, roomed_visit(clinic, birth_date=born), WIDE)
    child.go("screenings")
    step = step_of(child)
    assert step.pane.question.text() == "Nothing is due."
    assert not step.list.isVisible()


def test_an_alarm_that_is_out_of_sight_is_said_over_the_window(
    qtbot: QtBot, clinic: Clinic, visit_id: str
) -> None:
    hands = open_screen(qtbot, clinic, visit_id, (620, 420))
    screenings.finish(
        clinic, visit_id, "phq2", {"phq2_1": "more-than-half", "phq2_2": "several-days"}
    )
    hands.screen.desk.reload()
    hands.settle()
    ask(hands, "phq9")
    hands.type("1111112")
    hands.qtbot.waitUntil(lambda: bool(hands.said))
    assert hands.said[-1].kind == "critical"
    assert hands.said[-1].text.startswith("PHQ-9, question 9: tell the provider now")
    assert len(hands.said) == 1
