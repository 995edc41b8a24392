"""Words for a blood pressure, at their edges and for every child."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.pressure import (
    Pressure,
    adult_category,
    child_bounds,
    child_category,
    fourth_report,
    height_column,
    screens_high,
)

REFERENCE = growth_content().pressure
RULES = REFERENCE.rules


def mmhg(sbp: int, dbp: int) -> Pressure:
    return Pressure(Decimal(sbp), Decimal(dbp))


@pytest.mark.parametrize(
    ("percent", "column", "nearest"),
    [(2, 5, 5), (5, 5, 5), (9.9, 5, 10), (49.9, 25, 50), (50, 50, 50), (94, 90, 95), (99, 95, 95)],
)
def test_the_height_column_is_the_nearest_not_above(
    percent: float, column: int, nearest: int
) -> None:
    assert height_column(percent, REFERENCE.height_columns) == column
    assert height_column(percent, REFERENCE.height_columns, nearest=True) == nearest


def test_an_infant_has_no_category() -> None:
    assert child_category(mmhg(100, 60), "female", 0, 50, REFERENCE) is None
    assert child_category(mmhg(100, 60), "unknown", 5, 50, REFERENCE) is None


def test_from_13_years_the_numbers_of_adults_hold_without_severe() -> None:
    found = child_category(mmhg(190, 130), "unknown", 13, 50, REFERENCE)
    assert found
    assert found.id == "stage2"
    assert adult_category(mmhg(190, 130), RULES).id == "severe"


@given(st.sampled_from(["female", "male"]), st.integers(1, 12), st.sampled_from([5, 50, 95]))
def test_the_bounds_of_a_child_never_fall(sex: str, years: int, column: int) -> None:
    bounds = child_bounds(sex, years, column, REFERENCE)
    assert len(bounds) == 3
    assert [b.sbp for b in bounds] == sorted(b.sbp for b in bounds)
    assert [b.dbp for b in bounds] == sorted(b.dbp for b in bounds)
    assert bounds[2].sbp <= 140


@pytest.mark.parametrize(
    ("read", "sex", "years", "high"),
    [
        (mmhg(97, 51), "male", 1, False),
        (mmhg(98, 51), "male", 1, True),
        (mmhg(97, 52), "male", 1, True),
        (mmhg(119, 79), "female", 16, False),
        (mmhg(120, 60), "female", 16, True),
        (mmhg(98, 53), "unknown", 1, True),
        (mmhg(200, 100), "male", 0, False),
    ],
)
def test_without_a_height_the_simple_table_screens(
    read: Pressure, sex: str, years: int, high: bool
) -> None:
    assert screens_high(read, sex, years, RULES) is high


@pytest.mark.parametrize("years", [0.9, 18.0])
def test_the_fourth_report_ends_with_its_ages(years: float) -> None:
    assert fourth_report(100, "sbp", "male", years, 0.0, RULES.fourth_report) is None
