"""Rooms: prepared, turned over, blocked and opened again; each on record, none by accident."""

from __future__ import annotations

from dataclasses import dataclass

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import OpenRun, Run, progress, set_up_list
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.room import Readiness, RoomNotReady, RoomState, demand_ready
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import GIVEN_BACK, Room, VisitState
from ma_desktop.services import checklists
from ma_desktop.services.checklist_lists import lists_in_force
from ma_desktop.services.checklist_reads import open_run
from ma_desktop.services.checklists import RunPlace, begin, close
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.rows import conflict
from ma_desktop.storage.store import UnitOfWork

TURNOVER, ISOLATION = "turnover", "turnover_iso"
_MAY_PREPARE = frozenset({VisitState.SCHEDULED, VisitState.ARRIVED})


@dataclass(frozen=True)
class RoomWork:
    """What a room's card says of its list: steps done, and when its surfaces may dry."""

    run: Run | None
    words: str
    readiness: Readiness


def room_work(uow: UnitOfWork) -> dict[str, RoomWork]:
    """For each room: its open turnover or set-up list, and the disinfectant's time."""
    runs = {run.room_id: run for run in uow.runs.open() if run.room_id and not run.parent_id}
    answers = uow.runs.answers(run.id for run in runs.values())
    wet = {
        timer.room_id: timer.due_at
        for timer in uow.timers.running()
        if timer.kind == "contact" and timer.room_id
    }
    found = {}
    for room in uow.clinic.rooms():
        run = runs.get(room.id)
        words = ""
        if run is not None:
            words = progress(checklists.form_of(uow, run), answers[run.id]).words
        found[room.id] = RoomWork(run, words, Readiness(room.state, wet.get(room.id)))
    return found


def take(clinic: Clinic, uow: UnitOfWork, room_id: str, reason: str) -> None:
    """A patient goes into a room. Raises Refused, or RoomNotReady where a reason opens it.

    The room's open list is stopped and its timer ended. What the room was stays in `reason` of its
    row, so that taking the move back finds it again.
    """
    room = _demand_room(uow, room_id)
    work = room_work(uow)[room_id]
    demand_ready(room.name, work.readiness, clinic.now(), reason)
    too_early = room.state == RoomState.TURNOVER or work.readiness.is_wet(clinic.now())
    if too_early:
        uow.audit.write("room given before it was ready", record=room_id, reason=reason.strip())
    occupy(clinic, uow, room_id)


def occupy(clinic: Clinic, uow: UnitOfWork, room_id: str) -> None:
    """A patient is in this room, or back in it after a move was taken back."""
    room = _demand_room(uow, room_id)
    if room.state == RoomState.OCCUPIED:
        return
    _leave_list(clinic, uow, room, "the patient is in the room")
    before = RoomState.TURNOVER if room.state == RoomState.TURNOVER else ""
    now, by = clinic.now(), clinic.actor.user_name
    uow.clinic.set_room_state(room_id, RoomState.OCCUPIED, now, by, before)


def give_back(clinic: Clinic, uow: UnitOfWork, room_id: str) -> None:
    """The patient was never in this room: it is again what it was."""
    room = _demand_room(uow, room_id)
    is_used = room.reason == RoomState.TURNOVER
    state, reason = (RoomState.TURNOVER, "") if is_used else (RoomState.READY, GIVEN_BACK)
    uow.clinic.set_room_state(room_id, state, clinic.now(), clinic.actor.user_name, reason)


def work_on(clinic: Clinic, room_id: str, list_id: str = TURNOVER) -> tuple[OpenRun, Changes]:
    """The room's open list; begins the turnover (or `list_id`) where there is none yet.

    Raises Refused when the room needs none.
    """
    with clinic.work(Right.ROOM) as uow:
        room = _demand_room(uow, room_id)
        run = room_work(uow)[room_id].run
        other = run is not None and run.visit_id is None and run.checklist_id != list_id
        if run is not None and other and not _is_begun(uow, run):
            _leave_list(clinic, uow, room, "another list was chosen")
            run = None
        if run is None:
            if room.state != RoomState.TURNOVER:
                raise Refused("This room needs no list now.", do="Prepare it for a visit.")
            run = begin(clinic, uow, lists_in_force(uow)[list_id], RunPlace(room_id=room_id))
    return open_run(clinic, run.id), checklists.TOUCHED


