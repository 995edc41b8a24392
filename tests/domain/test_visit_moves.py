"""A visit goes only where the day lets it go, and never without a room where it needs one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.visit import Visit, VisitState, may_move, move

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
STATES = list(VisitState)
DAY = [
    VisitState.ARRIVED,
    VisitState.ROOMING,
    VisitState.READY,
    VisitState.WITH_PROVIDER,
    VisitState.TASKS,
    VisitState.CHECKOUT,
    VisitState.DONE,
]


def visit(state: VisitState = VisitState.SCHEDULED, room: str | None = None) -> Visit:
    return Visit("v", "p", NOW, "Follow-up", "Dr. Osei", state, NOW, room)


def test_a_whole_day_is_walked() -> None:
    current = visit()
    for minute, target in enumerate(DAY):
        current = move(current, target, NOW + timedelta(minutes=minute), "room-3")
    assert current.state is VisitState.DONE
    assert current.arrived_at == NOW
    assert current.room_id is None


@pytest.mark.parametrize("source", STATES)
@pytest.mark.parametrize("target", STATES)
def test_an_illegal_move_is_refused_and_changes_nothing(
    source: VisitState, target: VisitState
) -> None:
    if may_move(source, target):
        assert move(visit(source, "room-3"), target, NOW).state is target
        return
    with pytest.raises(Refused, match="can't go from"):
        move(visit(source, "room-3"), target, NOW)


@pytest.mark.parametrize("state", STATES)
def test_no_state_leads_to_itself_and_each_has_words(state: VisitState) -> None:
    assert not may_move(state, state)
    assert state.words


def test_rooming_needs_a_room() -> None:
    with pytest.raises(Refused, match="needs a room"):
        move(visit(VisitState.ARRIVED), VisitState.ROOMING, NOW)


def test_back_to_waiting_gives_the_room_free_and_keeps_the_arrival() -> None:
    arrived = move(visit(), VisitState.ARRIVED, NOW)
    roomed = move(arrived, VisitState.ROOMING, NOW + timedelta(minutes=9), "room-3")
    back = move(roomed, VisitState.ARRIVED, NOW + timedelta(minutes=12))
    assert (back.room_id, back.arrived_at) == (None, NOW)
    assert back.since_arrival(NOW + timedelta(minutes=12)) == timedelta(minutes=12)


def test_waiting_is_never_negative() -> None:
    assert visit().waited(NOW - timedelta(hours=1)) == timedelta(0)
    assert visit().since_arrival(NOW) is None


def test_a_patient_in_the_clinic_is_open() -> None:
    assert [state for state in STATES if state.is_open] == DAY[:-1]
