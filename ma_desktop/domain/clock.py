"""Clocks of workstations: how far they may differ, and what a clock that was set back stops."""

from __future__ import annotations

from datetime import datetime, timedelta

from ma_desktop.domain.errors import MachineFailure

CLOCK_SKEW = timedelta(minutes=2)
"""Workstations' clocks may differ by this much; more is a clock that was set back."""


def demand_clock(now: datetime, last: datetime) -> None:
    """Raise MachineFailure when `now` is far behind what is on record already."""
    if now < last - CLOCK_SKEW:
        raise MachineFailure(
            "The clock of this computer is behind the last entry.",
            safe="Nothing was stored.",
            do="Set the computer's clock right, then do it again.",
        )
