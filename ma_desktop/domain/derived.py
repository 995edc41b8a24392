"""Values computed from measured ones: never typed, never stored as measured."""

from __future__ import annotations

from decimal import Decimal

from ma_desktop.domain.units import half_up


def bmi(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body mass index in kg/m2, unrounded (CDC, WHO)."""
    metres = height_cm / 100
    return weight_kg / (metres * metres)


def mean_arterial_pressure(sbp: Decimal, dbp: Decimal) -> Decimal:
    """dbp + (sbp - dbp) / 3 in mm[Hg], unrounded."""
    return dbp + (sbp - dbp) / 3


def percent_change(value: Decimal, before: Decimal) -> Decimal:
    """How far `value` lies from `before`, in percent of `before`, unrounded."""
    return (value - before) * 100 / before


def shown_bmi(weight_kg: Decimal, height_cm: Decimal) -> str:
    """BMI to one decimal, half up."""
    return str(half_up(bmi(weight_kg, height_cm), 1))


FORMULAS = frozenset({"bmi", "mean_arterial_pressure"})
"""What `formula` of a derived vital sign may name."""
