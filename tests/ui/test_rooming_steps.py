"""The wizard from identity to hand-off, and what every screen owes: names, sizes, plain text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import STEPS
from ma_desktop.domain.visit import VisitState
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import intake, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.allergies import AllergiesStep
from ma_desktop.ui.rooming.handoff import HandoffStep
from ma_desktop.ui.rooming.identify import IdentifyStep
from ma_desktop.ui.rooming.medications import MedicationsStep
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.signals import Signals
from tests.clinics import roomed_visit
from tests.ui.rooming_desk import CONTROL, Hands, open_screen, record

WIDE = (1348, 775)


@pytest.fixture
def visit_id(clinic: Clinic) -> str:
    return roomed_visit(clinic, identified=False)


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic, visit_id: str) -> Hands:
    return open_screen(qtbot, clinic, visit_id, WIDE)


def test_without_a_visit_the_screen_teaches(qtbot: QtBot, clinic: Clinic) -> None:
    screen = RoomingScreen(Context(clinic, Signals(), Workstation()))
    assert list(screen.parts())
    qtbot.addWidget(screen)
    screen.show()
    words = " ".join(found.text() for found in screen.findChildren(QLabel) if found.isVisible())
    assert "Choose a patient on Today and press R and the room number." in words
    screen.activate()
    screen.deactivate()


def test_an_unknown_visit_says_so_and_teaches(qtbot: QtBot, clinic: Clinic, hands: Hands) -> None:
    hands.screen.set_visit("nobody")
    qtbot.waitUntil(lambda: bool(hands.said))
    assert "not known" in hands.said[-1].text
    assert hands.screen.desk.visit is None


def test_identity_needs_two_answers(hands: Hands) -> None:
    step = hands.screen.steps["identify"]
    assert isinstance(step, IdentifyStep)
    assert hands.screen.step_key == "identify"
    assert hands.screen.foot.main.text() == "Confirm identity"
    hands.type("1")
    hands.main_action()
    assert hands.record().identity is None
    assert step.note.text() == "Tick two that the patient said and that agree."
    hands.type("2")
    hands.main_action()
    found = hands.record().identity
    assert found is not None
    assert found.identifiers == ("name", "birth-date")
    assert hands.screen.step_key == "reason"
    assert hands.screen.rail.steps[0].state == "done"
    assert hands.screen.rail.steps[0].detail == "name + DOB 8:30"


def test_identity_by_arrows_and_space(hands: Hands) -> None:
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Space)
    hands.main_action()
    found = hands.record().identity
    assert found is not None
    assert found.identifiers == ("name", "mrn")


def test_a_name_alert_asks_for_a_third_identifier(
    qtbot: QtBot, clinic: Clinic, visit_id: str
) -> None:
    roomed_visit(clinic, Name("Okafor", "Gloria"), number="2")
    hands = open_screen(qtbot, clinic, visit_id, WIDE)
    step = hands.screen.steps["identify"]
    assert isinstance(step, IdentifyStep)
    qtbot.waitUntil(step.alert.isVisible)


def test_the_booked_reason_is_completed(hands: Hands) -> None:
    hands.go("reason")
    hands.type(", tired since May")
    hands.main_action()
    assert hands.record().visit.reason == "Yearly check, tired since May"
    assert hands.screen.step_key == "allergies"


def test_an_empty_reason_is_asked_for_or_skipped(hands: Hands) -> None:
    hands.go("reason")
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.press(Qt.Key.Key_Delete)
    hands.main_action()
    assert hands.screen.step_key == "reason"
    hands.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert hands.screen.step_key == "allergies"
    hands.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert hands.screen.step_key == "reason"


def test_no_known_allergies_is_said_not_assumed(hands: Hands) -> None:
    hands.go("allergies")
    hands.main_action()
    assert "allergies" not in hands.record().done_steps
    hands.press(Qt.Key.Key_Space)
    hands.main_action()
    assert hands.record().chart.no_known_allergies
    assert hands.screen.rail.steps[2].detail == "none known"


def test_a_reported_allergy_is_added_and_reviewed(hands: Hands) -> None:
    hands.go("allergies", "allergy.substance")
    hands.enter("Penicillin", "Hives")
    hands.settle()
    assert [item.substance for item in hands.record().chart.allergies] == ["Penicillin"]
    step = hands.screen.steps["allergies"]
    assert isinstance(step, AllergiesStep)
    assert step.substance.text() == ""
    assert hands.focus is step.substance
    hands.main_action()
    assert "allergies" in hands.record().done_steps
    assert hands.screen.rail.steps[2].detail == "1 reviewed"


def test_what_is_typed_and_not_added_is_not_lost_unseen(hands: Hands) -> None:
    hands.go("allergies", "allergy.substance")
    hands.type("Latex")
    hands.main_action()
    step = hands.screen.steps["allergies"]
    assert isinstance(step, AllergiesStep)
    assert step.note.text().startswith("Something is typed and not added yet.")
    assert "allergies" not in hands.record().done_steps


def test_medications_are_answered_by_keys(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    for name in ("Lisinopril 10 mg", "Metformin 500 mg", "Vitamin D3"):
        intake.add_medication(clinic, visit_id, name)
    hands.screen.desk.reload()
    hands.settle()
    hands.go("medications")
    step = hands.screen.steps["medications"]
    assert isinstance(step, MedicationsStep)
    hands.type("1")
    hands.main_action()
    assert step.note.text().startswith("2 are not answered yet.")
    hands.type("32")
    hands.main_action()
    assert "medications" in hands.record().done_steps
    assert hands.screen.rail.steps[3].detail == "3 reviewed, 2 differ"
    hands.go("handoff")
    handoff = hands.screen.steps["handoff"]
    assert isinstance(handoff, HandoffStep)
    words = " ".join(found.text() for found in handoff.tell.findChildren(QLabel))
    assert "taken differently" in words
    assert "is not taken" in words


def test_all_taken_as_listed_is_one_key(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    for name in ("Lisinopril 10 mg", "Metformin 500 mg"):
        intake.add_medication(clinic, visit_id, name)
    hands.screen.desk.reload()
    hands.settle()
    hands.go("medications")
    hands.type("a")
    hands.main_action()
    assert "medications" in hands.record().done_steps


def test_answers_are_undone_by_keys(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg")
    hands.screen.desk.reload()
    hands.settle()
    hands.go("medications")
    hands.press(Qt.Key.Key_2)
    step = hands.screen.steps["medications"]
    assert isinstance(step, MedicationsStep)
    row = next(iter(step.rows.values()))
    assert row.answer == "not-taking"
    row.setFocus()
    hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert row.answer == ""


def test_the_hand_off_lists_what_is_missing_and_leads_there(hands: Hands) -> None:
    hands.go("handoff")
    assert hands.screen.rail.steps[-1].detail == "22 open points"
    handoff = hands.screen.steps["handoff"]
    assert isinstance(handoff, HandoffStep)
    links = {made.text(): made for made in handoff.missing.findChildren(QAbstractButton)}
    assert "Identity is not checked" in links
    links["Blood pressure is blank and 7 more"].click()
    assert hands.screen.step_key == "vitals"
    assert hands.focus is hands.row("bp").edit


def choose(hands: Hands, menu: QMenu | None, key: Qt.Key) -> None:
    """One choice of an open menu."""
    assert menu is not None
    QTest.keyClick(menu, key)
    hands.settle()
    hands.screen.activateWindow()
    hands.qtbot.waitUntil(hands.screen.isActiveWindow)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_hand_off_waits_for_blanks_and_gives_the_visit_over(
    hands: Hands, clinic: Clinic, visit_id: str
) -> None:
    hands.go("handoff")
    handoff = hands.screen.steps["handoff"]
    assert isinstance(handoff, HandoffStep)
    assert hands.screen.foot.main.text() == "Hand off to Dr. Lindqvist"
    hands.main_action()
    assert hands.record().visit.state is VisitState.ROOMING
    assert handoff.blank.isVisible()
    assert handoff.blank.text().startswith("Identity is not checked, Allergies are not reviewed,")
    hands.type("-")
    choose(hands, handoff.menu, Qt.Key.Key_3)
    assert {point.words for point in handoff.open_points()} == {"Identity is not checked"}
    hands.main_action()
    assert hands.screen.step_key == "identify"
    hands.type("12")
    hands.main_action()
    hands.go("handoff")
    hands.type("Prefers to sit")
    hands.main_action()
    found = rooming.open_visit(clinic, visit_id)
    assert found.visit.state is VisitState.READY
    assert found.draft.version == 0
    assert hands.opened == [(visit_id, "today")]
    notice = hands.said[-1]
    assert notice.text == "Handed off to Dr. Lindqvist."
    assert notice.undo is not None
    notice.undo()
    hands.qtbot.waitUntil(lambda: len(hands.opened) == 2)
    assert rooming.open_visit(clinic, visit_id).visit.state is VisitState.ROOMING


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_what_is_typed_and_not_recorded_is_not_left_out(hands: Hands) -> None:
    hands.go("identify")
    hands.type("12")
    hands.main_action()
    hands.go("vitals", "hr")
    hands.enter("78")
    hands.go("handoff")
    handoff = hands.screen.steps["handoff"]
    hands.type("-")
    choose(hands, handoff.menu, Qt.Key.Key_1)
    hands.main_action()
    assert hands.screen.step_key == "vitals"
    assert hands.focus is hands.row("hr").edit
    assert hands.said[-1].text == "Heart rate is typed and not recorded."
    hands.main_action()
    hands.go("handoff")
    hands.main_action()
    today = hands.today()
    assert (today["hr"].reading.text, today["bp"].reading.absent) == ("78", "refused")
    assert hands.record().visit.state is VisitState.READY


def test_who_was_told_is_one_key_from_every_step(hands: Hands, visit_id: str) -> None:
    record(hands.clinic, visit_id, [("bp", "190/100")])
    hands.screen.desk.reload()
    hands.settle()
    for step in STEPS:
        hands.go(step)
        hands.press(Qt.Key.Key_T, CONTROL)
        shown = hands.screen.step_key
        assert shown == ("handoff" if step == "handoff" else "vitals")
        assert hands.focus.accessibleName() == "Who was told", step


def test_nothing_to_tell_is_said(hands: Hands) -> None:
    hands.go("history")
    hands.press(Qt.Key.Key_T, CONTROL)
    assert hands.screen.step_key == "history"
    assert hands.said[-1].text == "Nothing waits to be told."


def test_a_change_elsewhere_is_shown(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    changes = rooming.confirm_identity(clinic, visit_id, ("name", "birth-date"))
    hands.screen.refresh(changes)
    hands.qtbot.waitUntil(lambda: hands.screen.rail.steps[0].detail != "")
    assert hands.screen.foot.main.text() == "Reason for visit"


def test_every_step_can_be_looked_at_by_the_rail(hands: Hands) -> None:
    for key in STEPS:
        hands.screen.rail.chosen.emit(key)
        assert hands.screen.step_key == key
        current = [step.key for step in hands.screen.rail.steps if step.state == "current"]
        assert current == [key]


def inputs(screen: RoomingScreen) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    return [
        found
        for found in screen.findChildren(QWidget)
        if isinstance(found, kinds)
        and found.isVisible()
        and not isinstance(found.parent(), QComboBox | QScrollBar)
    ]


@pytest.mark.parametrize("step", STEPS)
def test_every_input_has_a_name_and_a_size(
    hands: Hands, clinic: Clinic, visit_id: str, step: str
) -> None:
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg")
    hands.screen.desk.reload()
    hands.settle()
    hands.go(step)
    for found in inputs(hands.screen):
        text = found.text() if isinstance(found, QAbstractButton) else ""
        assert found.accessibleName() or text, found
        assert found.height() >= theme.px(44), (found, text)
    for shown in hands.screen.findChildren(QLabel):
        assert shown.textFormat() is Qt.TextFormat.PlainText, shown.text()


@pytest.mark.parametrize(("size", "percent"), [((1188, 592), 100), ((1290, 740), 150)])
def test_small_windows_and_large_text_scroll_down_only(
    qtbot: QtBot,
    qapp: QApplication,
    clinic: Clinic,
    visit_id: str,
    size: tuple[int, int],
    percent: int,
) -> None:
    theme.apply(qapp, "dark", percent)
    hands = open_screen(qtbot, clinic, visit_id, size)
    for step in STEPS:
        hands.go(step)
        hands.qtbot.wait(20)
        assert hands.screen.width() == size[0]
        across = hands.screen.frame.findChildren(QScrollBar)
        sideways = [bar for bar in across if bar.orientation() is Qt.Orientation.Horizontal]
        assert all(bar.maximum() == 0 for bar in sideways), step
    hands.go("vitals", "pain")
    hands.qtbot.wait(50)
    assert not hands.row("pain").edit.visibleRegion().isEmpty()


def test_the_keys_are_told(hands: Hands) -> None:
    told = dict(hands.screen.keys())
    assert {"Ctrl+Enter", "=", "-", "Ctrl+T"} <= set(told)
