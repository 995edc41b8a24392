"""Pregnancy, gestation and birth weight: on record, the latest counts, limits follow."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.facts import PatientFacts, gestation_days
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.facts import read_facts, record_facts
from ma_desktop.services.rooming import open_visit
from tests.clinics import roomed_visit


@pytest.fixture
def patient_id(clinic: Clinic) -> str:
    visit_id = roomed_visit(clinic)
    return open_visit(clinic, visit_id).chart.patient.id


def facts(clinic: Clinic, patient_id: str) -> PatientFacts:
    with clinic.look() as uow:
        return read_facts(uow, patient_id)


def test_the_latest_answer_of_each_kind_counts(clinic: Clinic, patient_id: str) -> None:
    assert facts(clinic, patient_id) == PatientFacts()
    record_facts(clinic, patient_id, {"pregnancy": "pregnant"})
    record_facts(clinic, patient_id, {"gestation": "228"})
    record_facts(clinic, patient_id, {"birth-weight": "1.84"})
    assert facts(clinic, patient_id) == PatientFacts(True, 228, Decimal("1.84"))
    record_facts(clinic, patient_id, {"pregnancy": "not-pregnant"})
    assert facts(clinic, patient_id).pregnant is False
    record_facts(clinic, patient_id, {"pregnancy": "possible"})
    assert facts(clinic, patient_id).pregnant is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("pregnancy", "yes"),
        ("gestation", "139"),
        ("gestation", "315"),
        ("gestation", "32w"),
        ("birth-weight", "0.19"),
        ("birth-weight", "651"),
        ("birth-weight", "NaN"),
        ("birth-weight", "heavy"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    clinic: Clinic, patient_id: str, kind: str, value: str
) -> None:
    with pytest.raises(Refused):
        record_facts(clinic, patient_id, {kind: value})  # type: ignore[dict-item]  # kinds come as texts of the list
    assert facts(clinic, patient_id) == PatientFacts()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("32", 224),
        ("32w4d", 228),
        ("32+4", 228),
        ("32 4", 228),
        ("32 weeks 4 days", 228),
        ("19", None),
        ("45", None),
        ("32w7", None),
        ("soon", None),
        ("", None),
    ],
)
def test_gestation_is_typed_in_weeks_and_days(text: str, days: int | None) -> None:
    assert gestation_days(text) == days


def test_gestation_is_said_in_weeks_and_days() -> None:
    assert PatientFacts(gestation_days=228).gestation_words == "32 weeks 4 days"
    assert PatientFacts(gestation_days=225).gestation_words == "32 weeks 1 day"
    assert PatientFacts(gestation_days=224).gestation_words == "32 weeks"
