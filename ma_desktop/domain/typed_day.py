"""Reads a typed day: 3/14/1979, 03141979 or 1979-03-14, always with the whole year."""

from __future__ import annotations

import re
from datetime import date

from ma_desktop.domain.errors import Refused

HINT = "3/14/1979, 03141979 or 1979-03-14"
# [0-9] and not \d, which takes the digits of every script.
_US = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_US_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO_DIGITS = re.compile(r"((?:18|19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
"""No month is 18 to 20, so that eight digits never mean two days."""
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ]'?[0-9]{1,3}|[0-9]{6}")


def typed_day(text: str) -> date:
    """The day that `text` says, the month before the day.

    Raises Refused with what is wrong and how to write it: a year of two digits has two centuries,
    and digits without marks between them are eight.
    """
    typed = text.strip()
    if _SHORT_YEAR.fullmatch(typed):
        raise Refused("The year needs four digits.", do="Write 1979, not 79.")
    if match := _ISO.fullmatch(typed) or _ISO_DIGITS.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _US.fullmatch(typed) or _US_DIGITS.fullmatch(typed):
        month, day, year = (int(part) for part in match.groups())
    else:
        raise Refused("This is not a date.", do=f"Type it as {HINT}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(
            "There is no such day.", do="Check month and day: the month comes first."
        ) from None


def birth_day(text: str, today: date) -> date:
    """A day of birth that was typed. Raises Refused also for an empty text and a day to come."""
    if not text.strip():
        raise Refused("A birth date is needed.", do=f"Type it as {HINT}.")
    day = typed_day(text)
    if day > today:
        raise Refused("This day has not come yet.", do="Check the year.")
    return day


def us_date(day: date) -> str:
    """3/14/1979, as `typed_day` reads it."""
    return f"{day.month}/{day.day}/{day.year}"
