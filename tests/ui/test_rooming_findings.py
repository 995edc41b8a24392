"""What the provider reads at the hand-off agrees with what was asked, answered and measured."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ma_desktop.domain.intake import Taken
from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import ToldProvider
from ma_desktop.domain.vitals import Reading
from ma_desktop.services import intake, pressure, rooming, schedule, screenings
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.visit_record import visit_record
from ma_desktop.ui.rooming import findings
from ma_desktop.ui.rooming.handoff import HandoffStep
from ma_desktop.ui.rooming.medications import MedicationsStep
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import CONTROL, Hands, open_screen, record

LOW = (1180, 580)


def girl(clinic: Clinic, years: int) -> str:
    born = date(2026 - years, 1, 20)
    return roomed_visit(clinic, Name("Silva", "Beatriz"), born)


def handoff(hands: Hands) -> HandoffStep:
    hands.go("handoff")
    hands.settle()
    step = hands.screen.steps["handoff"]
    assert isinstance(step, HandoffStep)
    return step


def told(step: HandoffStep) -> list[str]:
    return [found.text() for found in step.tell.findChildren(QLabel)]


def test_nobody_takes_nothing_before_it_was_asked(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    opened = rooming.open_visit(clinic, visit_id)
    assert findings.background(opened, {}) == "Allergies not reviewed. Medications not reviewed."
    intake.review_medications(clinic, visit_id, {})
    opened = rooming.open_visit(clinic, visit_id)
    assert findings.background(opened, {}).endswith("Takes no medications.")


def test_a_refused_list_is_not_an_empty_one(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for step in ("allergies", "medications"):
        intake.not_asked(clinic, visit_id, step, "refused")
    opened = rooming.open_visit(clinic, visit_id)
    assert findings.background(opened, {}) == "Allergies not reviewed. Medications not reviewed."


def test_listed_but_not_gone_through_is_said_so(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "1 a day")
    opened = rooming.open_visit(clinic, visit_id)
    words = findings.background(opened, {})
    assert words.endswith("Medications not reviewed; listed: Lisinopril 10 mg (1 a day).")


def test_what_is_taken_differently_is_told_as_it_is_taken(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for name in ("Lisinopril 10 mg", "Metformin 500 mg"):
        intake.add_medication(clinic, visit_id, name, "1 a day")
    first, second = rooming.open_visit(clinic, visit_id).chart.medications
    said = {
        first.id: Taken("different", "every other day"),
        second.id: Taken("not-taking", "upset stomach"),
    }
    intake.review_medications(clinic, visit_id, said)
    opened = rooming.open_visit(clinic, visit_id)
    words = findings.background(opened, findings.reported(opened, {}))
    assert f"Takes {first.name} every other day (listed 1 a day)." in words
    assert f"Does not take {second.name}." in words
    points = findings.to_tell(clinic, opened, findings.reported(opened, {}))
    assert f"{second.name} is not taken: upset stomach" in [point.text for point in points]


def test_when_something_was_last_taken_is_told_of_what_is_taken_as_listed_too(
    qtbot: QtBot, clinic: Clinic
) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "1 a day")
    hands = open_screen(qtbot, clinic, visit_id, LOW)
    hands.go("medications")
    hands.type("1")
    step = hands.screen.steps["medications"]
    assert isinstance(step, MedicationsStep)
    (row,) = step.rows.values()
    assert not row.last.isVisible()
    row.setFocus()
    hands.press(Qt.Key.Key_Tab)
    hands.type("this morning")
    hands.main_action()
    words = findings.background(hands.record(), findings.reported(hands.record(), {}))
    assert words.endswith("Takes Lisinopril 10 mg (1 a day; last this morning).")


def test_a_high_pressure_of_a_child_is_high_everywhere(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, girl(clinic, 7), LOW)
    hands.go("vitals", "bp")
    row = hands.row("bp")
    hands.enter("118/76")
    assert row.verdict.words == "High"
    assert row.usual.text() == "Usual below 106/68"
    hands.go("vitals", "height")
    hands.enter("122cm")
    assert row.verdict.words == "High"
    assert row.usual.text() == "Usual below 107/69"
    hands.main_action()
    assert "118/76 mmHg, stage 1" in told(handoff(hands))


def test_a_pressure_that_was_not_taken_is_neither_high_nor_low(clinic: Clinic) -> None:
    visit_id = girl(clinic, 7)
    opened = rooming.open_visit(clinic, visit_id)
    bp = clinic.catalog.vitals["bp"]
    rooming.record_vitals(clinic, visit_id, [Reading("bp", bp.loinc, "", absent="refused")])
    opened = rooming.open_visit(clinic, visit_id)
    assert findings.to_tell(clinic, opened, {}) == ()


def test_a_pressure_that_is_usual_for_the_height_is_not_called_high(
    qtbot: QtBot, clinic: Clinic
) -> None:
    hands = open_screen(qtbot, clinic, girl(clinic, 4), LOW)
    hands.go("vitals", "height")
    hands.enter("102cm")
    hands.go("vitals", "bp")
    hands.enter("96/54")
    assert hands.row("bp").verdict.words == ""


def test_a_length_is_called_so_and_has_its_percentile(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, birth_date=date(2025, 6, 10))
    opened = rooming.open_visit(clinic, visit_id)
    lying = {"height_method": "length"}
    checked = [
        rooming.check(clinic, opened, "weight", "18lb4oz", {}).reading,
        rooming.check(clinic, opened, "height", "70.1cm", lying).reading,
    ]
    rooming.record_vitals(clinic, visit_id, checked)
    words = findings.measured(clinic, rooming.open_visit(clinic, visit_id))
    assert "Length 70.1 cm, 50th percentile" in words
    assert "Wt 18 lb 4 oz, 5" in words


def test_the_change_of_weight_is_told_with_its_age(clinic: Clinic, clock: FixedClock) -> None:
    before = roomed_visit(clinic)
    record(clinic, before, [("weight", "165.2")])
    patient = rooming.open_visit(clinic, before).visit.patient_id
    clock.advance(days=120)
    later, _ = schedule.book(clinic, patient, visit_type="Follow-up", provider="Dr. Lindqvist")
    schedule.room(clinic, later, "2", 1)
    record(clinic, later, [("weight", "171.4"), ("hr", "70")])
    words = findings.measured(clinic, rooming.open_visit(clinic, later))
    assert "Wt 171.4 lb (+6.2 since Mar)" in words


def test_a_recorded_measure_of_a_child_keeps_its_percentile(qtbot: QtBot, clinic: Clinic) -> None:
    born = clinic.local(clinic.now()).date() - timedelta(days=270)
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, birth_date=born), LOW)
    hands.go("vitals", "weight")
    hands.enter("18lb4oz")
    hands.main_action()
    hands.go("vitals")
    words = hands.row("weight").verdict.words
    assert words.startswith("18 lb 4 oz · 8:30")
    assert "percentile" in words


def test_the_average_speaks_for_its_readings(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for text in ("148/92", "144/90"):
        record(clinic, visit_id, [("bp", text)])
    opened = rooming.open_visit(clinic, visit_id)
    texts = [point.text for point in findings.to_tell(clinic, opened, {})]
    assert texts == ["average 146/91 after 2 readings"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("118/76", []),
        ("104/78", ["pulse pressure 26 mmHg, narrow"]),
        ("104/77", []),
        ("118/58", ["118/58 mmHg, low"]),
        ("119/58", ["119/58 mmHg, low", "pulse pressure 61 mmHg, wide"]),
    ],
)
def test_a_narrow_or_wide_pulse_pressure_is_told(
    clinic: Clinic, text: str, told: list[str]
) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", text)])
    opened = rooming.open_visit(clinic, visit_id)
    assert [point.text for point in findings.to_tell(clinic, opened, {})] == told


def test_a_set_on_standing_is_not_the_blood_pressure_of_the_visit(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "118/76"), ("hr", "70")])
    for number, (bp, pulse) in enumerate((("150/94", "72"), ("142/90", "80"), ("122/82", "96"))):
        pressure.take_stand(clinic, visit_id, number, bp, pulse)
    words = findings.measured(clinic, rooming.open_visit(clinic, visit_id))
    assert "BP 118/76 mmHg · HR 70 bpm · BP normal · MAP 90" in words
    assert (
        "Lying 150/94, heart rate 72 · Sitting 142/90, heart rate 80 · Standing 1 min 122/82"
        in words
    )


def test_an_answer_that_was_told_is_still_told_at_the_hand_off(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    form = clinic.catalog.forms.all["phq9"]
    given = {item.id: "not-at-all" for item in form.items if item.scored}
    given["phq9_9"] = "several-days"
    given |= {item.id: form.choices_of(item)[0].id for item in form.items if not item.scored}
    screenings.raise_alarm(clinic, visit_id, "phq9", {"phq9_9": "several-days"})
    opened = rooming.open_visit(clinic, visit_id)
    (before,) = findings.to_tell(clinic, opened, {})
    assert (before.text, before.state) == ("question 9 “Several days”, not told yet", "critical")
    rooming.tell_provider(clinic, visit_id, ToldProvider("Dr. Lindqvist", True, clinic.now()))
    screenings.finish(clinic, visit_id, "phq9", given)
    opened = rooming.open_visit(clinic, visit_id)
    (after,) = findings.to_tell(clinic, opened, {})
    assert (after.word, after.text) == ("PHQ-9", "question 9 “Several days”, told")


def test_what_was_refused_is_no_good_value(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    bp = clinic.catalog.vitals["bp"]
    rooming.record_vitals(clinic, visit_id, [Reading("bp", bp.loinc, "", absent="refused")])
    hands = open_screen(qtbot, clinic, visit_id, LOW)
    hands.go("vitals")
    assert hands.row("bp").verdict.words == "Refused · 8:30"
    assert hands.row("bp").edit.accessibleDescription().startswith("Refused · 8:30")


def test_what_is_blank_is_said_in_sight(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), LOW)
    step = handoff(hands)
    hands.main_action()
    assert not step.blank.visibleRegion().isEmpty()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_keys_of_the_vital_signs_hold_beside_the_last_field(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), LOW)
    hands.go("vitals")
    hands.screen.foot.main.setFocus()
    hands.press(Qt.Key.Key_M, CONTROL)
    menu = hands.vitals.extras.menu
    assert menu is not None
    assert menu.isVisible()
    menu.close()


def test_the_summary_is_seen_first(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), LOW)
    step = handoff(hands)
    assert not step.report.texts["Situation"].visibleRegion().isEmpty()
    hands.type("Wants a letter")
    hands.settle()
    assert step.note.text() == "Wants a letter"
    assert not step.note.visibleRegion().isEmpty()


def test_what_was_not_asked_is_on_record_with_its_reason(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.not_asked(clinic, visit_id, "allergies", "refused")
    entries = {item.title: item.words for item in visit_record(clinic, visit_id).entries}
    assert entries["Allergies not asked"] == "Refused"
