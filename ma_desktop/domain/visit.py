"""A visit: appointment and encounter in one, with its states and the legal moves between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ma_desktop.domain.errors import Refused


class VisitState(StrEnum):
    """Where the patient is in the day."""

    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    ROOMING = "rooming"
    READY = "ready"
    WITH_PROVIDER = "with-provider"
    TASKS = "tasks"
    CHECKOUT = "checkout"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    LEFT = "left"

    @property
    def words(self) -> str:
        """The state for people."""
        return _WORDS[self]

    @property
    def is_open(self) -> bool:
        """The patient is in the clinic."""
        return self in _IN_CLINIC


_S = VisitState
_WORDS = {
    _S.SCHEDULED: "Scheduled",
    _S.ARRIVED: "Waiting",
    _S.ROOMING: "Rooming",
    _S.READY: "Ready for provider",
    _S.WITH_PROVIDER: "With provider",
    _S.TASKS: "Tasks",
    _S.CHECKOUT: "Checkout",
    _S.DONE: "Done",
    _S.CANCELLED: "Cancelled",
    _S.NO_SHOW: "No-show",
    _S.LEFT: "Left",
}
_IN_CLINIC = frozenset({_S.ARRIVED, _S.ROOMING, _S.READY, _S.WITH_PROVIDER, _S.TASKS, _S.CHECKOUT})
_MOVES: dict[VisitState, frozenset[VisitState]] = {
    _S.SCHEDULED: frozenset({_S.ARRIVED, _S.CANCELLED, _S.NO_SHOW}),
    _S.ARRIVED: frozenset({_S.ROOMING, _S.LEFT, _S.CANCELLED}),
    _S.ROOMING: frozenset({_S.READY, _S.ARRIVED, _S.LEFT}),
    _S.READY: frozenset({_S.WITH_PROVIDER, _S.ROOMING, _S.LEFT}),
    _S.WITH_PROVIDER: frozenset({_S.TASKS, _S.CHECKOUT, _S.READY, _S.LEFT}),
    _S.TASKS: frozenset({_S.CHECKOUT, _S.WITH_PROVIDER, _S.LEFT}),
    _S.CHECKOUT: frozenset({_S.DONE, _S.TASKS, _S.WITH_PROVIDER}),
    _S.DONE: frozenset({_S.CHECKOUT}),
    _S.CANCELLED: frozenset({_S.SCHEDULED}),
    _S.NO_SHOW: frozenset({_S.SCHEDULED, _S.ARRIVED}),
    _S.LEFT: frozenset({_S.ARRIVED, _S.ROOMING}),
}
_NEEDS_ROOM = frozenset({_S.ROOMING, _S.READY, _S.WITH_PROVIDER, _S.TASKS})
LONG_WAIT = timedelta(minutes=10)
"""From then on the board marks a waiting patient (default of this program)."""


@dataclass(frozen=True)
class Visit:
    """One patient's visit of one day; times are UTC."""

    id: str
    patient_id: str
    scheduled_at: datetime
    visit_type: str
    provider: str
    state: VisitState
    state_since: datetime
    room_id: str | None = None
    arrived_at: datetime | None = None
    reason: str = ""
    step: str = ""
    version: int = 1

    def waited(self, now: datetime) -> timedelta:
        """Time in the present state; never negative, even when a clock was set back."""
        return max(now - self.state_since, timedelta(0))

    def since_arrival(self, now: datetime) -> timedelta | None:
        """How long ago the patient arrived, never below zero; None before arrival."""
        return None if self.arrived_at is None else max(now - self.arrived_at, timedelta(0))


@dataclass(frozen=True)
class VisitMove:
    """One move on record: who, when, where; an undo is another move that names this one."""

    id: str
    visit_id: str
    source: VisitState
    target: VisitState
    at: datetime
    by: str
    room_id: str | None = None
    undoes: str | None = None


GIVEN_BACK = "given back"
"""The reason of a room that is ready again after a move into it was taken back."""


@dataclass(frozen=True)
class Room:
    """A room of the clinic with its own state; `number` is what `R` and digits choose.

    `reason` says why it is blocked, which state an occupied one was in before, or that a ready one
    was given back; `by` who brought it into this state.
    """

    id: str
    name: str
    number: str
    state: str = "ready"
    since: datetime | None = None
    reason: str = ""
    by: str = ""
    version: int = 1

    @property
    def is_prepared(self) -> bool:
        """Ready because somebody made it so, not because a patient was never in it."""
        return self.state == "ready" and self.reason != GIVEN_BACK


@dataclass(frozen=True)
class IdentityCheck:
    """Who was asked which identifiers, in which visit."""

    id: str
    visit_id: str
    patient_id: str
    identifiers: tuple[str, ...]
    at: datetime
    by: str


def may_move(source: VisitState, target: VisitState) -> bool:
    """Whether a visit may go from one state to the other."""
    return target in _MOVES[source]


def move(visit: Visit, target: VisitState, now: datetime, room_id: str | None = None) -> Visit:
    """The visit in its next state. Raises Refused when the move is not legal or lacks a room."""
    if not may_move(visit.state, target):
        raise Refused(
            f"A visit can't go from {visit.state.words} to {target.words}.",
            safe="The visit stays as it was.",
            do="Choose one of the moves that the board offers.",
        )
    room = room_id or visit.room_id
    if target in _NEEDS_ROOM and room is None:
        raise Refused(
            f"{target.words} needs a room.", safe="The visit stays as it was.", do="Choose a room."
        )
    return replace(
        visit,
        state=target,
        state_since=now,
        room_id=room if target in _NEEDS_ROOM | {VisitState.CHECKOUT} else None,
        arrived_at=now
        if target is VisitState.ARRIVED and not visit.arrived_at
        else visit.arrived_at,
    )
