"""A room's own state, and why it can't take a patient yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ma_desktop.domain.errors import Refused


class RoomState(StrEnum):
    """What a room is in; occupied follows from the visit inside."""

    READY = "ready"
    SET_UP = "set-up"
    OCCUPIED = "occupied"
    TURNOVER = "turnover"
    BLOCKED = "blocked"


class RoomNotReady(Refused):
    """The room is in turnover: it can be given with a reason, which goes on record."""


@dataclass(frozen=True)
class Readiness:
    """What stands between a room and its next patient; `wet_until` is the disinfectant's time."""

    state: str
    wet_until: datetime | None = None

    def is_wet(self, now: datetime) -> bool:
        """Whether the contact time of the disinfectant still runs."""
        return self.wet_until is not None and now < self.wet_until


def demand_ready(name: str, found: Readiness, now: datetime, reason: str) -> None:
    """Raise Refused for a blocked room, RoomNotReady for one in turnover without a reason."""
    if found.state == RoomState.BLOCKED:
        raise Refused(
            f"{name} is blocked.",
            safe="The visit stays as it was.",
            do="Choose another room, or open it again on Rooms.",
        )
    if reason.strip():
        return
    if found.is_wet(now):
        raise RoomNotReady(
            f"{name} is still wet with disinfectant.",
            safe="The visit stays as it was.",
            do="Wait until its time is over, or say why not.",
        )
    if found.state == RoomState.TURNOVER:
        raise RoomNotReady(
            f"{name} is not turned over yet.",
            safe="The visit stays as it was.",
            do="Finish its list on Rooms, or say why not.",
        )
