"""Amend and entered in error: the old entry stays, and everything that reads follows."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from ma_desktop.domain.correction import Entry
from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.rooming import ToldProvider
from ma_desktop.domain.vital_parse import InvalidReading, parse
from ma_desktop.domain.vitals import Reading, shown_with_unit
from ma_desktop.services import corrections, intake, rooming, specimens, summaries, trends
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.exports import ExportKind, export_patient
from ma_desktop.services.visit_record import visit_record
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import record


def entries(clinic: Clinic, visit_id: str, kind: str) -> list[Entry]:
    return [entry for entry in visit_record(clinic, visit_id).entries if entry.kind == kind]


def test_an_amended_reading_is_followed_everywhere(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("hr", "87")])
    old = entries(clinic, visit_id, "observation")[0]
    clock.advance(minutes=4)
    corrections.amend(clinic, visit_id, "observation", old.id, {"value": "78"}, "digits swapped")
    opened = rooming.open_visit(clinic, visit_id)
    vital = clinic.catalog.vitals["hr"]
    assert [shown_with_unit(vital, item.reading) for item in opened.today] == ["78 bpm"]
    assert opened.today[0].taken_at == old.at
    assert [line.number for line in summaries.summary(clinic, visit_id).lines] == ["78"]
    counted = trends.trend(clinic, opened.visit.patient_id, "hr").counted
    assert [item.text for item in counted] == ["78"]
    kept = entries(clinic, visit_id, "observation")
    assert [(entry.words, bool(entry.correction)) for entry in kept] == [
        ("87 bpm", True),
        ("78 bpm", False),
    ]
    made = kept[0].correction
    assert made is not None
    assert (made.words, made.reason, made.by) == ("Amended", "digits swapped", "J. Rivera, CMA")


def test_a_reading_in_error_counts_nowhere_and_asks_nobody_to_be_told(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "186/112")])
    assert rooming.open_visit(clinic, visit_id).untold == ("bp",)
    old = entries(clinic, visit_id, "observation")[0]
    corrections.entered_in_error(clinic, visit_id, "observation", old.id, "other patient")
    opened = rooming.open_visit(clinic, visit_id)
    assert (opened.today, opened.untold) == ((), ())
    assert entries(clinic, visit_id, "observation")[0].correction is not None


def test_an_amended_value_that_alarms_has_to_be_told(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "109/70")])
    old = entries(clinic, visit_id, "observation")[0]
    corrections.amend(clinic, visit_id, "observation", old.id, {"value": "190/70"}, "misread")
    assert rooming.open_visit(clinic, visit_id).untold == ("bp",)


def test_an_impossible_amendment_is_refused_and_an_unlikely_one_asks(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("hr", "87")])
    old = entries(clinic, visit_id, "observation")[0]
    with pytest.raises(InvalidReading):
        corrections.amend(clinic, visit_id, "observation", old.id, {"value": "900"}, "typo")
    with pytest.raises(InvalidReading):
        corrections.amend(clinic, visit_id, "observation", old.id, {"value": "195"}, "typo")
    corrections.amend(
        clinic, visit_id, "observation", old.id, {"value": "195"}, "typo", confirmed=True
    )
    assert rooming.open_visit(clinic, visit_id).today[0].reading.text == "195"


def test_a_reason_is_needed_and_nothing_is_corrected_twice(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("hr", "87")])
    old = entries(clinic, visit_id, "observation")[0]
    with pytest.raises(Refused):
        corrections.entered_in_error(clinic, visit_id, "observation", old.id, "  ")
    assert len(rooming.open_visit(clinic, visit_id).today) == 1
    corrections.entered_in_error(clinic, visit_id, "observation", old.id, "other patient")
    with pytest.raises(Conflict):
        corrections.amend(clinic, visit_id, "observation", old.id, {"value": "80"}, "again")


def test_allergies_and_medications_leave_the_lists(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_allergy(clinic, visit_id, "Penicillin", "Rash", "mild")
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    allergy = entries(clinic, visit_id, "allergy")[0]
    medicine = entries(clinic, visit_id, "medication")[0]
    parts = {"substance": "Penicillin V", "reaction": "Anaphylaxis", "severity": "severe"}
    corrections.amend(clinic, visit_id, "allergy", allergy.id, parts, "asked again")
    corrections.entered_in_error(clinic, visit_id, "medication", medicine.id, "sister's")
    chart = rooming.open_visit(clinic, visit_id).chart
    assert [item.reaction for item in chart.allergies] == ["Anaphylaxis"]
    assert chart.medications == ()
    assert len(entries(clinic, visit_id, "allergy")) == 2


def test_an_identity_check_in_error_shuts_the_gate(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    specimens.demand_identity(clinic, visit_id)
    check = entries(clinic, visit_id, "identity")[0]
    corrections.entered_in_error(clinic, visit_id, "identity", check.id, "asked the brother")
    assert rooming.open_visit(clinic, visit_id).identity is None
    with pytest.raises(Refused):
        specimens.demand_identity(clinic, visit_id)


def test_reason_and_note_fall_back_or_change(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.record_reason(clinic, visit_id, "Cough since Monday")
    intake.record_reason(clinic, visit_id, "Chest pain")
    newest = entries(clinic, visit_id, "reason")[-1]
    corrections.entered_in_error(clinic, visit_id, "reason", newest.id, "other patient")
    assert rooming.open_visit(clinic, visit_id).visit.reason == "Cough since Monday"
    left = next(e for e in entries(clinic, visit_id, "reason") if not e.correction)
    corrections.amend(
        clinic, visit_id, "reason", left.id, {"text": "Cough since Sunday"}, "asked again"
    )
    assert rooming.open_visit(clinic, visit_id).visit.reason == "Cough since Sunday"
    handed_off(clinic, visit_id, "Wants a note for work")
    note = entries(clinic, visit_id, "note")[0]
    corrections.amend(clinic, visit_id, "note", note.id, {"text": "No note needed"}, "changed")
    opened = rooming.open_visit(clinic, visit_id)
    assert opened.note == "No note needed"
    assert opened.visit.reason == "Cough since Sunday"


def test_a_wrong_telling_opens_the_loop_again(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "186/112")])
    rooming.tell_provider(clinic, visit_id, ToldProvider("Dr. Lindqvist", True, clinic.now()))
    told = entries(clinic, visit_id, "told")[0]
    corrections.entered_in_error(clinic, visit_id, "told", told.id, "it was another patient")
    assert rooming.open_visit(clinic, visit_id).untold == ("bp",)


def test_what_comes_after_the_hand_off_says_so(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("hr", "78")])
    clock.advance(minutes=1)
    handed_off(clinic, visit_id)
    clock.advance(minutes=1)
    record(clinic, visit_id, [("temp", "98.6")])
    late = [e.title for e in entries(clinic, visit_id, "observation") if e.late]
    assert late == ["Temperature"]


def test_another_visits_entry_is_out_of_reach(clinic: Clinic) -> None:
    mine, other = roomed_visit(clinic), roomed_visit(clinic, mrn="M-2", number="2")
    record(clinic, other, [("hr", "78")])
    theirs = entries(clinic, other, "observation")[0]
    with pytest.raises(Refused):
        corrections.entered_in_error(clinic, mine, "observation", theirs.id, "wrong one")


def test_paper_and_exports_follow_every_correction(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.record_reason(clinic, visit_id, "Chest pain")
    intake.add_allergy(clinic, visit_id, "Penicillin", "Rash", "mild")
    intake.add_allergy(clinic, visit_id, "Latex", "Rash")
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    record(clinic, visit_id, [("hr", "87"), ("bp", "186/112")])
    rooming.tell_provider(clinic, visit_id, ToldProvider("Dr. Lindqvist", True, clinic.now()))
    amended = {
        "allergy": {"substance": "Penicillin V", "reaction": "Anaphylaxis", "severity": "severe"},
        "reason": {"text": "Cough"},
    }
    for kind in ("allergy", "medication", "identity", "told", "reason", "observation"):
        old = entries(clinic, visit_id, kind)[-1 if kind == "reason" else 0]
        why = f"wrong {kind}"
        if kind in amended:
            corrections.amend(clinic, visit_id, kind, old.id, amended[kind], why)
        else:
            corrections.entered_in_error(clinic, visit_id, kind, old.id, why)
    made = summaries.summary(clinic, visit_id)
    struck = {
        table.title: (row.cells, row.note) for table in made.tables for row in table.rows
        if row.struck
    }  # fmt: skip
    words = {
        "Allergies": ("Penicillin", "Amended 8:30 by J. Rivera, CMA: wrong allergy"),
        "Medications": ("Lisinopril 10 mg", "Entered in error 8:30 by J. Rivera, CMA: wrong med"),
        "Identity": ("Full name", "wrong identity"),
        "Provider told": ("Dr. Lindqvist", "wrong told"),
        "Asked and gone through": ("Chest pain", "wrong reason"),
        "Vital signs": ("", "wrong observation"),
    }
    for title, (cell, note) in words.items():
        assert any(cell in text for text in struck[title][0]), title
        assert note in struck[title][1], title
    assert [item.substance for item in made.allergies] == ["Penicillin V", "Latex"]
    assert made.medications == ()
    text = json.dumps(json.loads(export_patient(clinic, made.patient.id, ExportKind.FHIR).data))
    assert "Lisinopril" not in text
    assert text.count("Penicillin") == text.count("Penicillin V") > 0
    data = summaries.summary_pdf(clinic, visit_id, summaries.Form(clinical=True))
    paper = PdfReader(io.BytesIO(data))
    assert "wrong medication" in "".join(page.extract_text() for page in paper.pages)


def test_a_date_is_amended_as_any_value(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    vital = clinic.catalog.vitals["lmp"]
    reading = parse(vital, "2/20", today=clinic.local(clinic.now()).date())
    rooming.record_vitals(clinic, visit_id, [reading])
    old = entries(clinic, visit_id, "observation")[0]
    corrections.amend(clinic, visit_id, "observation", old.id, {"value": "2/12"}, "misheard")
    assert rooming.open_visit(clinic, visit_id).today[0].reading.word == "2026-02-12"


def test_a_refusal_entered_in_error_leaves_as_deleted(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, [Reading("hr", "8867-4", "", absent="refused")])
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id

    def statuses() -> list[str]:
        message = export_patient(clinic, patient_id, ExportKind.HL7).data.decode()
        return [line.split("|")[11] for line in message.split("\r") if line.startswith("OBX")]

    assert statuses() == ["X"]
    old = entries(clinic, visit_id, "observation")[0]
    corrections.entered_in_error(clinic, visit_id, "observation", old.id, "other patient")
    assert statuses() == ["D"]
