"""Dates as people read them on paper, in English whatever the machine's language is."""

from __future__ import annotations

from datetime import date, datetime

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def long_date(day: date) -> str:
    """14 March 1979"""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """14 Mar 1979"""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def month(day: date) -> str:
    """Mar 1979"""
    return f"{_MONTHS[day.month - 1][:3]} {day.year}"


def clock(moment: datetime) -> str:
    """9:05, 24 hours."""
    return f"{moment.hour}:{moment.minute:02d}"
