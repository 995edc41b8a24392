"""The published check values, every row: units, ages, scores, growth, pressure, check digits."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from ma_desktop.domain.units import decimals_of, half_up
from tests.domain.clinical_calculations import CALCULATIONS
from tests.domain.screening_calculations import SCREENINGS

VALUES = Path(__file__).parent.parent / "clinical_values.csv"
ROWS = list(csv.DictReader(VALUES.read_text(encoding="utf-8").splitlines()))
# Percentiles are published to a tenth.
PERCENTILE_TOLERANCE = Decimal("0.1")


def agrees(found: object, expected: object, tolerance: Decimal) -> bool:
    if isinstance(expected, dict):
        return isinstance(found, Mapping) and all(
            agrees(found[key], value, tolerance) for key, value in expected.items()
        )
    if isinstance(expected, bool) or not isinstance(expected, int | Decimal):
        return found == expected
    assert isinstance(found, int | float | Decimal)
    # Published values are rounded, so ours may be rounded to as many digits before comparing.
    number, printed = Decimal(found), Decimal(expected)
    as_printed = half_up(number, decimals_of(printed))
    return min(abs(number - printed), abs(as_printed - printed)) <= tolerance


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_domain_gives_the_published_value(row: Mapping[str, str]) -> None:
    given = json.loads(row["inputs_json"], parse_float=Decimal, parse_int=Decimal)
    expected = json.loads(row["expected_json"], parse_float=Decimal)

    found = (CALCULATIONS | SCREENINGS)[row["calculation"]](given)

    for key, value in expected.items():
        tolerance = Decimal(row["tolerance"])
        if key == "percentile":
            tolerance = max(tolerance, PERCENTILE_TOLERANCE)
        assert agrees(found[key], value, tolerance), (key, found[key])
