"""Controls of meters: which failed or are overdue, for those who measure with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ma_desktop.domain.checklist_due import Check
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.moments import clock
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.checklist_reads import read_checks
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.storage.store import UnitOfWork


@dataclass(frozen=True)
class Controls:
    """`faults` say which thing is not in order and why; `usable` whether another one is."""

    faults: tuple[str, ...] = ()
    usable: bool = True


def controls_of(clinic: Clinic, uow: UnitOfWork, kind: str) -> Controls:
    """How the controls of all things of a kind stand now; nothing to say where there is none."""
    things = {item.id for item in uow.equipment.all() if item.active and item.kind == kind}
    found = [check for check in read_checks(clinic, uow, kind) if words_of(clinic, check)]
    faulty = {check.thing.id for check in found if check.thing is not None}
    return Controls(
        tuple(words_of(clinic, check) for check in found), not things or bool(things - faulty)
    )


def words_of(clinic: Clinic, check: Check) -> str:
    """Meter 1: control overdue since 9:00; empty for one in order."""
    if check.state == "follow-up":
        hold = check.checklist.hold or "Its steps are open"
        return f"{check.name}: control failed. {hold}."
    if check.state != "overdue" or check.slot is None:
        return ""
    due = clinic.local(check.slot.due_at)
    return f"{check.name}: control overdue since {clock(due)}."


def faults_by_vital(clinic: Clinic, uow: UnitOfWork) -> dict[str, tuple[str, ...]]:
    """What to say at the field of each vital sign that is read from a meter."""
    found = {
        vital.id: controls_of(clinic, uow, vital.meter).faults
        for vital in clinic.catalog.vitals.values()
        if vital.meter
    }
    return {key: words for key, words in found.items() if words}


def demand_controls(clinic: Clinic, uow: UnitOfWork, readings: Sequence[Reading]) -> None:
    """Where the clinic chose so, refuse values of a meter without a control in order."""
    vitals = clinic.catalog.vitals
    measured = [vitals[item.vital] for item in readings if item.vital in vitals and not item.absent]
    meters = dict.fromkeys(vital.meter for vital in measured if vital.meter)
    if not meters or not read_settings(uow.settings.all()).control_refuses:
        return
    for meter in meters:
        controls = controls_of(clinic, uow, meter)
        if not controls.usable:
            raise Refused(
                " ".join(controls.faults),
                safe="Nothing was recorded.",
                do="Run the control, or take the value out.",
            )
