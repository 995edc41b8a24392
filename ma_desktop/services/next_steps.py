"""Next steps: what the provider wants the patient to do, written down at the end of a visit."""

from __future__ import annotations

from collections.abc import Iterable

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import NextStep
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import demand_visit

_LONGEST = 300


def add_step(clinic: Clinic, visit_id: str, words: str, ordered_by: str) -> Changes:
    """Write down one step. Raises Refused without words or without the provider who wants it."""
    text = " ".join(words.split())
    if not text or len(text) > _LONGEST:
        raise Refused("A step has one to 300 characters.", do="Write it in one sentence.")
    if not ordered_by.strip():
        raise Refused("Who wants this step is missing.", do="Type the provider's name.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        made = NextStep(
            new_id(),
            visit_id,
            visit.patient_id,
            text,
            ordered_by.strip(),
            clinic.now(),
            clinic.actor.user_name,
        )
        uow.next_steps.add(made)
        uow.audit.write(
            "next step added", patient_id=visit.patient_id, visit_id=visit_id, record=made.id
        )
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def withdraw_step(clinic: Clinic, visit_id: str, step_id: str, reason: str) -> Changes:
    """Take a step back: it stays on record as entered in error. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("A reason is needed.", do="Type why this step is taken back.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        found = [s for s in standing_steps(uow.next_steps.of_visit(visit_id)) if s.id == step_id]
        if not found:
            raise Refused("This step is not there any more.", do="Look at the list again.")
        gone = NextStep(
            new_id(),
            visit_id,
            visit.patient_id,
            found[0].words,
            found[0].ordered_by,
            clinic.now(),
            clinic.actor.user_name,
            "entered-in-error",
            step_id,
        )
        uow.next_steps.add(gone)
        uow.audit.write(
            "next step withdrawn",
            patient_id=visit.patient_id,
            visit_id=visit_id,
            record=step_id,
            reason=reason.strip(),
        )
    return Changes.of(patient=visit.patient_id, visit=visit_id)


def steps(clinic: Clinic, visit_id: str) -> tuple[NextStep, ...]:
    """The steps that stand, oldest first."""
    with clinic.look() as uow:
        return standing_steps(uow.next_steps.of_visit(visit_id))


def standing_steps(items: Iterable[NextStep]) -> tuple[NextStep, ...]:
    """Steps that were neither replaced nor entered in error, in the order given."""
    items = tuple(items)
    replaced = {item.supersedes for item in items}
    return tuple(s for s in items if s.id not in replaced and s.status != "entered-in-error")
