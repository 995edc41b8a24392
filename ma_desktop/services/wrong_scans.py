"""Scans that stopped the work: each leaves an entry in the audit."""

from __future__ import annotations

from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import demand_visit
from ma_desktop.storage.store import UnitOfWork


def note_wrong_scan(clinic: Clinic, visit_id: str, problem: str) -> None:
    """What was scanned beside the patient of this visit was no label of theirs.

    Raises Refused for a visit that is not known.
    """
    with clinic.work(Right.LABEL) as uow:
        note_wrong(uow, demand_visit(uow, visit_id), problem)


def note_wrong(uow: UnitOfWork, visit: Visit, problem: str, record: str = "") -> None:
    """The entry, in the transaction that found it; `record` is the specimen whose label it was."""
    uow.audit.write(
        "wrong label scanned",
        patient_id=visit.patient_id,
        visit_id=visit.id,
        record=record,
        outcome="failure",
        reason=problem,
    )
