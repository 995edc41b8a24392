"""The summary says what was recorded, in the units people use, and marks a draft."""

from __future__ import annotations

import io

import pdfplumber

from ma_desktop.domain.visit import VisitState
from ma_desktop.services import intake, rooming, schedule, specimens, summaries
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.services.test_rooming import readings
from tests.services.test_specimens import DeadPrinter, tube


def test_summary_of_a_roomed_patient(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_allergy(clinic, visit_id, "Penicillin", "Anaphylaxis", "severe")
    intake.review_allergies(clinic, visit_id)
    given = readings(clinic, visit_id, bp="128/82", temp="98.4", weight="165", height="5'7")
    rooming.record_vitals(clinic, visit_id, given)
    specimens.print_label(clinic, tube(clinic, visit_id), visit_id, DeadPrinter())
    made = summaries.summary(clinic, visit_id)
    values = {line.name: (line.value, line.flag) for line in made.lines}
    assert values["Blood pressure"] == ("128/82 mmHg", "high")
    assert values["Weight"] == ("165 lb", "")
    assert values["Height"] == ("5 ft 7 in", "")
    assert values["Body mass index"][0] == "25.8 kg/m²"
    assert made.done == (
        "We went through your allergies.",
        "1 tube collected: Comprehensive metabolic panel.",
    )
    assert made.roomed_by == "J. Rivera, CMA"
    assert made.draft


def test_pdf_holds_both_identifiers_and_is_audited(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    with pdfplumber.open(io.BytesIO(summaries.summary_pdf(clinic, visit_id))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "Grace A. Okafor" in text
    assert "004-118-27" in text
    with clinic.look() as uow:
        assert [e.action for e, _mac in uow.audit.entries()][-1] == "visit summary made"


def test_summary_is_no_draft_after_checkout(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    rooming.hand_off(clinic, visit_id)
    version = 4
    for target in (VisitState.WITH_PROVIDER, VisitState.CHECKOUT):
        schedule.move(clinic, visit_id, target, version)
        version += 1
    assert not summaries.summary(clinic, visit_id).draft


def test_medicines_stand_as_the_patient_told_them(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    intake.add_medication(clinic, visit_id, "Vitamin D 1000 IU", "1 a day")
    listed = rooming.open_visit(clinic, visit_id).chart.medications
    answers = {listed[0].id: "different", listed[1].id: "taking"}
    intake.review_medications(clinic, visit_id, answers)
    made = summaries.summary(clinic, visit_id)
    assert [item.status for item in made.medications] == ["different", "active"]
