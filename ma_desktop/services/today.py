"""Today's board: the visits of the day, the rooms, and what is due, in one read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ma_desktop.domain.board import Board, BoardRow, RoomCard
from ma_desktop.domain.custody import needs_of
from ma_desktop.domain.patient import Patient, are_alike
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Room, VisitState
from ma_desktop.services.checklist_reads import read_checks
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.due import due_items
from ma_desktop.services.label_doubts import doubts_of_day
from ma_desktop.services.pressure import open_repeats
from ma_desktop.services.rooms import RoomWork, room_work
from ma_desktop.services.schedule import day_bounds, untold
from ma_desktop.services.specimens_due import late_ones
from ma_desktop.services.sterilization_due import read_waiting


def board(clinic: Clinic) -> Board:
    """The day's visits, rooms and what is due, in one read."""
    now = clinic.now()
    day = clinic.local(now).date()
    with clinic.look() as uow:
        visits = uow.visits.between(*day_bounds(clinic, day))
        people = uow.patients.many({visit.patient_id for visit in visits})
        rooms = uow.clinic.rooms()
        timers = uow.timers.running()
        work = room_work(uow)
        checks = read_checks(clinic, uow)
        specimens = uow.specimens.of_visits([visit.id for visit in visits])
        late = late_ones(clinic, uow.specimens.open(), read_settings(uow.settings.all()))
        to_tell = untold(uow, [visit.id for visit in visits if visit.state.is_open])
        repeats = open_repeats(uow, clinic, [visit for visit in visits if visit.state.is_open])
        in_rooming = [v.id for v in visits if v.state is VisitState.ROOMING]
        names = {person.user_name: person.title for person in uow.staff.all()}
        unfinished = {
            visit_id: names.get(user, user)
            for visit_id, user in uow.drafts.savers(in_rooming).items()
            if user != clinic.actor.user_name
        }
        sterilization = read_waiting(clinic, uow)
        doubts = doubts_of_day(clinic, uow, day)
        mark, _code = uow.audit.head()
    alerts = _alike(list(people.values()))
    by_id = {room.id: room for room in rooms}
    rows = tuple(
        BoardRow(
            visit,
            people[visit.patient_id],
            by_id.get(visit.room_id or ""),
            alike=alerts.get(visit.patient_id, ""),
            needs=needs_of(specimens.get(visit.id, ())),
            alert="Tell provider" if visit.id in to_tell else "",
        )
        for visit in visits
    )
    due = due_items(
        rows,
        now,
        timers,
        repeats=repeats,
        unfinished=unfinished,
        checks=checks,
        specimens=late,
        sterilization=sterilization,
        doubts=doubts,
    )
    return Board(day, now, rows, _cards(rooms, rows, work), due, mark)


def board_mark(clinic: Clinic) -> int:
    """`Board.mark` as it is now: one row, cheap enough to ask every other second."""
    with clinic.look() as uow:
        return uow.audit.head()[0]


def view_board(clinic: Clinic) -> Board:
    """The board for somebody who comes to it; the view goes into the audit, refreshes do not."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write("board viewed")
    return board(clinic)


def _alike(people: Sequence[Patient]) -> dict[str, str]:
    """What the name alert says of each patient who could be taken for another one today."""
    found: dict[str, str] = {}
    for index, one in enumerate(people):
        for other in people[index + 1 :]:
            if are_alike(one, other):
                found[one.id] = found[other.id] = "name alert"
    return found


def _cards(
    rooms: tuple[Room, ...], rows: tuple[BoardRow, ...], work: Mapping[str, RoomWork]
) -> tuple[RoomCard, ...]:
    inside = {row.room.id: row for row in rows if row.room and row.visit.state.is_open}
    cards = []
    for item in rooms:
        row, found = inside.get(item.id), work[item.id]
        wet = found.readiness.wet_until
        if row is None or item.state == "turnover":
            state = "ready" if item.state == "occupied" else item.state
            cards.append(RoomCard(item, state, work=found.words, wet_until=wet))
        else:
            state = "rooming" if row.visit.state is VisitState.ROOMING else "occupied"
            cards.append(RoomCard(item, state, row.patient, row.visit))
    return tuple(cards)
