"""How fast a child grew between two measurements: arithmetic only, never judged."""

from __future__ import annotations

from decimal import Decimal

from ma_desktop.domain.units import convert, half_up

_PER = (("day", 14, Decimal(1)), ("week", 60, Decimal(7)))
"""What a span shorter than so many days is told by, and how many days that has."""
_SHOWN = {"kg": ("g", "g", 0), "g": ("g", "g", 0), "cm": ("cm", "cm", 1), "m": ("cm", "cm", 1)}
_SHOWN_US = {"kg": ("[oz_av]", "oz", 1), "cm": ("[in_i]", "in", 2)}
_METRIC = frozenset(_SHOWN)


def velocity_words(
    before: Decimal, now: Decimal, unit: str, typed_unit: str, days: int, month: Decimal
) -> str:
    """`+28 g a day over 12 days`; empty where less than a day lies between.

    `before` and `now` are canonical values in `unit` (kg or cm); the words use metric units where
    today's value was typed in one. `month` is how many days a month has on the growth charts.
    """
    if days < 1:
        return ""
    shown = _SHOWN if typed_unit in _METRIC else _SHOWN_US
    ucum, label, decimals = shown[unit]
    per, length = next(
        ((name, size) for name, below, size in _PER if days < below), ("month", month)
    )
    change = convert(now, unit, ucum) - convert(before, unit, ucum)
    rate = half_up(change * length / days, decimals)
    sign = "+" if rate > 0 else "−" if rate < 0 else "±"
    span = "1 day" if days == 1 else f"{days} days"
    return f"{sign}{abs(rate):f} {label} a {per} over {span}"
