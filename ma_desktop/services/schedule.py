"""Walk-ins, arrivals, rooms, and taking a move back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import SEXES, Name, Patient
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import (
    Room,
    Visit,
    VisitMove,
    VisitState,
)
from ma_desktop.domain.visit import (
    move as moved,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooms import give_back, occupy, take
from ma_desktop.storage.rows import conflict
from ma_desktop.storage.store import UnitOfWork

_OLDEST = timedelta(days=130 * 366)
_UNDO_WITHIN = timedelta(minutes=30)
_LEAVES_ROOM = frozenset({VisitState.CHECKOUT, VisitState.DONE, VisitState.LEFT})


def day_bounds(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """Local midnight to local midnight; 23 or 25 hours apart when the clocks change."""
    start = datetime.combine(day, time(), clinic.zone)
    return start, datetime.combine(day + timedelta(days=1), time(), clinic.zone)


def walk_in(
    clinic: Clinic,
    name: Name,
    birth_date: date,
    sex: str,
    *,
    visit_type: str,
    provider: str,
    reason: str = "",
    phone: str = "",
    mrn: str = "",
) -> tuple[str, Changes]:
    """A new patient who stands at the desk: made, booked for now and arrived. Returns the visit.

    Raises Refused when a part is missing or impossible, Conflict when the MRN is taken.
    """
    _check_person(name, birth_date, sex, clinic.local(clinic.now()).date())
    with clinic.work(Right.ROOM) as uow:
        patient = Patient(
            new_id(), mrn.strip() or _next_mrn(uow, clinic), name, birth_date, sex, phone=phone
        )
        uow.patients.add(patient)
        uow.audit.write("patient added", patient_id=patient.id, record=patient.id)
        visit = _book(
            uow,
            clinic,
            patient.id,
            clinic.now(),
            visit_type=visit_type,
            provider=provider,
            reason=reason,
        )
        _move(uow, clinic, visit, VisitState.ARRIVED)
    return visit.id, Changes.of(patient=patient.id, visit=visit.id, board=True)


def book(
    clinic: Clinic,
    patient_id: str,
    *,
    visit_type: str,
    provider: str,
    reason: str = "",
    at: datetime | None = None,
    arrived: bool = False,
    room_number: str = "",
) -> tuple[str, Changes]:
    """A visit of a known patient at `at` (default now), `arrived` or in a room at once.

    Raises Refused for an unknown patient, and as `room`.
    """
    with clinic.work(Right.ROOM) as uow:
        if uow.patients.get(patient_id) is None:
            raise Refused("This patient is not known.", do="Search again.")
        visit = _book(
            uow,
            clinic,
            patient_id,
            at or clinic.now(),
            visit_type=visit_type,
            provider=provider,
            reason=reason,
        )
        if room_number:
            _take_into(uow, clinic, visit, room_number)
        elif arrived:
            _move(uow, clinic, visit, VisitState.ARRIVED)
    return visit.id, Changes.of(patient=patient_id, visit=visit.id, board=True)


def arrive(clinic: Clinic, visit_id: str, version: int) -> Changes:
    """The patient is here. Raises Refused for an illegal move, Conflict when it moved meanwhile."""
    return move(clinic, visit_id, VisitState.ARRIVED, version)


def room(clinic: Clinic, visit_id: str, number: str, version: int, reason: str = "") -> Changes:
    """Take the patient into room `number` and start rooming; an arrival is noted on the way.

    Raises Refused when there is no such room, somebody is in it, or it is blocked; RoomNotReady
    when it is not turned over and no `reason` is given; Conflict as `move`.
    """
    with clinic.work(Right.ROOM) as uow:
        visit = _demand_visit(uow, visit_id, version)
        _take_into(uow, clinic, visit, number, reason)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, rooms=True, timers=True)


def move(clinic: Clinic, visit_id: str, target: VisitState, version: int) -> Changes:
    """Move a visit that still has `version`. Raises Refused for an illegal move, Conflict."""
    with clinic.work(Right.ROOM) as uow:
        visit = _demand_visit(uow, visit_id, version)
        if target is VisitState.READY:
            raise Refused(
                "A visit becomes ready by the hand-off.",
                safe="The visit stays as it was.",
                do="Finish rooming first.",
            )
        _move(uow, clinic, visit, target)
        _follow_move(uow, clinic, visit, target)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, rooms=True)


def undo(clinic: Clinic, visit_id: str) -> Changes:
    """Take back the last move of a visit: a new row that names the old one.

    Raises Refused when nothing was moved, or longer than 30 minutes ago.
    """
    with clinic.work(Right.ROOM) as uow:
        visit = _demand_visit(uow, visit_id)
        moves = uow.visits.moves(visit_id)
        taken_back = {item.undoes for item in moves}
        last = next(
            (m for m in reversed(moves) if m.undoes is None and m.id not in taken_back), None
        )
        now = clinic.now()
        if last is None or now - last.at > _UNDO_WITHIN:
            raise Refused(
                "There is no recent move to take back.",
                safe="The visit stays as it was.",
                do="Use the moves that the board offers.",
            )
        earlier = moves[: moves.index(last)]
        room_id = _room_before(earlier) if last.source is not VisitState.SCHEDULED else None
        restored = replace(
            visit,
            state=last.source,
            state_since=now,
            room_id=room_id,
            arrived_at=None if last.source is VisitState.SCHEDULED else visit.arrived_at,
        )
        _record_move(uow, clinic, visit, restored, undoes=last.id)
        _follow_room(uow, clinic, visit, restored)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, rooms=True)


def moves(clinic: Clinic, visit_id: str) -> tuple[VisitMove, ...]:
    """All moves of a visit, oldest first."""
    with clinic.look() as uow:
        return uow.visits.moves(visit_id)


def find_patients(clinic: Clinic, text: str, limit: int = 20) -> tuple[Patient, ...]:
    """Patients whose name or MRN begins with `text` or holds it, by name."""
    with clinic.look() as uow:
        return uow.patients.find(text, limit)


def doubts(
    clinic: Clinic, name: Name, birth_date: date, patient_id: str = ""
) -> tuple[Patient, ...]:
    """Whom a walk-in would double: a known patient (`patient_id`) who is on today's board and not
    done, or patients of the same name and birth date when a new one is about to be made.
    """
    day = clinic.local(clinic.now()).date()
    with clinic.look() as uow:
        if not patient_id:
            return uow.patients.same(name, birth_date)
        visits = uow.visits.between(*day_bounds(clinic, day))
        here = any(
            visit.patient_id == patient_id
            and (visit.state.is_open or visit.state is VisitState.SCHEDULED)
            for visit in visits
        )
        found = uow.patients.get(patient_id) if here else None
    return () if found is None else (found,)


def patient_by_mrn(clinic: Clinic, mrn: str) -> Patient | None:
    """The patient whose record number was scanned; the look-up is in the audit."""
    with clinic.work(Right.READ) as uow:
        found = uow.patients.by_mrn(mrn) if mrn else None
        uow.audit.write(
            "record number looked up",
            patient_id=found.id if found else "",
            outcome="success" if found else "failure",
        )
    return found


def providers(clinic: Clinic) -> tuple[str, ...]:
    """Providers who have visits today or sign in here, for choosing one."""
    day = clinic.local(clinic.now()).date()
    with clinic.look() as uow:
        names = {visit.provider for visit in uow.visits.between(*day_bounds(clinic, day))}
        names |= {p.display_name for p in uow.staff.all() if p.role == "provider"}
    return tuple(sorted(name for name in names if name))


def untold(uow: UnitOfWork, visit_ids: Sequence[str]) -> dict[str, set[str]]:
    """Ids of records (values, answers) that nobody told the provider of yet, by visit."""
    told = uow.visits.told(visit_ids)
    values, answers = uow.observations.to_tell(visit_ids), uow.responses.to_tell(visit_ids)
    left = {
        visit_id: (values.get(visit_id, set()) | answers.get(visit_id, set())) - told
        for visit_id in (*values, *answers)
    }
    return {visit_id: ids for visit_id, ids in left.items() if ids}


def _demand_visit(uow: UnitOfWork, visit_id: str, version: int | None = None) -> Visit:
    visit = uow.visits.get(visit_id)
    if visit is None:
        raise Refused("This visit is not known.", do="Go back to Today.")
    if version is not None and visit.version != version:
        raise conflict()
    return visit


def _take_into(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, number: str, reason: str = ""
) -> None:
    chosen = uow.clinic.room_by_number(number)
    if chosen is None:
        numbers = ", ".join(item.number for item in uow.clinic.rooms())
        raise Refused(f"There is no room {number}.", do=f"Rooms are {numbers}.")
    _demand_free(uow, clinic, chosen, visit)
    take(clinic, uow, chosen.id, reason)
    if visit.state is VisitState.SCHEDULED:
        visit = _move(uow, clinic, visit, VisitState.ARRIVED)
    _move(uow, clinic, visit, VisitState.ROOMING, chosen.id)


def _follow_move(uow: UnitOfWork, clinic: Clinic, before: Visit, target: VisitState) -> None:
    """The room of a visit that leaves it, or comes back to it from checkout."""
    room_id, left = before.room_id, before.state is VisitState.CHECKOUT
    if room_id is None:
        return
    if not left and target in _LEAVES_ROOM:
        by = clinic.actor.user_name
        uow.clinic.set_room_state(room_id, "turnover", clinic.now(), by)
    elif left and target not in _LEAVES_ROOM:
        room = uow.clinic.room(room_id)
        if room is not None:
            _demand_free(uow, clinic, room, before)
        occupy(clinic, uow, room_id)


def _demand_free(uow: UnitOfWork, clinic: Clinic, chosen: Room, visit: Visit) -> None:
    day = clinic.local(clinic.now()).date()
    for other in uow.visits.between(*day_bounds(clinic, day)):
        inside = other.state.is_open and other.state is not VisitState.CHECKOUT
        if inside and other.id != visit.id and other.room_id == chosen.id:
            raise Refused(
                f"{chosen.name} is taken.",
                safe="The visit stays as it was.",
                do="Choose another room.",
            )


def _book(
    uow: UnitOfWork,
    clinic: Clinic,
    patient_id: str,
    at: datetime,
    *,
    visit_type: str,
    provider: str,
    reason: str,
) -> Visit:
    visit = Visit(
        new_id(),
        patient_id,
        at,
        visit_type.strip() or "Visit",
        provider.strip(),
        VisitState.SCHEDULED,
        clinic.now(),
        reason=reason.strip(),
    )
    uow.visits.add(visit)
    uow.audit.write("visit booked", patient_id=patient_id, visit_id=visit.id)
    return visit


def _move(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, target: VisitState, room_id: str | None = None
) -> Visit:
    after = moved(visit, target, clinic.now(), room_id)
    return _record_move(uow, clinic, visit, after)


def _record_move(
    uow: UnitOfWork, clinic: Clinic, before: Visit, after: Visit, undoes: str | None = None
) -> Visit:
    uow.visits.update(after)
    made = VisitMove(
        new_id(),
        before.id,
        before.state,
        after.state,
        clinic.now(),
        clinic.actor.user_name,
        after.room_id,
        undoes,
    )
    uow.visits.add_move(made)
    uow.audit.write(
        "visit moved" if undoes is None else "visit move undone",
        patient_id=before.patient_id,
        visit_id=before.id,
        record=made.id,
        reason=f"{before.state} to {after.state}",
    )
    return replace(after, version=before.version + 1)


def record_move(uow: UnitOfWork, clinic: Clinic, visit: Visit, target: VisitState) -> Visit:
    """For other use cases of this floor: a legal move inside their own transaction."""
    return _move(uow, clinic, visit, target)


def _room_before(earlier: Sequence[VisitMove]) -> str | None:
    return earlier[-1].room_id if earlier else None


def _follow_room(uow: UnitOfWork, clinic: Clinic, before: Visit, after: Visit) -> None:
    if before.room_id and before.room_id != after.room_id:
        give_back(clinic, uow, before.room_id)
    if after.room_id and after.state is not VisitState.CHECKOUT:
        occupy(clinic, uow, after.room_id)


def _check_person(name: Name, birth_date: date, sex: str, today: date) -> None:
    if not name.family.strip():
        raise Refused("A family name is needed.", do="Type it.")
    if sex not in SEXES:
        raise Refused("Choose one of the listed sexes.", do="Use unknown where it is not known.")
    if not today - _OLDEST <= birth_date <= today:
        raise Refused("The birth date is not possible.", do="Check the year.")


def _next_mrn(uow: UnitOfWork, clinic: Clinic) -> str:
    """W, the day, and a number: plainly a number of this clinic's own making."""
    prefix = f"W{clinic.local(clinic.now()):%y%m%d}"
    numbers = count(uow.patients.count(prefix) + 1)
    tried = (f"{prefix}{number:02d}" for number in numbers)
    return next(mrn for mrn in tried if uow.patients.by_mrn(mrn) is None)
