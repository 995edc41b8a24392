"""Timers of the clinic: they run on after a lock, a restart, and on every workstation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Timer:
    """Something that is due at a time. `kind` is a word such as bp-rest, contact, spin or bi-read.

    `subject` is the id of the record it belongs to, `screen` the screen that `Go` shows.
    `label` holds no patient's name; who shows it adds initials from `visit_id`.
    """

    id: str
    kind: str
    label: str
    started_at: datetime
    due_at: datetime
    started_by: str
    subject: str = ""
    patient_id: str = ""
    visit_id: str = ""
    room_id: str = ""
    screen: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    outcome: str = ""
    version: int = 1

    def left(self, now: datetime) -> timedelta:
        """Time that is still to run; zero once it is due."""
        return max(self.due_at - now, timedelta())

    def is_due(self, now: datetime) -> bool:
        """Whether its time is up."""
        return now >= self.due_at


@dataclass(frozen=True)
class ShownTimer:
    """A timer as every screen shows it: `initials` of its patient, never the name."""

    timer: Timer
    initials: str = ""

    @property
    def words(self) -> str:
        """What runs, and for whom by initials."""
        return " · ".join(part for part in (self.timer.label, self.initials) if part)


def clock_words(left: timedelta) -> str:
    """4:05 for minutes, 1 h 04 min beyond an hour, 2 d 3 h beyond a day; rounded up to seconds."""
    seconds = -(-int(left.total_seconds() * 1000) // 1000)
    minutes, rest = divmod(seconds, 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes_left:02d} min"
    return f"{minutes}:{rest:02d}"
