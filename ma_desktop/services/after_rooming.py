"""What comes next for the medical assistant after a rooming, and how long roomings take here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import VisitMove, VisitState
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Next:
    """One thing to do after the hand-off; `screen` is where it is done."""

    title: str
    words: str
    screen: str


@dataclass(frozen=True)
class Pace:
    """How long roomings of the last seven days took: this one (once it is handed off), the median
    of the person's own, and that of the clinic; None where there is none."""

    this: timedelta | None = None
    own: timedelta | None = None
    clinic: timedelta | None = None


def pace_and_next(clinic: Clinic, opened: OpenVisit) -> tuple[Pace, tuple[Next, ...]]:
    """Read once for the hand-off. The orders of the visit are read: the view is in the audit."""
    visit = opened.visit
    with clinic.work(Right.READ) as uow:
        uow.audit.write("orders viewed", patient_id=visit.patient_id, visit_id=visit.id)
        ahead = _next(uow, clinic, opened)
        moves = uow.visits.moves_since(clinic.now() - _WEEK)
    return _pace(clinic, visit.id, moves), ahead


def _next(uow: UnitOfWork, clinic: Clinic, opened: OpenVisit) -> tuple[Next, ...]:
    found = []
    waiting = [item for item in uow.specimens.of_visit(opened.visit.id) if item.state == "ordered"]
    orders = [
        item
        for item in uow.orders.of_patient(opened.visit.patient_id)
        if item.status == "active" and item.visit_id in ("", opened.visit.id)
    ]
    if waiting:
        count = f"{len(waiting)} container{'s' if len(waiting) > 1 else ''} to collect"
        found.append(Next("Specimens", count, "specimens"))
    elif any(not item.visit_id for item in orders):
        found.append(Next("Specimens", "An order without a visit waits", "specimens"))
    if opened.repeat.is_open:
        found.append(Next("Blood pressure", "To be taken again", "rooming"))
    if opened.room is not None:
        found.append(Next("Turnover", f"{opened.room.name}, when the patient leaves", "rooms"))
    return tuple(found)


def rooming_times(moves: Iterable[VisitMove]) -> dict[str, tuple[str, timedelta]]:
    """Who handed off and how long the rooming took, by visit; undone moves do not count.

    `moves` are in the order of their times. A visit that went back to rooming counts from its
    first time in the room to its last hand-off.
    """
    moves = tuple(moves)
    undone = {move.undoes for move in moves}
    began: dict[str, datetime] = {}
    found: dict[str, tuple[str, timedelta]] = {}
    for move in moves:
        if move.id in undone or move.undoes is not None:
            continue
        if move.target is VisitState.ROOMING:
            began.setdefault(move.visit_id, move.at)
        elif move.target is VisitState.READY and move.visit_id in began:
            found[move.visit_id] = (move.by, move.at - began[move.visit_id])
    return found


def _pace(clinic: Clinic, visit_id: str, moves: Iterable[VisitMove]) -> Pace:
    times = rooming_times(moves)
    this = times.pop(visit_id, None)
    own = [took for by, took in times.values() if by == clinic.actor.user_name]
    everybody = [took for _by, took in times.values()]
    return Pace(this[1] if this else None, _median(own), _median(everybody))


def _median(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(item.total_seconds() for item in times)) if times else None
