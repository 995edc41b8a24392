"""Draws people of every age and values of every vital sign, as fingers type them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ma_desktop.domain.units import convert
from ma_desktop.domain.vitals import COMPOUND, Part, Unit, VitalSign
from tests.domain.content import VITALS

OLDEST_DAYS = 120 * 365
TYPED = [vital for vital in VITALS.values() if not vital.derived]
"""All that a person types; the others are computed."""


@dataclass(frozen=True)
class Typed:
    """Keys for one field, and the numbers that every place has to give back, in `ucum`.

    A word (LO, a date, 20/40) has no numbers and comes back as itself.
    """

    vital: str
    text: str
    numbers: tuple[str, ...] = ()
    ucum: str = ""
    word: str = ""


def bounds(part: Part, unit: Unit) -> tuple[Decimal, Decimal]:
    """What is possible for anybody, in `unit`."""
    assert part.hard.low is not None
    assert part.hard.high is not None
    low, high = (convert(end, part.ucum, unit.ucum) for end in (part.hard.low, part.hard.high))
    return low, high


def suffix(vital: VitalSign, unit: Unit) -> str:
    """What people write behind the number; nothing for the first unit."""
    return "" if unit is vital.units[0] else (unit.typed[0] if unit.typed else unit.ucum.lower())


def ages(random: Random, count: int) -> list[int]:
    """In days: both ends, the small ages that have rules of their own, and any."""
    edges = [0, 1, 27, 28, 364, 365, 729, 730, 731, 12 * 365, 13 * 366, 18 * 366, OLDEST_DAYS]
    any_age = [random.randrange(OLDEST_DAYS + 1) for _each in range(count)]
    return [0, OLDEST_DAYS, *random.sample([*edges, *any_age], count)][:count]


def possible(random: Random, vital: VitalSign, unit: Unit | None, today: date) -> Typed:
    """One value that the field takes, as exact as it takes it."""
    if vital.kind == "date":
        day = today - timedelta(days=random.randrange(300))
        return Typed(vital.id, f"{day:%m/%d/%Y}", word=day.isoformat())
    if vital.kind == "ratio":
        word = f"20/{random.choice((15, 20, 25, 30, 40, 70, 100, 200))}"
        return Typed(vital.id, word, word=word)
    if unit is None:
        chosen = random.choice(vital.words)
        return Typed(vital.id, random.choice((chosen.text, *chosen.typed)), word=chosen.text)
    if vital.id == "bp":
        upper = random.randint(31, 320)
        lower = random.randint(0, min(upper - 1, 220))
        numbers = (str(upper), str(lower))
        return Typed(vital.id, "/".join(numbers), numbers, unit.ucum)
    return _number(random, vital, unit)


def _number(random: Random, vital: VitalSign, unit: Unit) -> Typed:
    low, high = bounds(vital.parts[0], unit)
    step = 10 ** random.randint(0, unit.most_decimals)
    number = Decimal(random.randint(int(low * step) + 1, int(high * step))) / step
    text = f"{number:f}{suffix(vital, unit)}"
    if unit.label in COMPOUND and number >= COMPOUND[unit.label][0]:
        size, large, small = COMPOUND[unit.label]
        whole, rest = divmod(number, size)
        if whole < (10 if large == "ft" else 10_000):
            text = f"{whole:f}{large}{rest:f}{small}"
    return Typed(vital.id, text, (f"{number:f}",), unit.ucum)


def impossible(vital: VitalSign, unit: Unit) -> list[Typed]:
    """One step beyond each end, where a number can be typed for it."""
    found = []
    for part_number, part in enumerate(vital.parts):
        low, high = bounds(part, unit)
        step = Decimal(1).scaleb(-unit.decimals)
        for beyond in (low // step * step - step, (high // step + 2) * step):
            if beyond < 0:
                continue
            numbers = [f"{beyond:f}"]
            if vital.id == "bp":
                numbers = [f"{beyond:f}", "10"] if part_number == 0 else ["319", f"{beyond:f}"]
            text = "/".join(numbers) + suffix(vital, unit)
            found.append(Typed(vital.id, text, tuple(numbers), unit.ucum))
    return found
