"""The identity check: who confirmed what and when, how long it holds, and what it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.clock import CLOCK_SKEW
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import are_alike, differences
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import IdentityCheck, Visit
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.schedule import day_bounds
from ma_desktop.storage.store import UnitOfWork

IDENTIFIERS = {
    "name": "Full name",
    "birth-date": "Birth date",
    "phone": "Phone number",
    "mrn": "Record number",
    "badge": "Badge or form scanned",
}
_ENOUGH = 2


@dataclass(frozen=True)
class Alike:
    """Another patient of today with a name like this one: initials, and what differs."""

    initials: str
    differs: tuple[tuple[str, str, str], ...]


def confirm_identity(clinic: Clinic, visit_id: str, identifiers: tuple[str, ...]) -> Changes:
    """The patient was asked and answered. `identifiers` are keys of IDENTIFIERS, two at least."""
    if len(set(identifiers) & set(IDENTIFIERS)) < _ENOUGH:
        raise Refused("Two identifiers are needed.", do="Ask the name and the birth date.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        check = IdentityCheck(
            new_id(),
            visit_id,
            visit.patient_id,
            tuple(key for key in IDENTIFIERS if key in identifiers),
            clinic.now(),
            clinic.actor.user_name,
        )
        uow.visits.add_identity(check)
        uow.audit.write(
            "identity checked",
            patient_id=visit.patient_id,
            visit_id=visit_id,
            record=check.id,
            reason=", ".join(check.identifiers),
        )
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def scanned(clinic: Clinic, visit_id: str, text: str) -> None:
    """A badge or form was scanned at the open visit. Raises Refused when it is another patient's.

    A mismatch goes into the audit: it is a near miss that a clinic wants to count.
    """
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        matches = demand_patient(uow, visit.patient_id).mrn == text.strip()
        uow.audit.write(
            "badge scanned",
            outcome="success" if matches else "failure",
            patient_id=visit.patient_id,
            visit_id=visit_id,
        )
    if not matches:
        raise Refused(
            "The scanned number is not this patient's.",
            safe="Nothing was confirmed.",
            do="Stop. Ask the patient's name and birth date, and check whose chart is open.",
        )


def current_identity(uow: UnitOfWork, clinic: Clinic, visit: Visit) -> IdentityCheck | None:
    """The check that still holds: to the end of the visit, or as long as the clinic chose.

    One from a clock that is ahead of this one can't be told to have run out: it does not hold.
    """
    minutes = read_settings(uow.settings.all()).identity_minutes
    now, lasts = clinic.now(), timedelta(minutes=minutes)
    for found in uow.visits.standing_identities(visit.id):
        is_in_time = not minutes or -CLOCK_SKEW <= now - found.at < lasts
        if is_in_time and found.patient_id == visit.patient_id:
            return found
    return None


def demand_checked(uow: UnitOfWork, clinic: Clinic, visit_id: str) -> IdentityCheck:
    """The gate of labels, specimens and injections. Raises Refused when no check holds."""
    visit = demand_visit(uow, visit_id)
    found = current_identity(uow, clinic, visit)
    if found is not None and visit.state.is_open:
        return found
    before = uow.visits.identity(visit_id)
    what = "was not checked in this visit"
    if before is not None:
        what = "check ran out" if visit.state.is_open else "check ended with the visit"
    raise Refused(
        f"The patient's identity {what}.",
        safe="No label was printed, nothing was recorded.",
        do="Ask for two identifiers first, then go on.",
    )


def asked_identifiers(settings: ClinicSettings) -> tuple[str, ...]:
    """Those the clinic asks, in its order; an unknown key is left out."""
    return tuple(key for key in settings.identifiers if key in IDENTIFIERS)


def alike_today(clinic: Clinic, visit_id: str) -> tuple[Alike, ...]:
    """Other patients of today whose name looks or sounds like that of this visit's patient."""
    day = clinic.local(clinic.now()).date()
    with clinic.look() as uow:
        patient = demand_patient(uow, demand_visit(uow, visit_id).patient_id)
        visits = uow.visits.between(*day_bounds(clinic, day))
        people = uow.patients.many({visit.patient_id for visit in visits})
    return tuple(
        Alike(other.name.initials, differences(patient, other))
        for other in people.values()
        if are_alike(patient, other)
    )
