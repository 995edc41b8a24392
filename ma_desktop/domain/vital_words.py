"""Values of vital signs that are no quantities: dates, ratios like 20/40, LO and HI of a meter."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.typed_day import typed_day
from ma_desktop.domain.vitals import VitalSign

KINDS = ("number", "date", "ratio", "word")
_SHORT = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{2}))?")
_RATIO = re.compile(r"(20|6) ?[/ ] ?([0-9]{1,4}) ?([+-][0-9])?")
_CENTURY = 100


class NotAWord(Refused):
    """The text is no such value."""


def word_of(vital: VitalSign, entry: str, today: date | None) -> str:
    """The value that `entry` (small letters, single spaces) names, as it goes on record.

    Empty when it names none, and the vital sign takes numbers. Raises NotAWord where it takes
    nothing else. Dates need `today`: 5/12 is the latest such day, and none lies in the future.
    """
    for item in vital.words:
        if entry in (item.text.lower(), *item.typed):
            return item.text
    if vital.kind == "date":
        return _date(vital, entry, today).isoformat()
    if vital.kind == "ratio":
        return _ratio(vital, entry)
    if vital.kind == "word":
        raise NotAWord(f"This is not a value of {vital.name}.", do=f"Type {vital.hint}.")
    return ""


def _date(vital: VitalSign, entry: str, today: date | None) -> date:
    if today is None:
        raise ValueError("a date is judged against today")
    found = today if entry == "today" else _day(entry, today)
    if found is None:
        raise NotAWord("This is not a date.", do=f"Type it like {vital.hint}.")
    if found > today:
        raise NotAWord(f"{vital.name} lies in the future.", do="Check the date.")
    return found


def _day(entry: str, today: date) -> date | None:
    try:
        if short := _SHORT.fullmatch(entry):
            return _us_day(int(short[1]), int(short[2]), short[3] or "", today)
        return typed_day(entry)
    except (ValueError, Refused):
        return None


def _us_day(month: int, day: int, year: str, today: date) -> date:
    """Month before day; a year of two digits is the latest so far, without one the latest day."""
    if year:
        full = today.year - today.year % _CENTURY + int(year)
        return date(full if full <= today.year else full - _CENTURY, month, day)
    if (month, day) <= (today.month, today.day):
        return date(today.year, month, day)
    return date(today.year - 1, month, day)


def _ratio(vital: VitalSign, entry: str) -> str:
    match = _RATIO.fullmatch(entry)
    if not match:
        raise NotAWord(f"{vital.name} is a ratio.", do=f"Type it like {vital.hint}.")
    # Six metres are twenty feet: the second number is bounded in feet.
    line = Decimal(match[2]) * 20 / Decimal(match[1])
    if vital.lines is not None and not vital.lines.holds(line):
        low, high = vital.lines.low, vital.lines.high
        raise NotAWord(f"No chart has this line: 20/{low} to 20/{high}.", do="Check the numbers.")
    return f"{match[1]}/{int(match[2])}{match[3] or ''}"
