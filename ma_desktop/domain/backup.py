"""When a store was last backed up, and whether that is too long ago."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ma_desktop.domain.clinic_settings import DAYS


@dataclass(frozen=True)
class BackupState:
    """`at` is the last backup, None before the first; a server is backed up by its own programs."""

    at: datetime | None
    is_late: bool
    on_server: bool = False


def is_late(last: date, today: date, open_days: Collection[str]) -> bool:
    """True when a whole day with patients lies between `last` and `today`.

    `last` is the day of the last backup, or the day the store was made. `open_days` are keys of
    `DAYS`.
    """
    codes = tuple(DAYS)
    # A week that has passed holds every open day.
    days = (last + timedelta(days=n) for n in range(1, min((today - last).days, len(codes) + 1)))
    return any(codes[day.weekday()] in open_days for day in days)
