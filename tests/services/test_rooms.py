"""Rooms: turned over, prepared, blocked; given too early only with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.checklist import latest, missing
from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.room import RoomNotReady
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import checklist_reads, checklists, rooms, schedule, timers, today
from ma_desktop.services.checklist_timers import NotYet
from ma_desktop.services.clinic import Clinic
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock


def card(clinic: Clinic, number: str = "3") -> RoomCard:
    return next(c for c in today.board(clinic).rooms if c.room.number == number)


def leave(clinic: Clinic) -> None:
    """A patient was in room 3 and left."""
    visit_id = roomed_visit(clinic)
    schedule.move(clinic, visit_id, VisitState.LEFT, 3)


def waiting(clinic: Clinic, visit_type: str = "Sore throat") -> str:
    return schedule.walk_in(
        clinic,
        Name("Boateng", "Ama"),
        date(1997, 5, 11),
        "female",
        visit_type=visit_type,
        provider="Dr. Patel",
    )[0]


def wipe(clinic: Clinic) -> str:
    """Everything of room 3's turnover up to the wet surfaces; returns the run."""
    opened, _ = rooms.work_on(clinic, card(clinic).room.id)
    run_id = opened.run.id
    for item in opened.checklist.items:
        if item.id == "turnover_05":
            break
        if item.when is None:
            checklists.answer(clinic, run_id, item.id, "1" if item.kind == "choice" else "")
    checklists.answer(clinic, run_id, "turnover_05", "wipe")
    return run_id


def rest(clinic: Clinic, run_id: str) -> None:
    opened = checklist_reads.open_run(clinic, run_id)
    for item in missing(opened.checklist, opened.answers):
        given = latest(opened.answers).get(item.id)
        checklists.answer(clinic, run_id, item.id, "", turn=given.turn if given else 0)


def test_a_turnover_with_its_contact_time(clinic: Clinic, clock: FixedClock) -> None:
    leave(clinic)
    run_id = wipe(clinic)
    shown = card(clinic)
    assert (shown.state, shown.work) == ("turnover", "5 of 10")
    assert shown.wet_until is not None
    visit_id = waiting(clinic)
    with pytest.raises(RoomNotReady, match="wet"):
        schedule.room(clinic, visit_id, "3", 2)
    with pytest.raises(RoomNotReady, match="wet"):
        rooms.finish_room(clinic, shown.room.id, shown.room.version)
    clock.advance(minutes=4)
    with pytest.raises(RoomNotReady, match="turned over"):
        schedule.room(clinic, visit_id, "3", 2)
    rest(clinic, run_id)
    rooms.finish_room(clinic, shown.room.id, shown.room.version)
    assert card(clinic).state == "ready"
    schedule.room(clinic, visit_id, "3", 2)
    assert card(clinic).state == "rooming"


@pytest.mark.parametrize(
    "begun", [datetime(2026, 3, 8, 6, 58, tzinfo=UTC), datetime(2026, 11, 1, 5, 58, tzinfo=UTC)]
)
def test_contact_time_runs_on_when_the_clocks_change(
    clinic: Clinic, clock: FixedClock, begun: datetime
) -> None:
    """From 1:58 on, clocks of New York jump to 3:00 in spring and back to 1:00 in autumn."""
    clock.advance(seconds=(begun - clock.now()).total_seconds())
    leave(clinic)
    wipe(clinic)
    wet_until = card(clinic).wet_until
    assert wet_until is not None
    assert wet_until - begun == timedelta(minutes=4)
    clock.advance(minutes=3, seconds=59)
    with pytest.raises(RoomNotReady, match="wet"):
        rooms.finish_room(clinic, card(clinic).room.id, card(clinic).room.version)
    clock.advance(seconds=1)
    with pytest.raises(Refused, match="steps are open"):
        rooms.finish_room(clinic, card(clinic).room.id, card(clinic).room.version)


