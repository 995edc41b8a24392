"""Recording and reading what limits and growth charts depend on beside age and sex."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.facts import PREGNANCY, WEEKS, Fact, Kind, PatientFacts, facts_of
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

_LONGEST_NAME = 80


def record_facts(
    clinic: Clinic, patient_id: str, found: Mapping[Kind, str], visit_id: str | None = None
) -> Changes:
    """Put answers on record: all of them, or none. Raises Refused for a value none of its kind."""
    with clinic.work(Right.ROOM) as uow:
        for kind, value in found.items():
            note_fact(uow, clinic, patient_id, kind, value, visit_id)
    return Changes.of(patient=patient_id, visit=visit_id or "")


def note_fact(
    uow: UnitOfWork,
    clinic: Clinic,
    patient_id: str,
    kind: Kind,
    value: str,
    visit_id: str | None = None,
) -> None:
    """As `record_facts`, within a transaction that somebody else began."""
    if not _holds(clinic, kind, value):
        raise Refused("This answer is not possible.", do="Check it and enter it again.")
    new = Fact(new_id(), patient_id, kind, value, clinic.now(), clinic.actor.user_name, visit_id)
    uow.facts.add(new)
    uow.audit.write(
        "fact recorded",
        patient_id=patient_id,
        visit_id=visit_id or "",
        record=new.id,
        reason=kind,
    )


def read_facts(uow: UnitOfWork, patient_id: str) -> PatientFacts:
    """What is known now: the latest answer of each kind."""
    return facts_of(uow.facts.latest(patient_id))


def _holds(clinic: Clinic, kind: Kind, value: str) -> bool:
    if kind == "pregnancy":
        return value in PREGNANCY
    if kind == "gestation":
        return value.isascii() and value.isdigit() and int(value) // 7 in WEEKS
    if kind == "news2-scale-2":
        return len(value) <= _LONGEST_NAME and value.isprintable()
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and clinic.catalog.vitals["weight"].parts[0].hard.holds(number)
