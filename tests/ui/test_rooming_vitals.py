"""The vital signs step, by keys on a real clinic: typed, asked, refused, undone, recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.visit import VisitState
from ma_desktop.services import handing_off, rooming, schedule
from ma_desktop.services.clinic import Clinic
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import CONTROL, ENTER, SHIFT, Hands, open_screen, record

FULL_SET = ("128/82", "72", "16", "98.6", "98", "165", "5'7")
MOST_KEYS = 29
WIDE = (1348, 775)


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic) -> Hands:
    """The vital signs step of a new patient, the cursor in the first field."""
    found = open_screen(qtbot, clinic, roomed_visit(clinic), WIDE)
    found.go("vitals")
    found.keys = 0
    return found


@pytest.fixture
def later(qtbot: QtBot, clinic: Clinic, clock: FixedClock) -> Hands:
    """The same step for somebody who was here four months ago."""
    first = roomed_visit(clinic)
    record(clinic, first, [("bp", "134/84"), ("weight", "165.2"), ("height", "5'6")])
    handed_off(clinic, first)
    for state in (VisitState.WITH_PROVIDER, VisitState.CHECKOUT, VisitState.DONE):
        schedule.move(clinic, first, state, rooming.open_visit(clinic, first).visit.version)
    patient = rooming.open_visit(clinic, first).visit.patient_id
    clock.advance(days=120)
    again, _ = schedule.book(clinic, patient, visit_type="Follow-up", provider="Dr. Lindqvist")
    schedule.room(clinic, again, "2", 1)
    found = open_screen(qtbot, clinic, again, WIDE)
    found.go("vitals")
    return found


def test_rows_that_stay_go_by_what_the_clinic_changed_meanwhile(hands: Hands) -> None:
    form = hands.vitals.form
    rows = list(form.rows.values())
    changed = [replace(row.vital, hint="as changed") for row in rows]
    form.build(changed)
    assert list(form.rows.values()) == rows
    assert [row.vital for row in rows] == changed


def test_a_full_set_of_vital_signs_costs_29_keys_and_no_mouse(hands: Hands) -> None:
    assert hands.focus is hands.row("bp").edit
    hands.enter(*FULL_SET)
    assert hands.keys <= MOST_KEYS
    hands.main_action()
    today = hands.today()
    assert {key: item.reading.text for key, item in today.items()} == dict(
        zip(("bp", "hr", "rr", "temp", "spo2", "weight", "height"), FULL_SET, strict=True)
    )
    assert hands.screen.step_key == "screenings"


def test_enter_goes_from_the_last_field_to_the_main_action(hands: Hands) -> None:
    hands.go("vitals", "pain")
    hands.enter("0")
    assert hands.focus is hands.screen.foot.main
    hands.press(ENTER)
    hands.settle()
    assert "pain" in hands.today()


def test_arrows_move_between_fields(hands: Hands) -> None:
    hands.press(Qt.Key.Key_Down)
    assert hands.focus is hands.row("hr").edit
    hands.press(Qt.Key.Key_Up)
    assert hands.focus is hands.row("bp").edit


def test_what_is_recorded_is_not_recorded_twice(hands: Hands) -> None:
    hands.enter("128/82")
    hands.main_action()
    hands.go("vitals", "bp")
    assert hands.row("bp").text == ""
    assert hands.row("bp").verdict.words.startswith("128/82 · ")
    assert hands.screen.foot.main.text() == "Screenings"
    hands.main_action()
    assert len(hands.record().today) == 1
    hands.go("vitals", "bp")
    hands.enter("124/80")
    hands.main_action()
    assert [item.reading.text for item in hands.record().today] == ["128/82", "124/80"]


def test_an_unusual_value_asks_once_and_is_recorded_as_confirmed(hands: Hands) -> None:
    hands.go("vitals", "hr")
    hands.enter("190")
    row = hands.row("hr")
    assert hands.focus is row.edit
    assert row.verdict.words == "Unusual"
    assert "Enter again" in row.message.text()
    hands.press(ENTER)
    assert hands.focus is hands.row("rr").edit
    assert "confirmed" in row.verdict.words.lower()
    hands.main_action()
    assert "unusual" in hands.today()["hr"].reading.confirmed


def test_a_changed_value_asks_anew(hands: Hands) -> None:
    hands.go("vitals", "hr")
    hands.enter("190")
    hands.press(ENTER)
    hands.go("vitals", "hr")
    hands.press(Qt.Key.Key_Backspace)
    hands.enter("5")
    assert hands.row("hr").verdict.words == "Unusual"
    assert hands.focus is hands.row("hr").edit


def test_the_main_action_stops_at_a_question(hands: Hands) -> None:
    hands.enter("128/82")
    hands.type("190")
    hands.main_action()
    assert hands.today() == {}
    assert hands.focus is hands.row("hr").edit
    assert hands.row("hr").verdict.words == "Unusual"
    hands.press(ENTER)
    hands.main_action()
    assert set(hands.today()) == {"bp", "hr"}


def test_an_impossible_value_is_refused_at_the_field(hands: Hands) -> None:
    hands.go("vitals", "temp")
    hands.enter("37")
    row = hands.row("temp")
    assert hands.focus is row.edit
    assert row.verdict.words == "Not possible"
    assert "Did you mean 37c? Press = to accept." in row.message.text()
    hands.main_action()
    assert hands.today() == {}
    hands.type("=")
    assert row.text == "37c"
    assert hands.focus is hands.row("spo2").edit
    hands.main_action()
    assert hands.today()["temp"].reading.measures[0].typed_unit == "Cel"


def test_equals_sign_never_reaches_a_field(hands: Hands) -> None:
    hands.type("1=2")
    assert hands.row("bp").text == "12"


def test_a_slip_of_the_unit_is_found_by_the_last_value(later: Hands) -> None:
    later.go("vitals", "weight")
    later.enter("75")
    assert "= for 75kg" in later.row("weight").message.text()
    later.type("=")
    assert later.row("weight").text == "75kg"
    assert later.focus is later.row("height").edit


def test_earlier_values_stand_beside_and_never_in_the_field(later: Hands) -> None:
    for row in later.vitals.form.rows.values():
        assert row.text == ""
        assert row.edit.placeholderText() == ""
    assert later.row("weight").last.text().startswith("Last 165.2 lb · ")
    assert "Last 165.2 lb" in later.row("weight").edit.accessibleDescription()
    later.go("vitals", "weight")
    later.enter("171.4")
    assert later.row("weight").last.text().endswith("(+6.2)")
    assert later.screen.foot.main.text() == "Record vital signs"


def pills(hands: Hands) -> list[str]:
    return [pill.accessibleName() for pill in hands.vitals.pills.widgets()]


def test_bmi_names_the_earlier_height_and_is_not_stored(later: Hands) -> None:
    later.enter("128/82")
    later.go("vitals", "weight")
    later.enter("171.4")
    assert pills(later) == [
        "BP stage 1",
        "MAP 97 · pulse pressure 46",
        "BMI 27.7 · overweight (last height)",
        "BSA 1.90 m² (last height)",
    ]
    later.enter("168cm")
    assert pills(later)[2] == "BMI 27.5 · overweight"
    later.main_action()
    assert set(later.today()) == {"bp", "weight", "height"}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_minus_asks_why_a_value_was_not_taken(hands: Hands) -> None:
    hands.go("vitals", "weight")
    hands.type("-")
    menu = hands.row("weight").menu
    assert menu is not None
    assert menu.actions()[0].text() == "&1   Refused"
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert hands.row("weight").edit.placeholderText() == "Not taken"
    assert hands.row("weight").verdict.words == "Unable"
    assert hands.focus is hands.row("height").edit
    hands.main_action()
    assert hands.today()["weight"].reading.absent == "unable"


def test_a_reason_gives_way_to_a_value_or_to_backspace(hands: Hands) -> None:
    row = hands.row("weight")
    row.absence_chosen.emit("refused")
    hands.go("vitals", "weight")
    hands.press(Qt.Key.Key_Backspace)
    assert row.edit.placeholderText() == ""
    assert hands.screen.desk.keeper.field("weight").absent == ""
    row.absence_chosen.emit("refused")
    hands.go("vitals", "weight")
    hands.enter("165")
    hands.main_action()
    assert hands.today()["weight"].reading.absent == ""


def test_how_a_value_is_taken_needs_no_key_and_can_be_changed(hands: Hands) -> None:
    assert hands.row("temp").aside.text() == "Oral"
    hands.go("vitals", "temp")
    hands.enter("98.6")
    hands.main_action()
    assert hands.today()["temp"].reading.qualifiers == {"temp_site": "oral"}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_how_it_was_taken(hands: Hands) -> None:
    aside = hands.row("temp").aside
    aside.setFocus()
    hands.press(Qt.Key.Key_Space)
    menu = hands.row("temp").menu
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Ear").trigger()
    menu.close()
    assert aside.text() == "Ear"
    assert hands.focus is hands.row("temp").edit
    hands.enter("98.6")
    hands.main_action()
    assert hands.today()["temp"].reading.qualifiers == {"temp_site": "tympanic"}


def test_an_alarming_value_asks_to_tell_and_blocks_the_hand_off_until_told(hands: Hands) -> None:
    hands.enter("188/112")
    panel = hands.vitals.aside.tell
    assert panel.isVisible()
    assert "180 or more" in panel.why.text()
    assert panel.provider.text() == "Dr. Lindqvist"
    assert not panel.now.isEnabled()
    hands.main_action()
    assert hands.record().untold == ("bp",)
    hands.go("handoff")
    hands.main_action()
    assert hands.record().visit.state is VisitState.ROOMING
    assert "Tell the provider first" in hands.said[-1].text
    hands.press(ENTER)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    assert hands.record().untold == ()
    handing_off.leave_out(hands.clinic, hands.visit_id, "not-indicated")
    hands.screen.desk.reload()
    hands.settle()
    hands.main_action()
    assert hands.record().visit.state is VisitState.READY


def test_a_provider_told_before_recording_is_recorded_with_the_value(hands: Hands) -> None:
    hands.enter("188/112")
    hands.press(Qt.Key.Key_T, CONTROL)
    panel = hands.vitals.aside.tell
    assert hands.focus is panel.provider
    panel.read_back.setChecked(True)
    panel.now.click()
    assert panel.head.text().startswith("Dr. Lindqvist told 8:30")
    hands.main_action()
    assert hands.record().untold == ()


def test_another_alarming_value_has_to_be_told_anew(hands: Hands) -> None:
    hands.enter("188/112")
    panel = hands.vitals.aside.tell
    panel.read_back.setChecked(True)
    panel.now.click()
    hands.go("vitals", "spo2")
    hands.enter("88")
    assert panel.head.text() == "Tell the provider"
    assert not panel.read_back.isChecked()
    hands.main_action()
    assert set(hands.record().untold) == {"bp", "spo2"}


def test_undo_and_redo_in_the_draft(hands: Hands) -> None:
    hands.enter("128/82")
    hands.type("72")
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert hands.row("hr").text == ""
    hands.press(Qt.Key.Key_Z, CONTROL)
    assert hands.row("bp").text == ""
    assert hands.focus is hands.row("bp").edit
    hands.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert hands.row("bp").text == "128/82"
    hands.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert hands.row("hr").text == "72"


def test_a_record_is_not_undone_by_keys(hands: Hands) -> None:
    hands.enter("128/82")
    hands.main_action()
    assert not hands.screen.desk.keeper.stack.canUndo()


def test_the_history_shows_what_is_typed_beside_what_was(later: Hands) -> None:
    history = later.vitals.aside.history
    assert history.span.text() == "1 reading"
    later.enter("128/82")
    assert history.span.text() == "last 4 months, 2 readings"
    assert history.trend.accessibleName().endswith("the newest 128 over 82")
    later.main_action()
    later.go("vitals")
    assert history.span.text() == "last 4 months, 2 readings"


def test_identity_is_a_hint_and_no_lock(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, identified=False), WIDE)
    hands.go("vitals")
    assert hands.vitals.unchecked.isVisible()
    hands.enter("128/82")
    hands.main_action()
    assert "bp" in hands.today()


def test_time_passes_on_the_record_not_in_the_draft(hands: Hands, clock: FixedClock) -> None:
    hands.enter("128/82")
    hands.settle()
    clock.advance(minutes=5)
    hands.main_action()
    assert hands.today()["bp"].taken_at == clock.now()
    assert clock.now() - hands.record().visit.state_since == timedelta(minutes=5)


def test_a_text_that_ends_as_it_began_is_judged_anew(hands: Hands) -> None:
    hands.go("vitals", "bp")
    row = hands.row("bp")
    for text, words in (("82/128", "Not possible"), ("148/92", "High")):
        row.edit.setFocus()
        row.edit.selectAll()
        hands.enter(text)
        row.edit.setFocus()
        row.edit.deselect()
        hands.type("7")
        assert row.verdict.words == ""
        hands.press(Qt.Key.Key_Backspace)
        hands.press(Qt.Key.Key_Tab)
        assert row.verdict.words == words
