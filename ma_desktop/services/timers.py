"""Timers: started by a person, seen on every workstation, ended by a person."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.timer import ShownTimer, Timer
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

_LONGEST = timedelta(days=400)


@dataclass(frozen=True)
class Where:
    """The ids of what a timer belongs to, and the screen that sees to it."""

    subject: str = ""
    patient_id: str = ""
    visit_id: str = ""
    room_id: str = ""
    screen: str = ""


def running(clinic: Clinic) -> tuple[Timer, ...]:
    """All timers that run or are due, the next due first."""
    with clinic.look() as uow:
        return uow.timers.running()


def shown(clinic: Clinic) -> tuple[ShownTimer, ...]:
    """`running` with the initials of each patient, for the dock of every screen."""
    with clinic.look() as uow:
        found = uow.timers.running()
        people = uow.patients.many({item.patient_id for item in found if item.patient_id})
    return tuple(
        ShownTimer(item, people[item.patient_id].name.initials if item.patient_id in people else "")
        for item in found
    )


def begin(
    clinic: Clinic, uow: UnitOfWork, kind: str, label: str, length: timedelta, where: Where
) -> Timer:
    """`start` inside the transaction of another use case."""
    if not timedelta() < length <= _LONGEST:
        raise Refused("A timer of this length can't be set.", do="Choose another length.")
    now = clinic.now()
    made = Timer(new_id(), kind, label, now, now + length, clinic.actor.user_name, *astuple(where))
    uow.timers.add(made)
    uow.audit.write(
        "timer started",
        patient_id=made.patient_id,
        visit_id=made.visit_id,
        record=made.id,
        reason=kind,
    )
    return made


def end(clinic: Clinic, timer_id: str, outcome: str = "done") -> Changes:
    """Somebody saw to it, or `outcome` says why it is not needed.

    Raises Refused when it is not known or ended already.
    """
    with clinic.work(Right.ROOM) as uow:
        finish(clinic, uow, timer_id, outcome)
    return Changes.of(board=True, timers=True)


def finish(clinic: Clinic, uow: UnitOfWork, timer_id: str, outcome: str = "done") -> None:
    """`end` inside the transaction of another use case."""
    found = uow.timers.get(timer_id)
    if found is None or found.ended_at is not None:
        raise Refused("This timer is not running any more.", do="Go on.")
    uow.timers.end(found, clinic.now(), clinic.actor.user_name, outcome)
    uow.audit.write(
        "timer ended",
        patient_id=found.patient_id,
        visit_id=found.visit_id,
        record=timer_id,
        reason=outcome,
    )


def end_timers(uow: UnitOfWork, clinic: Clinic, subject: str, outcome: str) -> None:
    """End all timers of one record that still run."""
    for timer in uow.timers.of_subject(subject):
        if timer.ended_at is None:
            finish(clinic, uow, timer.id, outcome)
