"""The intake: reason for the visit, allergies and medications as the patient reports them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.intake import ANSWERS, Reason, Taken, taken_detail
from ma_desktop.domain.patient import Allergy, Medication
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vitals import ABSENT_REASONS
from ma_desktop.services.charts import NOT_ASKED, demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

ASKED_STEPS = ("identify", "reason", "allergies", "medications")
_LONGEST = 2000
_MOST_AGENDA = 12


def record_reason(clinic: Clinic, visit_id: str, reason: str | Reason) -> Changes:
    """Why the patient came, in their words (2,000 characters at most), and who said so."""
    told = Reason(reason) if isinstance(reason, str) else reason
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        keep_reason(uow, clinic, visit, told)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def keep_reason(uow: UnitOfWork, clinic: Clinic, visit: Visit, told: Reason) -> str:
    """`record_reason` inside another transaction; returns the review's id."""
    if len(told.text) > _LONGEST or any(len(item) > _LONGEST for item in told.agenda):
        raise Refused("The reason is too long.", do="Keep it under 2,000 characters.")
    if len(told.agenda) > _MOST_AGENDA:
        raise Refused("The agenda is too long.", do="Keep the most important points.")
    told = replace(told, text=told.text.strip())
    uow.visits.update(replace(visit, reason=told.text))
    return add_review(uow, clinic, visit, "reason", told.detail)


def add_allergy(
    clinic: Clinic, visit_id: str, substance: str, reaction: str = "", severity: str = ""
) -> Changes:
    """An allergy that the patient reports. `severity` is mild, moderate, severe or empty."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        keep_allergy(uow, clinic, visit, substance, reaction, severity)
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def keep_allergy(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, substance: str, reaction: str, severity: str
) -> str:
    """`add_allergy` inside another transaction; returns its id."""
    if not substance.strip():
        raise Refused("The substance is missing.", do="Type what the patient reacts to.")
    if severity not in ("", "mild", "moderate", "severe"):
        raise Refused("This severity is not listed.", do="Choose mild, moderate or severe.")
    item = Allergy(
        new_id(),
        visit.patient_id,
        substance.strip(),
        reaction.strip(),
        severity,
        visit_id=visit.id,
        noted_at=clinic.now(),
        noted_by=clinic.actor.user_name,
    )
    uow.patients.add_allergies([item])
    uow.audit.write("allergy added", patient_id=visit.patient_id, visit_id=visit.id, record=item.id)
    return item.id


def not_asked(clinic: Clinic, visit_id: str, step: str, reason: str) -> Changes:
    """A step was not gone through; `reason` is a key of ABSENT_REASONS."""
    if step not in ASKED_STEPS or reason not in ABSENT_REASONS:
        raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        keep_not_asked(uow, clinic, visit, step, reason)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def reason_not_asked(clinic: Clinic, visit_id: str, reason: str, told: Reason) -> Changes:
    """As `not_asked` for the reason for the visit, where `told` stands in the wizard."""
    if reason not in ABSENT_REASONS:
        raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        keep_reason_not_asked(uow, clinic, visit, reason, told)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def keep_reason_not_asked(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, reason: str, told: Reason
) -> str:
    """`reason_not_asked` inside another transaction; returns the review's id.

    A text that was emptied is emptied on record too, so that nobody hands off what was booked.
    """
    said = replace(told, given_by="")
    if not told.text and said != Reason(visit.reason.strip()):
        keep_reason(uow, clinic, visit, told)
    return keep_not_asked(uow, clinic, visit, "reason", reason)


def keep_not_asked(uow: UnitOfWork, clinic: Clinic, visit: Visit, step: str, reason: str) -> str:
    """`not_asked` inside another transaction; returns the review's id."""
    return add_review(uow, clinic, visit, step + NOT_ASKED, json.dumps({"reason": reason}))


def review_allergies(clinic: Clinic, visit_id: str, none_known: bool = False) -> Changes:
    """The list was gone through with the patient. `none_known` only when the list is empty."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        listed = [a for a in uow.patients.allergies(visit.patient_id) if a.status == "active"]
        if none_known and listed:
            raise Refused(
                "The list holds allergies.", do="Review them instead of choosing none known."
            )
        add_review(uow, clinic, visit, "allergies", json.dumps({"none_known": none_known}))
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def add_medication(clinic: Clinic, visit_id: str, name: str, dosage: str = "") -> Changes:
    """A medication that the patient reports."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        keep_medication(uow, clinic, visit, name, dosage)
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def keep_medication(uow: UnitOfWork, clinic: Clinic, visit: Visit, name: str, dosage: str) -> str:
    """`add_medication` inside another transaction; returns its id."""
    if not name.strip():
        raise Refused("The medication's name is missing.", do="Type it as the patient says it.")
    item = Medication(
        new_id(),
        visit.patient_id,
        name.strip(),
        dosage.strip(),
        visit_id=visit.id,
        noted_at=clinic.now(),
        noted_by=clinic.actor.user_name,
    )
    uow.patients.add_medications([item])
    uow.audit.write(
        "medication added", patient_id=visit.patient_id, visit_id=visit.id, record=item.id
    )
    return item.id


def review_medications(
    clinic: Clinic, visit_id: str, reported: Mapping[str, str | Taken] | None = None
) -> Changes:
    """The list was gone through. `reported`: by medication id, what the patient said of it."""
    taken = {
        key: Taken(item) if isinstance(item, str) else item
        for key, item in (reported or {}).items()
    }
    if {item.answer for item in taken.values()} - set(ANSWERS):
        raise Refused("An answer is not one of the three.", do="Choose taking, not or different.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        add_review(uow, clinic, visit, "medications", json.dumps(taken_detail(taken)))
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def record_note(uow: UnitOfWork, clinic: Clinic, visit: Visit, note: str) -> str:
    """The note to the provider; the one before stays in the reviews. Returns the review's id."""
    if note == uow.visits.note(visit.id):
        return ""
    uow.visits.set_note(visit.id, note)
    return add_review(uow, clinic, visit, "note", json.dumps({"text": note}))


def add_review(uow: UnitOfWork, clinic: Clinic, visit: Visit, kind: str, detail: str) -> str:
    """Something was gone through with the patient; returns its id."""
    made = uow.visits.add_review(
        visit.id, visit.patient_id, kind, detail, clinic.now(), clinic.actor.user_name
    )
    words = "reason recorded" if kind == "reason" else f"{kind} reviewed"
    uow.audit.write(words, patient_id=visit.patient_id, visit_id=visit.id)
    return made
