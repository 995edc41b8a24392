"""Values computed from measured ones: never typed, never stored as measured."""

from __future__ import annotations

from decimal import Decimal
from math import pow as power

from ma_desktop.domain.units import half_up


def bmi(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body mass index in kg/m2, unrounded (CDC, WHO)."""
    metres = height_cm / 100
    return weight_kg / (metres * metres)


def mean_arterial_pressure(sbp: Decimal, dbp: Decimal) -> Decimal:
    """dbp + (sbp - dbp) / 3 in mm[Hg], unrounded."""
    return dbp + (sbp - dbp) / 3


def pulse_pressure(sbp: Decimal, dbp: Decimal) -> Decimal:
    """Systolic less diastolic in mm[Hg]."""
    return sbp - dbp


def body_surface(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body surface area in m2, unrounded (Mosteller, NEJM 1987;317:1098)."""
    return (height_cm * weight_kg / 3600).sqrt()


def body_surface_dubois(weight_kg: Decimal, height_cm: Decimal) -> float:
    """Body surface area in m2 (DuBois and DuBois 1916)."""
    return 0.007184 * power(weight_kg, 0.425) * power(height_cm, 0.725)


def percent_change(value: Decimal, before: Decimal) -> Decimal:
    """How far `value` lies from `before`, in percent of `before`, unrounded."""
    return (value - before) * 100 / before


def velocity(value: Decimal, before: Decimal, days: int) -> Decimal:
    """Change a year of 365.25 days, in the unit of the values; `days` above zero."""
    return (value - before) * Decimal("365.25") / days


def shown_bmi(weight_kg: Decimal, height_cm: Decimal) -> str:
    """BMI to one decimal, half up."""
    return str(half_up(bmi(weight_kg, height_cm), 1))


FORMULAS = frozenset({"bmi", "mean_arterial_pressure", "body_surface"})
"""What `formula` of a derived vital sign may name."""
