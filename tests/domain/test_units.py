"""Conversions are exact, refuse what they do not know, and never hang on a huge exponent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.units import (
    NotANumber,
    UnknownUnit,
    are_convertible,
    convert,
    decimals_of,
    half_up,
    tidy,
)

PAIRS = [("[lb_av]", "kg"), ("[in_i]", "cm"), ("[degF]", "Cel"), ("g", "kg"), ("[oz_av]", "kg")]
measurable = st.decimals(0, 2000, places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(value=measurable)
def test_there_and_back_gives_what_was_typed(source: str, target: str, value: Decimal) -> None:
    back = convert(convert(value, source, target), target, source)
    assert half_up(back, 6) == half_up(value, 6)


@given(value=measurable)
def test_the_same_unit_leaves_the_digits_alone(value: Decimal) -> None:
    assert str(convert(value, "kg", "kg")) == str(value)


def test_fourteen_decimals_of_an_import_stay_exact() -> None:
    value = Decimal("48.58593918051301")
    assert convert(value, "cm", "cm") is value


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999999"])
def test_what_is_no_measurable_number_is_refused_at_once(text: str) -> None:
    for target in ("kg", "[lb_av]"):
        with pytest.raises(NotANumber):
            convert(Decimal(text), "kg", target)


@pytest.mark.parametrize("text", ["1E-999999999", "0E-999999999", "1" * 100])
def test_absurdly_many_digits_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        convert(Decimal(text), "kg", "[lb_av]")


@pytest.mark.parametrize(("source", "target"), [("stone", "kg"), ("kg", "cm"), ("x", "x")])
def test_unknown_and_foreign_units_are_refused(source: str, target: str) -> None:
    with pytest.raises(UnknownUnit):
        convert(Decimal(1), source, target)
    assert not are_convertible(source, target)


def test_halves_round_away_from_zero() -> None:
    assert [half_up(Decimal(text), 1) for text in ("0.25", "-0.25", "36.95")] == [
        Decimal("0.3"),
        Decimal("-0.3"),
        Decimal("37.0"),
    ]


@pytest.mark.parametrize(("text", "clean"), [("37.000", "37"), ("1E+2", "100"), ("0.50", "0.5")])
def test_tidy_numbers_have_no_exponent(text: str, clean: str) -> None:
    assert str(tidy(Decimal(text))) == clean


@pytest.mark.parametrize(("text", "count"), [("98.60", 2), ("120", 0), ("1E+2", 0), ("NaN", 0)])
def test_decimals_are_counted_as_written(text: str, count: int) -> None:
    assert decimals_of(Decimal(text)) == count
