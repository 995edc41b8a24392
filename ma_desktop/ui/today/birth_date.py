"""Reads a typed date of birth: 3/14/1979 or 1979-03-14, always with the whole year."""

from __future__ import annotations

import re
from datetime import date

from ma_desktop.domain.errors import Refused

HINT = "Month/day/year, such as 3/14/1979, or 1979-03-14"
_US = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{1,3}")


def parse_birth_date(text: str, today: date) -> date:
    """The day that `text` says. Raises Refused with what is wrong and how to write it."""
    typed = text.strip()
    if not typed:
        raise Refused("A date of birth is needed.", do=f"{HINT}.")
    if _SHORT_YEAR.fullmatch(typed):
        raise Refused("The year needs four digits.", do="Write 1979, not 79.")
    day = _day(typed)
    if day > today:
        raise Refused("This day has not come yet.", do="Check the year.")
    return day


def us_date(day: date) -> str:
    """3/14/1979, as `parse_birth_date` reads it."""
    return f"{day.month}/{day.day}/{day.year}"


def _day(typed: str) -> date:
    if match := _ISO.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _US.fullmatch(typed):
        month, day, year = (int(part) for part in match.groups())
    else:
        raise Refused("This is not a date.", do=f"{HINT}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(
            "There is no such day.", do="Check month and day: the month comes first."
        ) from None
