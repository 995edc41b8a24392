"""Exact conversions between UCUM units, and rounding as it is shown.

Definitions are exact: 1 [lb_av] = 0.45359237 kg, 1 [in_i] = 2.54 cm, Cel = ([degF] - 32) x 5/9,
1 mm[Hg] = 133.322387415 Pa (UCUM; NIST SP 811).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from ma_desktop.domain.errors import Refused


@dataclass(frozen=True)
class _Scale:
    """base = value x factor + offset."""

    kind: str
    factor: Fraction
    offset: Fraction = Fraction(0)


def _scale(kind: str, factor: str = "1", offset: str = "0") -> _Scale:
    return _Scale(kind, Fraction(factor), Fraction(offset))


_POUND = "0.45359237"
_SCALES = {
    "kg": _scale("mass"),
    "g": _scale("mass", "1/1000"),
    "[lb_av]": _scale("mass", _POUND),
    "[oz_av]": _Scale("mass", Fraction(_POUND) / 16),
    "cm": _scale("length"),
    "m": _scale("length", "100"),
    "mm": _scale("length", "1/10"),
    "[in_i]": _scale("length", "2.54"),
    "[ft_i]": _scale("length", "30.48"),
    "Cel": _scale("temperature"),
    "[degF]": _Scale("temperature", Fraction(5, 9), Fraction(-160, 9)),
    "K": _scale("temperature", "1", "-273.15"),
    "mm[Hg]": _scale("pressure"),
    "kPa": _Scale("pressure", 1 / Fraction("0.133322387415")),
    "/min": _scale("rate"),
    "{beats}/min": _scale("rate"),
    "{Beats}/min": _scale("rate"),
    "{breaths}/min": _scale("rate"),
    "{Breaths}/min": _scale("rate"),
    "/s": _scale("rate", "60"),
    "%": _scale("percent"),
    "{score}": _scale("score"),
    "1": _scale("score"),
    "kg/m2": _scale("bmi"),
    "m2": _scale("area"),
    "L/min": _scale("flow"),
    "mg/dL": _scale("glucose"),
    "mmol/L": _scale("glucose", "18.016"),
}

_CANONICAL_DECIMALS = 9
_MOST_DIGITS = 60
_FARTHEST_DIGIT = 30


class UnknownUnit(Refused):
    """The unit is not a UCUM code that this program converts."""


class NotANumber(Refused):
    """NaN, infinity, or a number with more digits than any measurement has."""


def is_known(ucum: str) -> bool:
    """Whether this UCUM code can be converted."""
    return ucum in _SCALES


def are_convertible(one: str, other: str) -> bool:
    """True when both are known codes and measure the same thing."""
    return one in _SCALES and other in _SCALES and _SCALES[one].kind == _SCALES[other].kind


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """`value` in UCUM unit `target`; at most nine decimals, half up. Equal units stay untouched.

    Raises UnknownUnit when either code is unknown or they measure different things, NotANumber
    when the value is none or has an absurd number of digits (an exponent can name a gigabyte).
    """
    _refuse_absurd(value)
    if source not in _SCALES or target not in _SCALES:
        raise UnknownUnit("The unit is not a known UCUM code.", do="Use a unit shown by the field.")
    if source == target:
        return value
    if _SCALES[source].kind != _SCALES[target].kind:
        raise UnknownUnit("The unit measures something else.", do="Use a unit shown by the field.")
    return _scaled(value, source, target)


@lru_cache(maxsize=1024)
def _scaled(value: Decimal, source: str, target: str) -> Decimal:
    """The same few numbers come again: typed, judged, stored, and shown in a chart."""
    one, other = _SCALES[source], _SCALES[target]
    exact = (Fraction(value) * one.factor + one.offset - other.offset) / other.factor
    return tidy(_nearest(exact, _CANONICAL_DECIMALS))


def _refuse_absurd(value: Decimal) -> None:
    _sign, digits, exponent = value.as_tuple()
    if (
        not isinstance(exponent, int)
        or len(digits) > _MOST_DIGITS
        or (value != 0 and abs(value.adjusted()) > _FARTHEST_DIGIT)
        or -exponent > _MOST_DIGITS
    ):
        raise NotANumber("This is not a number that can be measured.", do="Check the value.")


def _nearest(exact: Fraction, decimals: int) -> Decimal:
    """The decimal nearest to an exact fraction, halves away from zero, rounded once."""
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext(prec=2 * _MOST_DIGITS):
        return Decimal(units if exact >= 0 else -units).scaleb(-decimals)


def decimals_of(value: Decimal) -> int:
    """How many decimals were written: 2 for 98.60, 0 for 120 and 1E+2."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded half away from zero, as people round."""
    with localcontext(prec=2 * _MOST_DIGITS):
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def tidy(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    with localcontext(prec=2 * _MOST_DIGITS):
        whole = value.to_integral_value()
        return whole.quantize(Decimal(1)) if value == whole else value.normalize()
