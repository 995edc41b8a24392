"""Putting readings on record: what every path into the store has in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.patient import Patient, age_on
from ma_desktop.domain.vital_parse import InvalidReading, refuse_impossible
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, Reading, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.observations import effective
from ma_desktop.storage.store import UnitOfWork


def observe(
    clinic: Clinic,
    uow: UnitOfWork,
    patient: Patient,
    readings: Sequence[Reading],
    visit_id: str | None,
) -> tuple[Observation, ...]:
    """Check readings against all limits and store them, each with its audit entry."""
    last = _last_readings(uow, patient.id, readings)
    items = tuple(
        _judged(clinic, patient, reading, last.get(reading.vital), visit_id) for reading in readings
    )
    uow.observations.add(items)
    values = [(item.id, item.reading) for item in items]
    uow.audit.write(
        "vital signs recorded",
        patient_id=patient.id,
        visit_id=visit_id or "",
        record=" ".join(item.id for item in items),
        digest=digest_of(*values),
    )
    return items


def observe_again(
    clinic: Clinic, uow: UnitOfWork, patient: Patient, old: Observation, reading: Reading
) -> Observation:
    """Put a corrected reading in the place of `old`, checked like a new one.

    It keeps the time and the person of the measurement.
    """
    last = _last_readings(uow, patient.id, [reading]) if old.visit_id is None else {}
    judged = _judged(clinic, patient, reading, last.get(reading.vital), old.visit_id)
    made = replace(
        judged,
        taken_at=old.taken_at,
        taken_by=old.taken_by,
        status="corrected",
        supersedes=old.id,
    )
    uow.observations.add([made])
    return made


def is_asked(vital: VitalSign, age_months: int) -> bool:
    """Whether rooming asks this vital sign at this age."""
    return vital.asked and not vital.derived and age_months >= vital.asked_from_months


def demand_patient(uow: UnitOfWork, patient_id: str) -> Patient:
    patient = uow.patients.get(patient_id)
    if patient is None:
        raise Refused("This patient is not known.", do="Search again.")
    return patient


def demand_vital(clinic: Clinic, vital_id: str) -> VitalSign:
    vital = clinic.catalog.vitals.get(vital_id)
    if vital is None or vital.derived:
        names = ", ".join(v.id for v in clinic.catalog.vitals.values() if not v.derived)
        raise InvalidReading("This is not a vital sign that can be typed.", do=f"Use {names}.")
    return vital


def subject_of(clinic: Clinic, patient: Patient) -> Subject:
    today = clinic.local(clinic.now()).date()
    return Subject(age_on(patient.birth_date, today), patient.sex)


def _last_readings(
    uow: UnitOfWork, patient_id: str, readings: Sequence[Reading]
) -> dict[str, Reading]:
    """Only weight is compared with the time before."""
    if not any(reading.vital == "weight" for reading in readings):
        return {}
    weights = effective(uow.observations.of_patient(patient_id, "weight"))
    return {item.reading.vital: item.reading for item in weights if item.reading.measures}


def _judged(
    clinic: Clinic, patient: Patient, reading: Reading, last: Reading | None, visit_id: str | None
) -> Observation:
    vital = demand_vital(clinic, reading.vital)
    notify = ""
    if reading.absent:
        if reading.absent not in ABSENT_REASONS:
            raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    else:
        refuse_impossible(vital, reading)
        found = assess(vital, reading, subject_of(clinic, patient), clinic.catalog.bands, last)
        if found.questions and not reading.confirmed:
            raise InvalidReading(
                found.questions[0],
                do="Measure again, or confirm the value.",
                suggestion=found.suggestion,
            )
        notify = found.severity if found.severity in ("urgent", "critical") else ""
    return Observation(
        new_id(),
        patient.id,
        reading,
        clinic.now(),
        clinic.actor.user_name,
        visit_id,
        notify=notify,
    )
