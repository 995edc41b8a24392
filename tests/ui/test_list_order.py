"""Lists stand in the order they are read out, whatever the order they came in: on every output."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.domain.staff import Right
from ma_desktop.services import rooming, summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.exports import ExportKind, export_patient
from ma_desktop.services.summaries import Form
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming import findings
from ma_desktop.ui.rooming.medications import MedicationsStep
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import open_screen

ALLERGIES = ("Latex", "Peanut", "Penicillin", "Aspirin", "Sulfa", "Dust", "adhesive tape", "Zinc")
_HOW_BAD = {
    "Latex": ("", "high"),
    "Peanut": ("severe", ""),
    "Penicillin": ("severe", "high"),
    "Aspirin": ("moderate", ""),
    "Sulfa": ("moderate", "low"),
    "Dust": ("mild", ""),
}
EXPECTED = ("Peanut", "Penicillin", "Latex", "Aspirin", "Sulfa", "Dust", "adhesive tape", "Zinc")
MEDICINES = ("amlodipine 5 mg", "Écalta", "Ibuprofen 400 mg", "Lisinopril 10 mg", "Metformin")
SHOTS = (("Hepatitis B", 2), ("Influenza", 9), ("Tdap", 9), ("Zoster", 11))


@pytest.fixture
def clinic(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    theme.apply(qapp, "light")
    made = open_made(make_store(tmp_path), clock)
    yield made
    tasks.drain()
    QApplication.processEvents()
    made.close()


def fill(uow: UnitOfWork, person: str, order: random.Random) -> None:
    """All lists in one batch, shuffled: ids of one millisecond are in no order."""
    ids = order.sample([new_id() for _ in range(17)], 17)
    allergies = [
        Allergy(ids.pop(), person, name, "rash", *_HOW_BAD.get(name, ("", "")))
        for name in order.sample(ALLERGIES, len(ALLERGIES))
    ]
    uow.patients.add_allergies(allergies)
    medicines = order.sample(MEDICINES, len(MEDICINES))
    uow.patients.add_medications([Medication(ids.pop(), person, name) for name in medicines])
    shots = order.sample(SHOTS, len(SHOTS))
    uow.patients.add_immunizations(
        [Immunization(ids.pop(), person, name, date(2025, month, 4)) for name, month in shots]
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_every_output_has_the_lists_in_their_order(clinic: Clinic, seed: int, qtbot: QtBot) -> None:
    visit_id = roomed_visit(clinic)
    person = rooming.open_visit(clinic, visit_id).visit.patient_id
    with clinic.work(Right.ROOM) as uow:
        fill(uow, person, random.Random(seed))
    opened = rooming.open_visit(clinic, visit_id)
    assert tuple(item.substance for item in opened.chart.allergies) == EXPECTED
    assert tuple(item.name for item in opened.chart.medications) == MEDICINES
    assert tuple((i.name, i.given_on.month) for i in opened.chart.immunizations) == SHOTS
    paper = summaries.summary_pdf(clinic, visit_id, Form(clinical=True))
    printed = " ".join(page.get_textpage().get_text_range() for page in _pages(paper))
    told = findings.background(opened, {})
    for text in (printed, told):
        for names in (EXPECTED, MEDICINES):
            places = [text.index(name) for name in names]
            assert places == sorted(places)
    assert _in_bundle(clinic, person) == [*EXPECTED, *MEDICINES, *(name for name, _ in SHOTS)]
    hands = open_screen(qtbot, clinic, visit_id, (1348, 775))
    step = hands.screen.steps["medications"]
    assert isinstance(step, MedicationsStep)
    hands.go("medications")
    rows = sorted(step.rows.values(), key=lambda row: row.y())
    assert tuple(row.item.name for row in rows) == MEDICINES


def _pages(paper: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(paper))


def _in_bundle(clinic: Clinic, person: str) -> list[str]:
    bundle = json.loads(export_patient(clinic, person, ExportKind.FHIR).data)
    found = [entry["resource"] for entry in bundle["entry"]]
    kinds = ("code", "medicationCodeableConcept", "vaccineCode")
    return [
        resource[kind]["text"]
        for resource in found
        for kind in kinds
        if resource["resourceType"]
        in ("AllergyIntolerance", "MedicationStatement", "MedicationRequest", "Immunization")
        and kind in resource
    ]
