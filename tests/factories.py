"""Made-up patients, visits, observations and specimens for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name, Patient
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import Measure, Observation, Reading

MORNING = datetime(2026, 3, 10, 13, 5, 0, tzinfo=UTC)
_numbers = count(1)


def patient(
    family: str = "Okafor",
    given: str = "Chidinma Grace",
    *,
    mrn: str = "",
    birth_date: date = date(1984, 2, 29),
    sex: str = "female",
    suffix: str = "",
    phone: str = "+1 212 555 0142",
) -> Patient:
    """A patient; each has an MRN of their own."""
    number = mrn or f"M-{next(_numbers):06d}"
    return Patient(new_id(), number, Name(family, given, suffix), birth_date, sex, "en", phone)


def visit(
    of: Patient, *, at: datetime = MORNING, state: VisitState = VisitState.SCHEDULED
) -> Visit:
    """An office visit with Dr. Haddad."""
    return Visit(
        new_id(), of.id, at, "Office visit", "Dr. Leila Haddad", state, at, reason="Sore throat"
    )


def observation(
    of: Patient,
    value: str = "78",
    *,
    vital: str = "hr",
    at: datetime = MORNING,
    visit_id: str | None = None,
    status: str = "final",
    supersedes: str | None = None,
    qualifiers: Mapping[str, str] | None = None,
    source: str = "",
) -> Observation:
    """A pulse, or another vital sign with one number, as it was typed."""
    part = Measure(vital, "8867-4", Decimal(value), "/min", Decimal(value), "/min")
    reading = Reading(vital, "8867-4", value, (part,), qualifiers or {})
    return Observation(new_id(), of.id, reading, at, "rivera", visit_id, status, supersedes, source)


def blood_pressure(
    of: Patient, systolic: str = "128", diastolic: str = "82", *, at: datetime = MORNING
) -> Observation:
    """Two numbers, how they were taken, and the question that was answered with yes."""
    parts = (
        Measure("sbp", "8480-6", Decimal(systolic), "mm[Hg]", Decimal(systolic), "mm[Hg]"),
        Measure("dbp", "8462-4", Decimal(diastolic), "mm[Hg]", Decimal(diastolic), "mm[Hg]"),
    )
    how = {"site": "left-arm", "position": "sitting", "cuff": "adult-large"}
    reading = Reading("bp", "85354-9", f"{systolic}/{diastolic}", parts, how, "", "higher")
    return Observation(new_id(), of.id, reading, at, "rivera")


def absent(
    of: Patient, reason: str = "refused", *, vital: str = "weight", at: datetime = MORNING
) -> Observation:
    """A vital sign that was not taken."""
    return Observation(new_id(), of.id, Reading(vital, "29463-7", "", absent=reason), at, "rivera")


def specimen(of: Visit, accession: str, *, tube: str = "lavender") -> Specimen:
    """One tube of a visit."""
    tests = ("Complete blood count", "HbA1c")
    return Specimen(new_id(), accession, of.id, of.patient_id, tube, tests, of.provider)
