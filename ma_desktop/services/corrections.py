"""Amending a recorded fact, or marking it as entered in error: the old entry stays on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.correction import Correction
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.intake import reason_of
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vital_parse import parse
from ma_desktop.services.answering import (
    RESPONSE,
    Given,
    choices_by_number,
    demand_form,
    demand_response,
    put,
    take_back,
)
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.intake import (
    keep_allergy,
    keep_medication,
    keep_reason,
    record_note,
)
from ma_desktop.services.observing import demand_patient, demand_vital, observe_again
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

_LONGEST = 500
KINDS = (
    *("observation", "allergy", "medication", "identity", "reason", "note", "told"),
    *(RESPONSE, "review"),
)
"""What can be taken back; `review` is any other list that was gone through."""


def entered_in_error(
    clinic: Clinic, visit_id: str, kind: str, record_id: str, reason: str
) -> Changes:
    """The fact counts no more, everywhere; it stays on record with who, when and why.

    Raises Refused without a reason or for an unknown record, Conflict when it was corrected before.
    """
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        _demand_ours(uow, visit, kind, record_id)
        if kind == "observation":
            _retract(uow, visit, record_id)
        elif kind == RESPONSE:
            take_back(clinic, uow, visit, record_id, reason)
        _keep(uow, clinic, visit, kind=kind, record_id=record_id, replaced_by="", reason=reason)
        if kind in ("reason", "note"):
            _fall_back(uow, visit, kind)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def amend(
    clinic: Clinic,
    visit_id: str,
    kind: str,
    record_id: str,
    parts: Mapping[str, str],
    reason: str,
    *,
    confirmed: bool = False,
) -> Changes:
    """Put a new entry in the place of an old one. `parts` are those of its `Entry`.

    Raises Refused without a reason, InvalidReading for a value that is impossible or (unless
    `confirmed`) unlikely, Conflict when the old one was corrected before.
    """
    if kind not in _AMEND:
        raise Refused("This entry can't be written anew.", do="Mark it as entered in error.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        _demand_ours(uow, visit, kind, record_id)
        made = _AMEND[kind](_New(uow, clinic, visit, record_id, parts, confirmed))
        _keep(uow, clinic, visit, kind=kind, record_id=record_id, replaced_by=made, reason=reason)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def _keep(
    uow: UnitOfWork,
    clinic: Clinic,
    visit: Visit,
    *,
    kind: str,
    record_id: str,
    replaced_by: str,
    reason: str,
) -> None:
    words = reason.strip()
    if not words:
        raise Refused("The reason is missing.", do="Say in a word or two what was wrong.")
    if len(words) > _LONGEST:
        raise Refused("The reason is too long.", do="Keep it under 500 characters.")
    made = Correction(
        new_id(),
        visit.id,
        visit.patient_id,
        kind,
        record_id,
        replaced_by,
        words,
        clinic.now(),
        clinic.actor.user_name,
    )
    uow.corrections.add(made)
    uow.audit.write(
        f"{kind} amended" if replaced_by else f"{kind} entered in error",
        patient_id=visit.patient_id,
        visit_id=visit.id,
        record=record_id,
        reason="reason given",
    )


def _demand_ours(uow: UnitOfWork, visit: Visit, kind: str, record_id: str) -> None:
    """The record belongs to this visit or, for lists, to its patient."""
    if kind == "observation":
        known = uow.observations.get(visit.patient_id, record_id) is not None
    elif kind == "allergy":
        known = any(item.id == record_id for item in uow.patients.every_allergy(visit.patient_id))
    elif kind == "medication":
        listed = uow.patients.every_medication(visit.patient_id)
        known = any(item.id == record_id for item in listed)
    elif kind == "identity":
        known = any(item.id == record_id for item in uow.visits.identities(visit.id))
    elif kind == RESPONSE:
        known = any(item.id == record_id for item in uow.responses.of_visit(visit.id))
    elif kind == "told":
        known = any(told_id == record_id for told_id, _, _ in uow.visits.every_told(visit.id))
    else:
        known = kind in KINDS and _review(uow, visit, record_id) is not None
    if not known:
        raise Refused("This entry is not of this visit.", do="Open the visit again.")


def _review(uow: UnitOfWork, visit: Visit, record_id: str) -> Review | None:
    found = uow.visits.reviews(visit.patient_id, corrected=True)
    return next((r for r in found if r.id == record_id and r.visit_id == visit.id), None)


def _retract(uow: UnitOfWork, visit: Visit, record_id: str) -> None:
    """A copy that is marked as an error supersedes the observation, as FHIR has it."""
    old = uow.observations.get(visit.patient_id, record_id)
    if old is not None:
        mark = replace(old, id=new_id(), status="entered-in-error", supersedes=old.id, notify="")
        uow.observations.add([mark])


def _fall_back(uow: UnitOfWork, visit: Visit, kind: str) -> None:
    """What the visit shows is again the latest reason or note that counts."""
    kept = [r for r in uow.visits.reviews(visit.patient_id) if r.visit_id == visit.id]
    last = next((r.detail for r in reversed(kept) if r.kind == kind), "")
    if kind == "reason":
        uow.visits.update(replace(visit, reason=reason_of(last).text))
    else:
        uow.visits.set_note(visit.id, json.loads(last)["text"] if last else "")


@dataclass(frozen=True)
class _New:
    """What a person wrote in the place of an entry, within the transaction that stores it."""

    uow: UnitOfWork
    clinic: Clinic
    visit: Visit
    record_id: str
    parts: Mapping[str, str]
    confirmed: bool


def _amend_observation(new: _New) -> str:
    old = new.uow.observations.get(new.visit.patient_id, new.record_id)
    if old is None:
        raise Refused("This reading is not known.", do="Open the visit again.")
    vital = demand_vital(new.clinic, old.reading.vital)
    today = new.clinic.local(new.clinic.now()).date()
    reading = parse(vital, new.parts["value"], dict(old.reading.qualifiers), today)
    if new.confirmed:
        reading = replace(reading, confirmed="amended")
    patient = demand_patient(new.uow, new.visit.patient_id)
    return observe_again(new.clinic, new.uow, patient, old, reading).id


def _amend_allergy(new: _New) -> str:
    severity = new.parts["severity"].strip().lower()
    return keep_allergy(
        new.uow, new.clinic, new.visit, new.parts["substance"], new.parts["reaction"], severity
    )


def _amend_medication(new: _New) -> str:
    return keep_medication(new.uow, new.clinic, new.visit, new.parts["name"], new.parts["dosage"])


def _amend_reason(new: _New) -> str:
    old = _review(new.uow, new.visit, new.record_id)
    before = reason_of(old.detail if old else "")
    return keep_reason(new.uow, new.clinic, new.visit, replace(before, text=new.parts["text"]))


def _amend_note(new: _New) -> str:
    made = record_note(new.uow, new.clinic, new.visit, new.parts["text"].strip())
    if not made:
        raise Refused("The note says the same as before.", do="Write what shall stand there.")
    return made


def _amend_answers(new: _New) -> str:
    old = demand_response(new.uow, new.visit, new.record_id)
    form = demand_form(new.clinic, old.form)
    given = Given(form, choices_by_number(form, new.parts["answers"]), old.by_patient)
    return put(new.clinic, new.uow, new.visit, given, reason="amended").id


_AMEND: dict[str, Callable[[_New], str]] = {
    "observation": _amend_observation,
    "allergy": _amend_allergy,
    "medication": _amend_medication,
    "reason": _amend_reason,
    "note": _amend_note,
    RESPONSE: _amend_answers,
}
