"""What else the same keys could have meant: another unit, or feet and inches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ma_desktop.domain.units import convert, decimals_of
from ma_desktop.domain.vital_bounds import Range
from ma_desktop.domain.vitals import Measure, Part, VitalSign

_INCHES_IN_A_FOOT = 12


def instead(vital: VitalSign, part: Part, item: Measure, within: Range) -> str:
    """A text that can be typed instead and lies within the range; empty where there is none.

    37 in a Fahrenheit field gives 37c, 170 in an inch field 170cm, 5.7 or 511 give 5'7 and 5'11.
    """
    return next((text for text, value in slips(vital, part, item) if within.holds(value)), "")


def slips(vital: VitalSign, part: Part, item: Measure) -> Iterator[tuple[str, Decimal]]:
    """Each other meaning of the typed digits: its text, and its value in the canonical unit."""
    for unit in vital.units:
        fits = decimals_of(item.typed) <= unit.most_decimals
        if unit.ucum != item.typed_unit and unit.typed and fits:
            value = convert(item.typed, unit.ucum, part.ucum)
            yield f"{item.typed:f}{unit.typed[0]}", value
    if vital.unit(item.typed_unit).label == "ft in" and (feet := _feet(item.typed)):
        text, inches = feet
        yield text, convert(inches, item.typed_unit, part.ucum)


def _feet(typed: Decimal) -> tuple[str, Decimal] | None:
    """5.7, 57 and 511 read as feet and inches; None where the inches would be 12 or more."""
    digits = f"{typed:f}"
    feet, inches = digits.split(".") if "." in digits else (digits[:1], digits[1:])
    if len(feet) != 1 or len(inches) > len("11") or int(inches or 0) >= _INCHES_IN_A_FOOT:
        return None
    return f"{feet}'{inches}", Decimal(int(feet) * _INCHES_IN_A_FOOT + int(inches or 0))
