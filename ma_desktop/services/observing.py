"""Putting readings on record: what every path into the store has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ma_desktop.domain.drift import Earlier
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.facts import PatientFacts
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.limits import Past, Subject, assess
from ma_desktop.domain.patient import Patient, age_on
from ma_desktop.domain.vital_parse import InvalidReading, refuse_impossible
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, Reading, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.facts import read_facts
from ma_desktop.services.growth_checks import asked_by_growth
from ma_desktop.storage.observations import effective
from ma_desktop.storage.store import UnitOfWork

_NO_FACTS = PatientFacts()


def observe(
    clinic: Clinic,
    uow: UnitOfWork,
    patient: Patient,
    readings: Sequence[Reading],
    visit_id: str | None,
    *,
    notify: Mapping[str, str] | None = None,
) -> tuple[Observation, ...]:
    """Check readings against all limits and store them, each with its audit entry.

    `notify` is a severity by vital sign that a rule over several readings found.
    """
    whose = _whose(clinic, uow, patient)
    place = (patient.id, visit_id, "")
    items = tuple(
        _judged(clinic, whose, reading, _past(clinic, uow, reading, whose.facts, place), visit_id)
        for reading in readings
    )
    if notify:
        items = tuple(
            replace(item, notify=item.notify or notify.get(item.reading.vital, ""))
            for item in items
        )
    stored = uow.observations.add(items)
    uow.audit.write(
        "vital signs recorded",
        patient_id=patient.id,
        visit_id=visit_id or "",
        record=" ".join(item.id for item in items),
        digest=stored,
    )
    return items


def observe_again(
    clinic: Clinic, uow: UnitOfWork, patient: Patient, old: Observation, reading: Reading
) -> Observation:
    """Put a corrected reading in the place of `old`, checked like a new one.

    It keeps the time and the person of the measurement.
    """
    whose = _whose(clinic, uow, patient)
    past = _past(clinic, uow, reading, whose.facts, (patient.id, old.visit_id, old.id))
    judged = _judged(clinic, whose, reading, past, old.visit_id)
    made = replace(
        judged,
        taken_at=old.taken_at,
        taken_by=old.taken_by,
        status="corrected",
        supersedes=old.id,
    )
    uow.observations.add([made])
    return made


def demand_patient(uow: UnitOfWork, patient_id: str) -> Patient:
    """The patient with this id; raises Refused for an unknown one."""
    patient = uow.patients.get(patient_id)
    if patient is None:
        raise Refused("This patient is not known.", do="Search again.")
    return patient


def demand_vital(clinic: Clinic, vital_id: str) -> VitalSign:
    """A vital sign that can be typed; raises InvalidReading for any other id."""
    vital = clinic.catalog.vitals.get(vital_id)
    if vital is None or vital.derived:
        names = ", ".join(v.id for v in clinic.catalog.vitals.values() if not v.derived)
        raise InvalidReading("This is not a vital sign that can be typed.", do=f"Use {names}.")
    return vital


def subject_of(
    clinic: Clinic,
    patient: Patient,
    facts: PatientFacts = _NO_FACTS,
) -> Subject:
    """As far as limits depend on it, today."""
    today = clinic.local(clinic.now()).date()
    age = age_on(patient.birth_date, today)
    return Subject(age, patient.sex, facts.pregnant, today)


def past_of(
    clinic: Clinic, vital_id: str, before: Sequence[Observation], facts: PatientFacts
) -> Past:
    """What a new reading is compared with: readings of earlier visits that count, oldest first."""
    measured = [item for item in before if item.reading.measures]
    now = clinic.now()
    earlier = tuple(Earlier(item.reading.value, (now - item.taken_at).days) for item in measured)
    birth = facts.birth_weight if vital_id == "weight" else None
    return Past(measured[-1].reading if measured else None, earlier, birth)


def _past(
    clinic: Clinic,
    uow: UnitOfWork,
    reading: Reading,
    facts: PatientFacts,
    place: tuple[str, str | None, str],
) -> Past:
    """What stood before in other visits; read only where the vital sign has limits of change.

    `place` is the patient, the visit (None outside one), and the reading that is replaced.
    """
    patient_id, visit_id, replaced = place
    vital = demand_vital(clinic, reading.vital)
    if not (vital.changes or vital.drifts or vital.slip_percent):
        return Past()
    before = effective(uow.observations.of_patient(patient_id, vital.id))
    others = [item for item in before if visit_id is None or item.visit_id != visit_id]
    return past_of(clinic, vital.id, [item for item in others if item.id != replaced], facts)


@dataclass(frozen=True)
class _Whose:
    """The patient of a set of readings, and what limits take from them; the same for each."""

    patient: Patient
    facts: PatientFacts
    subject: Subject


def _whose(clinic: Clinic, uow: UnitOfWork, patient: Patient) -> _Whose:
    facts = read_facts(uow, patient.id)
    return _Whose(patient, facts, subject_of(clinic, patient, facts))


def _judged(
    clinic: Clinic, whose: _Whose, reading: Reading, past: Past, visit_id: str | None
) -> Observation:
    vital, subject = demand_vital(clinic, reading.vital), whose.subject
    notify = ""
    if reading.absent:
        if reading.absent not in ABSENT_REASONS:
            raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    else:
        refuse_impossible(vital, reading, subject.today)
        found = assess(vital, reading, subject, clinic.catalog.bands, past)
        found = asked_by_growth(clinic, whose.patient, whose.facts, vital, (reading, found))
        if found.questions and not reading.confirmed:
            raise InvalidReading(
                found.questions[0],
                do="Measure again, or confirm the value.",
                suggestion=found.suggestion,
            )
        notify = found.severity if found.severity in ("urgent", "critical") else ""
    return Observation(
        new_id(),
        whose.patient.id,
        reading,
        clinic.now(),
        clinic.actor.user_name,
        visit_id,
        notify=notify,
    )
