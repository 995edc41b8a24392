"""Today's board: walk-ins, rooms, moves, taking back, and days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import schedule, today
from ma_desktop.services.clinic import Clinic
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock


def walk_in(clinic: Clinic, family: str = "Okafor", given: str = "Grace") -> str:
    visit_id, _changes = schedule.walk_in(
        clinic,
        Name(family, given),
        date(1979, 3, 14),
        "female",
        visit_type="Sick visit",
        provider="Dr. Ahmed",
    )
    return visit_id


def state(clinic: Clinic, visit_id: str) -> tuple[VisitState, int, str]:
    row = next(row for row in today.board(clinic).rows if row.visit.id == visit_id)
    return row.visit.state, row.visit.version, row.room.name if row.room else ""


def test_walk_in_is_waiting_on_the_board(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = walk_in(clinic)
    clock.advance(minutes=14)
    board = today.board(clinic)
    (row,) = board.rows
    assert (row.visit.id, row.visit.state) == (visit_id, VisitState.ARRIVED)
    assert row.visit.waited(board.now) == timedelta(minutes=14)
    assert [item.text for item in board.due][:1] == ["G.O. waiting 14 min"]


def test_walk_ins_get_record_numbers_of_their_own(clinic: Clinic) -> None:
    walk_in(clinic, "Nguyen", "Minh")
    walk_in(clinic, "Petrov", "Alexei")
    numbers = {row.patient.mrn for row in today.board(clinic).rows}
    assert numbers == {"W26031001", "W26031002"}


@pytest.mark.parametrize(
    ("family", "birth", "sex"),
    [
        ("", date(1979, 3, 14), "female"),
        ("Okafor", date(2026, 3, 11), "female"),
        ("Okafor", date(1870, 1, 1), "female"),
        ("Okafor", date(1979, 3, 14), "F"),
    ],
)
def test_impossible_person_is_refused_and_nothing_is_stored(
    clinic: Clinic, family: str, birth: date, sex: str
) -> None:
    with pytest.raises(Refused):
        schedule.walk_in(clinic, Name(family, "X"), birth, sex, visit_type="", provider="")
    assert today.board(clinic).rows == ()


def test_newborn_and_the_oldest_person_are_taken(clinic: Clinic) -> None:
    for birth in (date(2026, 3, 10), date(1906, 1, 1)):
        schedule.walk_in(
            clinic, Name("Haddad", "Layla"), birth, "female", visit_type="", provider=""
        )
    assert len(today.board(clinic).rows) == 2


def test_taken_record_number_is_a_conflict(clinic: Clinic) -> None:
    def make() -> None:
        born = date(1979, 3, 14)
        schedule.walk_in(
            clinic, Name("Santos", "Maria"), born, "female", visit_type="", provider="", mrn="7"
        )

    make()
    with pytest.raises(Conflict):
        make()
    assert len(today.board(clinic).rows) == 1


def test_room_takes_the_patient_and_shows_it(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    assert state(clinic, visit_id) == (VisitState.ROOMING, 3, "Exam 3")
    card = today.board(clinic).rooms[2]
    assert (card.state, card.patient and card.patient.name.family) == ("rooming", "Okafor")


def test_room_that_is_taken_or_missing_is_refused(clinic: Clinic) -> None:
    roomed_visit(clinic)
    other = walk_in(clinic, "Tanaka", "Kenji")
    with pytest.raises(Refused, match="taken"):
        schedule.room(clinic, other, "3", 2)
    with pytest.raises(Refused, match="no room 9"):
        schedule.room(clinic, other, "9", 2)
    assert state(clinic, other)[0] is VisitState.ARRIVED


def test_move_of_somebody_else_first_is_a_conflict(clinic: Clinic) -> None:
    visit_id = walk_in(clinic)
    schedule.room(clinic, visit_id, "1", 2)
    with pytest.raises(Conflict):
        schedule.room(clinic, visit_id, "2", 2)
    assert state(clinic, visit_id)[2] == "Exam 1"


def test_ready_comes_only_from_the_hand_off(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused, match="hand-off"):
        schedule.move(clinic, visit_id, VisitState.READY, 3)


def test_illegal_move_is_refused(clinic: Clinic) -> None:
    visit_id = walk_in(clinic)
    with pytest.raises(Refused):
        schedule.move(clinic, visit_id, VisitState.CHECKOUT, 2)


def test_undo_takes_the_last_move_back_and_keeps_both(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    schedule.undo(clinic, visit_id)
    assert state(clinic, visit_id)[::2] == (VisitState.ARRIVED, "")
    assert today.board(clinic).rooms[2].state == "ready"
    schedule.undo(clinic, visit_id)
    assert state(clinic, visit_id)[0] is VisitState.SCHEDULED
    moves = schedule.moves(clinic, visit_id)
    assert [m.undoes for m in moves] == [None, None, moves[1].id, moves[0].id]
    with pytest.raises(Refused, match="no recent move"):
        schedule.undo(clinic, visit_id)


def test_old_move_is_not_taken_back(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    clock.advance(minutes=31)
    with pytest.raises(Refused, match="no recent move"):
        schedule.undo(clinic, visit_id)


def test_leaving_a_room_turns_it_over(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    schedule.move(clinic, visit_id, VisitState.LEFT, 3)
    assert today.board(clinic).rooms[2].state == "turnover"


def test_names_that_could_be_mixed_up_carry_an_alert(clinic: Clinic) -> None:
    walk_in(clinic, "Okafor", "Grace")
    walk_in(clinic, "Okafor", "Gloria")
    walk_in(clinic, "Petrov", "Alexei")
    alerts = {row.patient.name.given: row.alike for row in today.board(clinic).rows}
    assert alerts == {"Grace": "name alert", "Gloria": "name alert", "Alexei": ""}


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), 23),  # 04:00 on the day the clocks go forward
        (datetime(2026, 11, 1, 9, 0, tzinfo=UTC), 25),  # 04:00 on the day they go back
    ],
)
def test_days_on_which_the_clocks_change(tmp_path: Path, moment: datetime, hours: int) -> None:
    clock = FixedClock(moment)
    clinic = open_made(make_store(tmp_path), clock)
    start, end = schedule.day_bounds(clinic, clinic.local(moment).date())
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    visit_id = walk_in(clinic)
    assert [row.visit.id for row in today.board(clinic).rows] == [visit_id]
    clock.advance(hours=21)
    assert today.board(clinic).rows == ()
    clinic.close()


def test_search_finds_by_prefix_without_accents_and_by_record_number(clinic: Clinic) -> None:
    schedule.walk_in(
        clinic,
        Name("García-López", "Inés"),
        date(1971, 8, 8),
        "female",
        visit_type="",
        provider="",
        mrn="004-090-66",
    )
    for text in ("garcia", "GARCÍA", "garcialop", "garcia, in", "004-090"):
        assert [p.mrn for p in schedule.find_patients(clinic, text)] == ["004-090-66"], text
    assert [p.mrn for p in schedule.find_patients(clinic, "López")] == ["004-090-66"]
    assert [p.mrn for p in schedule.find_patients(clinic, "ines garcia")] == ["004-090-66"]
    assert schedule.find_patients(clinic, "perez") == ()
    assert schedule.find_patients(clinic, "  ") == ()
