"""What is typed into a checklist item, read and judged: in order, out of order, or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from ma_desktop.domain.checklist import DONE, OUT, Answer, Checklist, Item
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.typed_day import typed_day
from ma_desktop.domain.units import convert, tidy

LONGEST_TEXT = 500
_NUMBER = re.compile(r"([+-]?[0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*(°?\s*[A-Za-z]*)")
_SUFFIXES = {"c": "Cel", "f": "[degF]"}
_MONTH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
UNIT_WORDS = {
    "Cel": "°C",
    "[degF]": "°F",
    "[psi]": "psi",
    "min": "min",
    "s": "s",
    "mg/dL": "mg/dL",
    "%": "%",
    "": "",
}
"""Units of checklists as people read them; the keys are UCUM."""


@dataclass(frozen=True)
class Entry:
    """What will be stored of an answer: outcome, the value as typed, its unit, the number."""

    outcome: str
    value: str
    unit: str = ""
    number: Decimal | None = None


def read_entry(item: Item, text: str, today: date) -> Entry:
    """Read `text` for an item of any kind but timer. Raises Refused with what to type instead."""
    readers = {"number": _number, "choice": _choice, "text": _text, "tick": _tick}
    if item.kind == "date":
        return _date(item, text.strip(), today)
    return readers[item.kind](item, text.strip())


def demand_ascending(checklist: Checklist, standing: Mapping[str, Answer], new: Answer) -> None:
    """Raise Refused when the numbers of `ascending` would fall, as a minimum above the current."""
    together = {**standing, new.item_id: new}
    if new.item_id not in checklist.ascending:
        return
    numbers = [
        (item_id, together[item_id].number)
        for item_id in checklist.ascending
        if item_id in together and together[item_id].number is not None
    ]
    for (low_id, low), (high_id, high) in pairwise(numbers):
        if low is not None and high is not None and low > high:
            low_words, high_words = (_words(checklist, one) for one in (low_id, high_id))
            raise Refused(
                f"“{low_words}” can't be above “{high_words}”.",
                do="Read the display again and type what it says.",
            )


def shown(answer: Answer) -> str:
    """The value with its unit, as typed: 4.2 °C."""
    return f"{answer.value} {UNIT_WORDS.get(answer.unit, answer.unit)}".strip()


def shown_of(item: Item, answer: Answer) -> str:
    """`shown`; of a solution that ages also its reuse date: 2026-03-10, use until 2026-03-24."""
    words = shown(answer)
    if not (item.max_age_days and answer.value):
        return words
    until = date.fromisoformat(answer.value) + timedelta(days=item.max_age_days)
    return f"{words}, use until {until.isoformat()}"


def range_words(item: Item) -> str:
    """What is in order, in words: 2 to 8 °C."""
    unit = UNIT_WORDS.get(item.unit, item.unit)
    if item.low is not None and item.high is not None:
        return f"{item.low} to {item.high} {unit}".strip()
    if item.low is not None:
        return f"{item.low} {unit} or more".replace("  ", " ")
    if item.high is not None:
        return f"{item.high} {unit} or less".replace("  ", " ")
    return ""


def _words(checklist: Checklist, item_id: str) -> str:
    found = checklist.item(item_id)
    return found.text if found is not None else item_id


def _tick(_item: Item, text: str) -> Entry:
    if text not in ("", "yes"):
        raise Refused("This step is ticked or skipped.", do="Press Space, or - to skip it.")
    return Entry(DONE, "yes")


def _text(_item: Item, text: str) -> Entry:
    if not text:
        raise Refused("Nothing was typed.", do="Type it, or - to skip it.")
    if len(text) > LONGEST_TEXT:
        raise Refused("This is too long.", do=f"Use {LONGEST_TEXT} characters at most.")
    return Entry(DONE, text)


def _choice(item: Item, text: str) -> Entry:
    """A choice by its words or its number from 1."""
    if text.isascii() and text.isdigit() and text not in item.choices:
        number = int(text)
        text = item.choices[number - 1] if 1 <= number <= len(item.choices) else text
    found = next((one for one in item.choices if one.casefold() == text.casefold()), None)
    if found is None:
        raise Refused("This is not one of the choices.", do=f"Choose: {', '.join(item.choices)}.")
    return Entry(OUT if found in item.bad else DONE, found)


def _number(item: Item, text: str) -> Entry:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Refused("This is not a number.", do="Type digits, with a point for decimals.")
    typed = Decimal(match[1].replace(",", "."))
    unit = _unit(item, match[2].replace("°", "").strip().lower())
    number = tidy(convert(typed, unit, item.unit)) if unit != item.unit else typed
    too_low = item.least is not None and number < item.least
    too_high = item.most is not None and number > item.most
    if too_low or too_high:
        raise Refused("This number can't be right.", do="Read the display again and retype it.")
    below = item.low is not None and number < item.low
    above = item.high is not None and number > item.high
    return Entry(OUT if below or above else DONE, f"{typed:f}", unit, number)


def _unit(item: Item, suffix: str) -> str:
    if not suffix:
        return item.unit
    unit = _SUFFIXES.get(suffix, "")
    if not unit or unit not in (item.unit, item.also_unit):
        words = UNIT_WORDS.get(item.unit, item.unit)
        raise Refused("This unit does not fit here.", do=f"Type the number in {words}.")
    return unit


def _date(item: Item, text: str, today: date) -> Entry:
    """As `typed_day`, or 12/4: a date without year is the one nearest to today."""
    day = _parsed_date(text, today)
    if abs((day - today).days) > 3660:
        raise Refused("This date can't be right.", do="Check the year.")
    if item.max_age_days:
        if day > today:
            raise Refused("This date is in the future.", do="Check it and type it again.")
        in_order = today <= day + timedelta(days=item.max_age_days)
    else:
        in_order = day >= today
    return Entry(DONE if in_order else OUT, day.isoformat())


def _parsed_date(text: str, today: date) -> date:
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        return typed_day(text)
    years = (today.year - 1, today.year, today.year + 1)
    try:
        near = [date(one, int(match[1]), int(match[2])) for one in years]
    except ValueError:
        raise Refused("This is not a date.", do="Type it as 12/4/2026.") from None
    return min(near, key=lambda one: abs((one - today).days))
