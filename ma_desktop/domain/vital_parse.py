"""What a person types at a vital sign, turned into a Reading or refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.units import convert, decimals_of, half_up, tidy
from ma_desktop.domain.vital_slips import instead
from ma_desktop.domain.vital_words import NotAWord, word_of
from ma_desktop.domain.vitals import (
    ABSENT_REASONS,
    COMPOUND,
    Measure,
    Part,
    Reading,
    Unit,
    VitalSign,
    measure,
    spoken,
)

_LONGEST = 40
_QUOTES = str.maketrans({"’": "'", "‘": "'", "′": "'", "”": '"', "“": '"', "″": '"', "º": "°"})
# [0-9] and not \d, which takes the digits of every script.
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,3})?"
_ONE = re.compile(rf"({_NUMBER}) ?([^0-9., ].*)?")
_PAIR = re.compile(r"([0-9]{1,3}) ?[/ -] ?([0-9]{1,3}) ?([^0-9., ].*)?")
_COMPOUND = {
    "ft in": re.compile(rf"([0-9]) ?(?:'|ft|feet| ) ?(?:({_NUMBER}) ?(?:\"|in|inches)?)?"),
    "lb oz": re.compile(rf"([0-9]{{1,4}}) ?(?:lbs?|#) ?({_NUMBER}) ?(?:oz)?"),
}
_SMALL = {"in": "Inches beside feet", "oz": "Ounces beside pounds"}


class InvalidReading(Refused):
    """The text is not a value of this vital sign. `suggestion` is a text that would be."""

    def __init__(self, what: str, *, do: str = "", suggestion: str = "") -> None:
        super().__init__(what, do=do)
        self.suggestion = suggestion


def parse(
    vital: VitalSign,
    text: str,
    qualifiers: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Reading:
    """A Reading of `vital` from typed `text` (128/82, 98.6, 37c, 165lb, 7lb9oz, 5'7, 170cm, LO).

    A bare number is taken in the first unit of the vital sign; a date (5/12) needs `today`. Raises
    InvalidReading when the text is no value, or outside what is possible for anybody.
    """
    if vital.derived:
        raise InvalidReading(f"{vital.name} is computed.", do="Enter what it is computed from.")
    entry = _entry(vital, text)
    if word := _word(vital, entry, today):
        return Reading(vital.id, vital.loinc, word, (), dict(qualifiers or {}))
    values = _pair(vital, entry) if len(vital.parts) == 2 else _single(vital, entry)
    measures = tuple(
        measure(part, number, unit.ucum)
        for part, (number, unit) in zip(vital.parts, values, strict=True)
    )
    reading = Reading(vital.id, vital.loinc, text.strip(), measures, dict(qualifiers or {}))
    refuse_impossible(vital, reading)
    return reading


def _word(vital: VitalSign, entry: str, today: date | None) -> str:
    try:
        return word_of(vital, entry, today)
    except NotAWord as error:
        raise InvalidReading(error.what, do=error.do) from None


def _entry(vital: VitalSign, text: str) -> str:
    """The text in one form: small letters, straight quotes, single spaces."""
    if len(text) > _LONGEST:
        raise InvalidReading("This is too long to be a value.", do=_like(vital))
    entry = " ".join(text.lower().translate(_QUOTES).replace("''", '"').split())
    if not entry:
        raise InvalidReading("Nothing was typed.", do=_like(vital))
    return entry


def _like(vital: VitalSign) -> str:
    return f"Type it like {vital.hint}." if vital.hint else "Type a number."


def _pair(vital: VitalSign, entry: str) -> list[tuple[Decimal, Unit]]:
    match = _PAIR.fullmatch(entry)
    if not match:
        raise InvalidReading(f"{vital.name} needs two whole numbers.", do=_like(vital))
    unit = _unit(vital, match[3])
    return [(Decimal(match[1]), unit), (Decimal(match[2]), unit)]


def _single(vital: VitalSign, entry: str) -> list[tuple[Decimal, Unit]]:
    return [_exact_enough(vital, *(_compound(vital, entry) or _plain(vital, entry)))]


def _compound(vital: VitalSign, entry: str) -> tuple[Decimal, Unit] | None:
    """Feet with inches, or pounds with ounces, where the vital sign has such a unit."""
    for unit in vital.units:
        match = unit.label in COMPOUND and _COMPOUND[unit.label].fullmatch(entry)
        if match:
            size, _, small = COMPOUND[unit.label]
            rest = _decimal(match[2] or "0")
            if rest >= size:
                what = f"{_SMALL[small]} go up to {size - 1}."
                raise InvalidReading(what, do=_like(vital))
            return Decimal(match[1]) * size + rest, unit
    return None


def _plain(vital: VitalSign, entry: str) -> tuple[Decimal, Unit]:
    match = _ONE.fullmatch(entry)
    if not match:
        raise InvalidReading("This is not a number.", do=_like(vital))
    return _decimal(match[1]), _unit(vital, match[2])


def _exact_enough(vital: VitalSign, number: Decimal, unit: Unit) -> tuple[Decimal, Unit]:
    most = unit.most_decimals
    if decimals_of(number) <= most:
        return number, unit
    places = f"{most} decimal{'s' if most > 1 else ''} at most" if most else "whole numbers only"
    raise InvalidReading(f"{vital.name} takes {places}.", do="Shorten the number.")


def _unit(vital: VitalSign, suffix: str | None) -> Unit:
    if not suffix:
        return vital.units[0]
    for unit in vital.units:
        label = "" if unit.label in COMPOUND else unit.label.lower()
        if suffix in (unit.ucum.lower(), label, *unit.typed):
            return unit
    if not any(char.isalpha() for char in suffix):
        raise InvalidReading("This is more than one value.", do=_like(vital))
    labels = ", ".join(unit.label for unit in vital.units)
    raise InvalidReading(f"{vital.name} is not measured in this unit.", do=f"Use {labels}.")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def refuse_impossible(vital: VitalSign, reading: Reading, today: date | None = None) -> None:
    """Raise InvalidReading when a value lies outside the hard limits, or diastolic >= systolic.

    Every path into the store comes through here, so it also refuses a reading whose parts, units
    or canonical values do not fit its vital sign. Limits and their sources stand in the vital
    sign's file; diastolic below systolic is a rule of this program (policy default).
    """
    if reading.absent:
        if reading.absent not in ABSENT_REASONS or reading.measures:
            raise InvalidReading("A value that was not taken needs one reason.", do="Choose one.")
        return
    if reading.word and (vital.words or not vital.parts):
        if _word(vital, reading.word.lower(), today) != reading.word:
            raise InvalidReading(f"{vital.name} is not complete.", do=_like(vital))
        return
    if not vital.parts or [item.part for item in reading.measures] != [
        part.id for part in vital.parts
    ]:
        raise InvalidReading(f"{vital.name} is not complete.", do=_like(vital))
    for part, item in zip(vital.parts, reading.measures, strict=True):
        _refuse_measure(vital, part, item)
    if vital.id == "bp":
        _refuse_swapped(reading)


def _refuse_measure(vital: VitalSign, part: Part, item: Measure) -> None:
    honest = convert(item.typed, item.typed_unit, part.ucum)
    if item.unit != part.ucum or item.value != honest:
        raise InvalidReading(
            f"{part.name} does not agree with what was typed.", do="Enter it again."
        )
    if part.hard.holds(item.value):
        return
    do = "Check the value and its unit."
    if vital.unit(item.typed_unit).label == "ft in":
        do = "Type 5'7 for feet and inches, or 170cm."
    raise InvalidReading(
        f"{part.name} {_limits(vital, part, item)} is not possible for anybody.",
        do=do,
        suggestion=instead(vital, part, item, part.hard),
    )


def _refuse_swapped(reading: Reading) -> None:
    systolic, diastolic = reading.measure("sbp"), reading.measure("dbp")
    if diastolic.value < systolic.value:
        return
    equal = diastolic.value == systolic.value
    raise InvalidReading(
        "The lower number must be below the upper one.",
        do="Type systolic first.",
        suggestion="" if equal else f"{diastolic.typed:f}/{systolic.typed:f}",
    )


def _limits(vital: VitalSign, part: Part, item: Measure) -> str:
    """The hard limits in the unit that was typed: outside 77 to 113 °F."""
    unit = vital.unit(item.typed_unit)
    silent = unit.label in COMPOUND or unit.label.startswith("/1")
    label = "" if silent else f" {unit.label}"
    bounds = [
        spoken(tidy(half_up(convert(bound, part.ucum, unit.ucum), unit.decimals)), unit)
        for bound in (part.hard.low, part.hard.high)
        if bound is not None
    ]
    if len(bounds) == 1:
        return f"{'below' if part.hard.high is None else 'above'} {bounds[0]}{label}"
    return f"outside {' to '.join(bounds)}{label}"
