"""Days and times as people read them; every moment stands in the clinic's zone already."""

from __future__ import annotations

from datetime import date, datetime


def clock(local: datetime) -> str:
    """9:05, 24 hours."""
    return f"{local.hour}:{local:%M}"


def day_words(day: date) -> str:
    """14 Mar 1979: no order of day and month to mistake."""
    return f"{day.day} {day:%b} {day.year}"


def stamp(local: datetime) -> str:
    """14 Mar 1979 9:05."""
    return f"{day_words(local)} {clock(local)}"