def prepare(clinic: Clinic, room_id: str, version: int, visit_id: str) -> tuple[str, Changes]:
    """Set a ready room up for a visit by the list of its type; returns the run.

    Raises Refused for a room that is not ready or a visit type without a list, Conflict.
    """
    with clinic.work(Right.ROOM) as uow:
        room = _demand_room(uow, room_id, version)
        if room.state != RoomState.READY:
            raise Refused("Only a ready room can be set up.", do="Turn it over first.")
        visit = uow.visits.get(visit_id)
        if visit is None or visit.state not in _MAY_PREPARE:
            raise Refused("This visit needs no room now.", do="Choose another one.")
        item = set_up_list(lists_in_force(uow).values(), visit.visit_type)
        if item is None:
            raise Refused("There is no list for this visit type.", do="Add its word to a list.")
        run = begin(clinic, uow, item, RunPlace(room_id=room_id, visit_id=visit_id))
        _change(clinic, uow, room, RoomState.SET_UP, item.name)
    return run.id, checklists.TOUCHED


def finish_room(clinic: Clinic, room_id: str, version: int, reason: str = "") -> Changes:
    """The room is ready. Raises RoomNotReady while it is wet or steps are open, unless `reason`.

    A blocked room is opened again by `unblock`. Raises Conflict when somebody changed it first.
    """
    with clinic.work(Right.ROOM) as uow:
        room = _demand_room(uow, room_id, version)
        if room.state not in (RoomState.TURNOVER, RoomState.SET_UP):
            raise Refused("This room is not being prepared.", do="Look at it again.")
        work = room_work(uow)[room_id]
        if reason.strip():
            _leave_list(clinic, uow, room, reason.strip())
            uow.audit.write("room ready early", record=room_id, reason=reason.strip())
        elif work.readiness.is_wet(clinic.now()):
            raise RoomNotReady("The room is still wet.", do="Wait, or say why not.")
        elif work.run is None:
            raise RoomNotReady("The list of this room is not done.", do="Do it, or say why not.")
        else:
            close(clinic, uow, work.run.id, work.run.version)
        _change(clinic, uow, room, RoomState.READY, "")
    return checklists.TOUCHED


def block(clinic: Clinic, room_id: str, version: int, reason: str) -> Changes:
    """Nobody is taken into this room until it is opened again. Raises Refused, Conflict."""
    if not reason.strip():
        raise Refused("Blocking needs a reason.", do="Say why, and until when.")
    with clinic.work(Right.ROOM) as uow:
        room = _demand_room(uow, room_id, version)
        _leave_list(clinic, uow, room, "the room was blocked")
        _change(clinic, uow, room, RoomState.BLOCKED, reason.strip())
    return checklists.TOUCHED


def unblock(clinic: Clinic, room_id: str, version: int) -> Changes:
    """Open a blocked room: it is turned over before it takes a patient."""
    with clinic.work(Right.ROOM) as uow:
        room = _demand_room(uow, room_id, version)
        if room.state != RoomState.BLOCKED:
            raise Refused("This room is not blocked.", do="Look at it again.")
        _change(clinic, uow, room, RoomState.TURNOVER, "")
    return checklists.TOUCHED


def _demand_room(uow: UnitOfWork, room_id: str, version: int | None = None) -> Room:
    room = uow.clinic.room(room_id)
    if room is None:
        raise Refused("This room is not known.", do="Look at the rooms again.")
    if version is not None and room.version != version:
        raise conflict()
    return room


def _change(clinic: Clinic, uow: UnitOfWork, room: Room, state: RoomState, reason: str) -> None:
    uow.clinic.change_room(room, state, clinic.now(), clinic.actor.user_name, reason)
    uow.audit.write(f"room {state}", record=room.id, reason=reason)


def _is_begun(uow: UnitOfWork, run: Run) -> bool:
    return bool(uow.runs.answers((run.id,))[run.id])


def _leave_list(clinic: Clinic, uow: UnitOfWork, room: Room, reason: str) -> None:
    """Stop the room's open list, and the timers that belong to it."""
    run = room_work(uow)[room.id].run
    if run is not None:
        checklists.give_up(clinic, uow, run, reason)
