"""Instruments and trays that come back: from dirty to packed, and around again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.sterilization import Pack, PackState


class InstrumentState(StrEnum):
    """Where a tray or a single instrument is."""

    DIRTY = "dirty"
    CLEANED = "cleaned"
    INSPECTED = "inspected"
    PACKED = "packed"
    STERILE = "sterile"
    USED = "used"
    REPAIR = "repair"
    RETIRED = "retired"

    @property
    def words(self) -> str:
        """The state for people."""
        return _WORDS[self]


_WORDS = {
    InstrumentState.DIRTY: "dirty",
    InstrumentState.CLEANED: "cleaned",
    InstrumentState.INSPECTED: "inspected",
    InstrumentState.PACKED: "packed",
    InstrumentState.STERILE: "sterile",
    InstrumentState.USED: "used, dirty",
    InstrumentState.REPAIR: "in repair",
    InstrumentState.RETIRED: "retired",
}

_FROM_PACK = {
    PackState.PACKED: InstrumentState.PACKED,
    PackState.LOADED: InstrumentState.PACKED,
    PackState.STERILE: InstrumentState.STERILE,
    PackState.QUARANTINE: InstrumentState.PACKED,
    PackState.USED: InstrumentState.USED,
    PackState.OPENED: InstrumentState.DIRTY,
    PackState.RECALLED: InstrumentState.PACKED,
    PackState.RECOVERED: InstrumentState.DIRTY,
    PackState.FAILED: InstrumentState.DIRTY,
}
"""What the state of its pack says of what is inside: only a released one is sterile."""

_NEXT = {
    InstrumentState.DIRTY: InstrumentState.CLEANED,
    InstrumentState.USED: InstrumentState.CLEANED,
    InstrumentState.CLEANED: InstrumentState.INSPECTED,
    InstrumentState.INSPECTED: InstrumentState.PACKED,
    InstrumentState.REPAIR: InstrumentState.DIRTY,
}
_UNPACKED = frozenset(
    {
        InstrumentState.DIRTY,
        InstrumentState.USED,
        InstrumentState.CLEANED,
        InstrumentState.INSPECTED,
        InstrumentState.REPAIR,
    }
)


@dataclass(frozen=True)
class Instrument:
    """One tray or single instrument with a name of its own; `set_id` is what it holds.

    `state` is what a person last recorded; while `pack_id` stands, the pack says where it is.
    """

    id: str
    name: str
    set_id: str
    state: InstrumentState
    since: datetime
    by: str
    pack_id: str = ""
    version: int = 1


@dataclass(frozen=True)
class InstrumentEvent:
    """One step of its way; nothing takes it away."""

    instrument_id: str
    state: InstrumentState
    at: datetime
    by: str
    pack_id: str = ""
    reason: str = ""


def state_now(item: Instrument, pack: Pack | None) -> InstrumentState:
    """The recorded state, or what its pack became of since it was packed."""
    if item.state is InstrumentState.PACKED and pack is not None:
        return _FROM_PACK[pack.state]
    return item.state


def next_state(now: InstrumentState) -> InstrumentState | None:
    """The usual next step; None where the pack decides, or nothing follows."""
    return _NEXT.get(now)


def demand_move(now: InstrumentState, goal: InstrumentState, reason: str) -> None:
    """Raise Refused for a step that leaves one out, or a repair or retirement without a reason.

    Dirty, cleaned, inspected, packed: each in its order (CDC 2008: clean before sterilizing,
    inspect before packing). What is packed goes on by its load.
    """
    if goal in (InstrumentState.REPAIR, InstrumentState.RETIRED):
        if now not in _UNPACKED or now is goal:
            raise Refused(f"It is {now.words}.", do="Open its pack first.")
        if not reason.strip():
            raise Refused("A reason is needed.", do="Type it.")
        return
    back = goal is InstrumentState.DIRTY and now in _UNPACKED
    if next_state(now) is not goal and not back:
        raise Refused(
            f"It is {now.words}; it can't be {goal.words} next.",
            do="Record each step in its order.",
        )
