"""Targets of vital signs: written down as a provider ordered them, withdrawn but never erased."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.target import Bound, Target, standing
from ma_desktop.domain.units import convert
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient, demand_vital

_LONGEST = 80


@dataclass(frozen=True)
class Aim:
    """What a provider ordered; `value` is in the usual unit of the vital sign."""

    vital: str
    part: str
    bound: Bound
    value: Decimal
    provider: str
    since: date


def set_target(clinic: Clinic, patient_id: str, aim: Aim) -> Changes:
    """Write down a provider's target.

    Raises Refused without a provider, for a value that can't be measured, or a day to come.
    """
    vital = demand_vital(clinic, aim.vital)
    part = vital.part(aim.part)
    name = " ".join(aim.provider.split())
    if not 1 <= len(name) <= _LONGEST:
        raise Refused("Who ordered the target is missing.", do="Type the provider's name.")
    exact = convert(aim.value, vital.usual.ucum, part.ucum)
    if not part.hard.holds(exact):
        raise Refused("This value can't be measured.", do="Check the number and its unit.")
    if aim.since > clinic.local(clinic.now()).date():
        raise Refused("The target begins on a day to come.", do="Type today or an earlier day.")
    made = Target(
        new_id(),
        patient_id,
        vital.id,
        part.id,
        aim.bound,
        exact,
        part.ucum,
        name,
        aim.since,
        clinic.now(),
        clinic.actor.user_name,
    )
    with clinic.work(Right.ROOM) as uow:
        demand_patient(uow, patient_id)
        uow.targets.add(made)
        uow.audit.write("target set", patient_id=patient_id, record=made.id)
    return Changes.of(patient=patient_id)


def withdraw_target(clinic: Clinic, patient_id: str, target_id: str, reason: str) -> Changes:
    """Take a target back; it stays on record. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("A reason is needed.", do="Type why the target ends.")
    with clinic.work(Right.ROOM) as uow:
        found = [t for t in standing(uow.targets.of_patient(patient_id)) if t.id == target_id]
        if not found:
            raise Refused("This target is not there any more.", do="Look at the list again.")
        gone = replace(
            found[0],
            id=new_id(),
            at=clinic.now(),
            by=clinic.actor.user_name,
            status="revoked",
            supersedes=target_id,
        )
        uow.targets.add(gone)
        uow.audit.write(
            "target withdrawn", patient_id=patient_id, record=target_id, reason=reason.strip()
        )
    return Changes.of(patient=patient_id)
