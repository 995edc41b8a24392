"""What the Today screen shows, frozen at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ma_desktop.domain.patient import Patient
from ma_desktop.domain.visit import Room, Visit


@dataclass(frozen=True)
class BoardRow:
    """One visit of the day. `alike` holds what the name alert says, empty without one."""

    visit: Visit
    patient: Patient
    room: Room | None
    alike: str = ""
    needs: tuple[str, ...] = ()
    alert: str = ""


@dataclass(frozen=True)
class RoomCard:
    """One room of the strip: its word of state and who is in it.

    `work` says how far its list is (9 of 12), `wet_until` when its disinfectant is done.
    """

    room: Room
    state: str
    patient: Patient | None = None
    visit: Visit | None = None
    work: str = ""
    wet_until: datetime | None = None


@dataclass(frozen=True)
class DueItem:
    """Something that waits for somebody; `visit_id`, `screen` and its `view` open it."""

    text: str
    late: bool = False
    visit_id: str = ""
    screen: str = ""
    view: str = ""


@dataclass(frozen=True)
class Board:
    """The day in one read."""

    day: date
    now: datetime
    rows: tuple[BoardRow, ...] = ()
    rooms: tuple[RoomCard, ...] = ()
    due: tuple[DueItem, ...] = ()
    mark: int = 0
    """How many audit entries there were: another number means that something was done since."""
