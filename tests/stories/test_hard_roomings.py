"""Roomings that do not go straight, told in keys through the real window.

A check that runs out, a value that can not be, a correction after the fact, a colleague who types
into the same visit: what the screens, the papers and the exports say then.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.rooming import Draft, DraftField
from ma_desktop.services import clinic_settings, rooming, schedule, summaries, trends
from ma_desktop.services.clinic import Clinic, add_user
from ma_desktop.services.exports import ExportKind, export_patient
from ma_desktop.ui.rooming.reason import ReasonStep
from ma_desktop.ui.rooming.record_dialog import RecordDialog
from ma_desktop.ui.rooming.stands_dialog import StandsDialog
from ma_desktop.ui.rooming.vitals import VitalsStep
from ma_desktop.ui.stage import settle
from ma_desktop.ui.trends.screen import TrendsScreen
from tests.clinics import PASSPHRASE, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.house import ALT, CONTROL, House
from tests.ui.rooming_desk import record
from tests.ui.rooming_house import screen, vitals

SHIFT = Qt.KeyboardModifier.ShiftModifier


def at_vitals(house: House, visit_id: str, focus: str = "bp") -> VitalsStep:
    house.open(visit_id)
    screen(house).go("vitals", focus)
    settle()
    return vitals(house)


def test_an_identity_check_runs_out_while_the_visit_is_open(
    house: House, visit_id: str, clock: FixedClock
) -> None:
    clinic_settings.change(house.clinic, replace(ClinicSettings(), identity_minutes=30))
    step = at_vitals(house, visit_id)
    assert house.window.banner.identity.value.text() == "name + DOB 8:30"
    assert not step.unchecked.isVisible()
    house.type("128/8")
    clock.advance(minutes=30)
    house.window.timers.tick()
    settle()
    assert house.window.banner.identity.value.text() == "Not checked yet"
    assert step.unchecked.isVisible()
    assert house.focus is step.form.rows["bp"].edit
    assert step.form.rows["bp"].text == "128/8"
    screen(house).go("identify")
    house.type("12")
    house.main_action()
    assert house.window.banner.identity.value.text() == "name + DOB 9:00"


def test_who_told_in_which_language_and_who_interpreted(house: House, visit_id: str) -> None:
    house.open(visit_id)
    screen(house).go("reason")
    step = screen(house).steps["reason"]
    assert isinstance(step, ReasonStep)
    house.press(Qt.Key.Key_Tab)
    while house.focus is not step.giver:
        house.press(Qt.Key.Key_Tab)
    house.press(Qt.Key.Key_Down)
    house.press(Qt.Key.Key_Tab)
    house.type("Vietnamese")
    house.press(Qt.Key.Key_Tab)
    house.type("T. Le, 4412")
    house.main_action()
    told = rooming.open_visit(house.clinic, visit_id).intake.reason
    assert (told.language, told.interpreter) == ("Vietnamese", "T. Le, 4412")
    assert told.given_by == house.clinic.catalog.phrases.givers[1]
    screen(house).go("handoff")
    settle()
    shown = " ".join(found.text() for found in screen(house).findChildren(QLabel))
    assert "Interpreter T. Le, 4412." in shown


def test_a_grown_adult_who_shrank_is_asked_once(
    house: House, clinic: Clinic, clock: FixedClock, visit_id: str
) -> None:
    record(clinic, visit_id, [("height", "5'6")])
    clock.advance(days=1)
    later = later_visit(clinic, visit_id)
    step = at_vitals(house, later, "height")
    house.enter("5'4")
    row = step.form.rows["height"]
    assert house.focus is row.edit, row.verdict.words
    assert row.verdict.words == "Unusual"
    assert row.message.text().startswith("Height changed much since last time. Is it right?")
    house.press(Qt.Key.Key_Return)
    assert house.focus is not row.edit
    house.main_action()
    (kept,) = rooming.open_visit(clinic, later).today
    assert (kept.reading.text, bool(kept.reading.confirmed)) == ("5'4", True)


def later_visit(clinic: Clinic, visit_id: str) -> str:
    """The same patient again, in another room."""
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    again, _ = schedule.book(clinic, patient_id, visit_type="Follow-up", provider="Dr. Lindqvist")
    schedule.room(clinic, again, "2", 1)
    return again


def test_undo_and_redo_cross_the_steps(house: House, visit_id: str) -> None:
    step = at_vitals(house, visit_id)
    house.enter("128/82")
    screen(house).go("reason")
    house.press(Qt.Key.Key_1, CONTROL)
    reason = screen(house).steps["reason"]
    assert isinstance(reason, ReasonStep)
    typed = reason.text.toPlainText()
    house.press(Qt.Key.Key_Z, CONTROL)
    assert reason.text.toPlainText() == "Yearly check"
    house.press(Qt.Key.Key_Z, CONTROL)
    assert screen(house).step_key == "vitals"
    assert step.form.rows["bp"].text == ""
    house.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    house.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert step.form.rows["bp"].text == "128/82"
    assert reason.text.toPlainText() == typed


def test_a_set_on_standing_is_reached_by_keys_and_tells_the_provider(
    house: House, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic, birth_date=date(1948, 3, 14))
    step = at_vitals(house, visit_id)
    for _key in range(60):
        if house.focus is step.aside.repeat.stand:
            break
        house.press(Qt.Key.Key_Tab)
    house.press(Qt.Key.Key_Space)
    dialog = house.window.findChild(StandsDialog)
    assert dialog is not None
    house.qtbot.waitUntil(dialog.isActiveWindow)
    for values, minutes in ((("130/80", "70"), 0), (("126/80", "74"), 1), (("108/74", "92"), 3)):
        clock.advance(minutes=minutes)
        house.enter(*values)
        settle()
    stands = rooming.open_visit(clinic, visit_id).stands
    assert [clinic.local(item.pressure.taken_at).minute for item in stands] == [30, 31, 34]
    assert rooming.open_visit(clinic, visit_id).must_tell


def test_a_correction_is_followed_by_every_screen_paper_and_export(
    house: House, clinic: Clinic, visit_id: str
) -> None:
    at_vitals(house, visit_id, "hr")
    house.enter("87")
    house.main_action()
    correct(house, "a", "78", "digits swapped")
    seen_everywhere(house, visit_id, "78", "87")
    correct(house, "e", "other patient")
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    assert trends.trend(clinic, patient_id, "hr").counted == ()
    assert "78" not in paper(clinic, visit_id)
    for kind, mark in ((ExportKind.CSV, "entered-in-error"), (ExportKind.HL7, "D")):
        data = export_patient(clinic, patient_id, kind).data.decode("utf-8-sig")
        told = [line for line in data.splitlines() if "8867-4" in line]
        assert told, kind
        assert all(mark in measured(line) for line in told), kind


def correct(house: House, key: str, *texts: str) -> None:
    """Ctrl+R, the last entry, A or E, what is asked for, Escape."""
    house.press(Qt.Key.Key_R, CONTROL)
    settle()
    dialog = next(found for found in house.window.findChildren(RecordDialog) if found.isVisible())
    house.qtbot.waitUntil(lambda: any(row.hasFocus() for row in dialog.rows))
    said = len(house.said)
    house.type(key)
    house.qtbot.waitUntil(lambda: dialog.form is not None)
    house.enter(*texts)
    house.qtbot.waitUntil(lambda: len(house.said) > said)
    settle()
    house.press(Qt.Key.Key_Escape)
    settle()
    house.window.activateWindow()
    house.qtbot.waitUntil(house.window.isActiveWindow)


def measured(text: str) -> list[str]:
    """The values of a table or a message, however they are divided."""
    return text.replace("|", ",").replace('"', "").replace("\r", ",").split(",")


def paper(clinic: Clinic, visit_id: str) -> list[str]:
    """The words of the patient's copy."""
    made = summaries.preview_pdf(clinic, visit_id, summaries.Form())
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split()