def test_a_reason_opens_a_wet_room_and_stays_on_record(clinic: Clinic) -> None:
    leave(clinic)
    run_id = wipe(clinic)
    visit_id = waiting(clinic)
    schedule.room(clinic, visit_id, "3", 2, "Chest pain")
    assert card(clinic).state == "rooming"
    assert timers.running(clinic) == ()
    assert checklist_reads.open_run(clinic, run_id).run.state == "stopped"
    with clinic.look() as uow:
        entries = [e for e, _mac in uow.audit.entries() if e.reason == "Chest pain"]
    assert [e.action for e in entries] == ["room given before it was ready"]
    schedule.undo(clinic, visit_id)
    assert card(clinic).state == "turnover"


def test_a_timer_that_was_ended_elsewhere_shortens_nothing(
    clinic: Clinic, clock: FixedClock
) -> None:
    """The dock ends any timer; the surfaces are wet all the same."""
    leave(clinic)
    run_id = wipe(clinic)
    timers.end(clinic, timers.running(clinic)[0].id)
    with pytest.raises(NotYet):
        checklists.answer(clinic, run_id, "turnover_05", "", turn=1)
    clock.advance(minutes=4)
    checklists.answer(clinic, run_id, "turnover_05", "", turn=1)


def test_contact_time_survives_lock_and_restart(tmp_path: Path, clock: FixedClock) -> None:
    place = make_store(tmp_path)
    first = open_made(place, clock)
    leave(first)
    wipe(first)
    first.close()
    clock.advance(minutes=3)
    second = open_made(place, clock)
    with pytest.raises(RoomNotReady, match="wet"):
        schedule.room(second, waiting(second), "3", 2)
    assert card(second).work == "5 of 10"
    second.close()


def test_a_blocked_room_takes_nobody(clinic: Clinic) -> None:
    room = card(clinic).room
    with pytest.raises(Refused, match="reason"):
        rooms.block(clinic, room.id, room.version, " ")
    rooms.block(clinic, room.id, room.version, "Sink repair until 11:00")
    assert card(clinic).room.reason == "Sink repair until 11:00"
    with pytest.raises(Refused, match="blocked"):
        schedule.room(clinic, waiting(clinic), "3", 2, "in a hurry")
    with pytest.raises(Conflict):
        rooms.unblock(clinic, room.id, room.version)
    rooms.unblock(clinic, room.id, card(clinic).room.version)
    assert card(clinic).state == "turnover"


def test_a_room_is_set_up_for_a_visit(clinic: Clinic) -> None:
    visit_id = waiting(clinic, "Joint injection")
    room = card(clinic).room
    run_id, _ = rooms.prepare(clinic, room.id, room.version, visit_id)
    shown = card(clinic)
    assert (shown.state, shown.work) == ("set-up", "0 of 6")
    rest(clinic, run_id)
    rooms.finish_room(clinic, room.id, shown.room.version)
    assert card(clinic).state == "ready"
    again, plain = card(clinic).room, waiting(clinic, "Sore throat")
    with pytest.raises(Refused, match="no list"):
        rooms.prepare(clinic, again.id, again.version, plain)


def test_two_people_change_one_room(clinic: Clinic) -> None:
    room = card(clinic).room
    rooms.block(clinic, room.id, room.version, "Leak")
    with pytest.raises(Conflict):
        rooms.block(clinic, room.id, room.version, "Sink")


def test_another_turnover_list_may_be_chosen_before_it_is_begun(clinic: Clinic) -> None:
    leave(clinic)
    room_id = card(clinic).room.id
    rooms.work_on(clinic, room_id)
    opened, _ = rooms.work_on(clinic, room_id, rooms.ISOLATION)
    assert opened.checklist.id == rooms.ISOLATION


def test_a_visit_that_ends_later_leaves_the_next_patient_alone(clinic: Clinic) -> None:
    """The first patient paid at the desk while the second one already sat in the room."""
    first = roomed_visit(clinic)
    with clinic.work(Right.ROOM) as uow:
        visit = uow.visits.get(first)
        assert visit is not None
        for target in (VisitState.READY, VisitState.WITH_PROVIDER):
            visit = schedule.record_move(uow, clinic, visit, target)
    schedule.move(clinic, first, VisitState.CHECKOUT, visit.version)
    assert card(clinic).state == "turnover"
    schedule.room(clinic, waiting(clinic), "3", 2, "Urgent")
    schedule.move(clinic, first, VisitState.DONE, visit.version + 1)
    assert card(clinic).state == "rooming"