def seen_everywhere(house: House, visit_id: str, new: str, old: str) -> None:
    clinic = house.clinic
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    house.press(Qt.Key.Key_6, ALT)
    settle()
    shown = house.window.screen_now
    assert isinstance(shown, TrendsScreen)
    settle()
    table = shown.vitals.table.records
    texts = [shown.vitals.readings.value(row) for row in table.rows if shown.vitals.readings]
    assert any(new in text for text in texts)
    assert new in paper(clinic, visit_id)
    assert old not in paper(clinic, visit_id)
    table_file = export_patient(clinic, patient_id, ExportKind.CSV).data.decode("utf-8-sig")
    message = export_patient(clinic, patient_id, ExportKind.HL7).data.decode()
    bundle = export_patient(clinic, patient_id, ExportKind.FHIR).data.decode()
    for data in (table_file, message):
        assert new in measured(data)
        assert old not in measured(data)
    assert '"amended"' in bundle or '"corrected"' in bundle
    house.press(Qt.Key.Key_2, ALT)
    settle()


def test_two_workstations_type_into_one_visit(
    house: House, clinic: Clinic, place: str, clock: FixedClock, visit_id: str
) -> None:
    add_user(clinic, "nguyen", "T. Nguyen", PASSPHRASE)
    other = open_made(place, clock, "nguyen")
    step = at_vitals(house, visit_id, "hr")
    house.enter("78")
    settle()
    taken = rooming.take_over(other, visit_id)
    theirs = {**taken.fields, "hr": DraftField("87")}
    rooming.save_draft(other, Draft(visit_id, "vitals", "hr", theirs, version=taken.version))
    house.main_action()
    conflict = screen(house).conflict
    house.qtbot.waitUntil(conflict.isVisible)
    assert "Heart rate: here 78, there 87" in conflict.words.text()
    assert rooming.open_visit(clinic, visit_id).today == ()
    assert step.form.rows["hr"].text == "78"
    other.close()
