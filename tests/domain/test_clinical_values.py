"""The published check values that the domain computes (ages, units, BMI, MAP, check digits)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ma_desktop.domain.derived import bmi, mean_arterial_pressure, percent_change, shown_bmi
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.specimen import mod_11_10
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vital_lint import is_loinc
from ma_desktop.domain.vital_parse import parse
from tests.domain.content import VITALS

Inputs = Mapping[str, Any]
VALUES = Path(__file__).parent.parent / "clinical_values.csv"
ROWS = list(csv.DictReader(VALUES.read_text(encoding="utf-8").splitlines()))
UNITS = {
    "lb": "[lb_av]",
    "kg": "kg",
    "in": "[in_i]",
    "cm": "cm",
    "degF": "[degF]",
    "degC": "Cel",
    "mmHg": "mm[Hg]",
    "kPa": "kPa",
    "mg_dL": "mg/dL",
    "mmol_L": "mmol/L",
}


def one_unit(given: Inputs) -> Callable[[str], object]:
    ((name, value),) = given.items()
    return lambda wanted: convert(value, UNITS[name], UNITS[wanted])


def unit(row: Mapping[str, str], given: Inputs, wanted: str) -> object:
    if wanted == "display_1dp":
        return half_up(convert(given["degF"], "[degF]", "Cel"), 1)
    if row["calculation"] == "lb_oz_to_kg":
        return parse(VITALS["weight"], f"{given['lb']}lb{given['oz']}oz").value
    if row["calculation"] == "ft_in_to_cm":
        return parse(VITALS["height"], f"{given['ft']}'{given['in']}").value
    return one_unit(given)(wanted)


def body_mass(given: Inputs, wanted: str) -> object:
    weight = given.get("weight_kg") or convert(given["weight_lb"], "[lb_av]", "kg")
    height = given.get("height_cm") or convert(given["height_in"], "[in_i]", "cm")
    return Decimal(shown_bmi(weight, height)) if wanted == "display_1dp" else bmi(weight, height)


def age(given: Inputs, wanted: str) -> object:
    found = age_on(date.fromisoformat(given["dob"]), date.fromisoformat(given["on"]))
    return {"years": found.years, "completed_months": found.months, "days": found.days}[wanted]


def pressure(given: Inputs, wanted: str) -> object:
    gap = given["sbp"] - given["dbp"]
    return gap if wanted == "pulse_pressure" else mean_arterial_pressure(given["sbp"], given["dbp"])


def change(given: Inputs, wanted: str) -> object:
    before = given["previous_kg"] if "previous_kg" in given else given["birth_kg"]
    if wanted == "delta_kg":
        return given["current_kg"] - before
    return percent_change(given["current_kg"], before)


def computed(row: Mapping[str, str], given: Inputs, wanted: str) -> object:
    match row["category"], row["calculation"]:
        case "unit", _:
            return unit(row, given, wanted)
        case "bmi", _:
            return body_mass(given, wanted)
        case "age", _:
            return age(given, wanted)
        case "map", _:
            return pressure(given, wanted)
        case "weight_change", _:
            return change(given, wanted)
        case _, "loinc_check_digit":
            return is_loinc(given["code"])
        case _:
            return str(mod_11_10(given["payload"]))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_domain_gives_the_published_value(row: Mapping[str, str]) -> None:
    given = json.loads(row["inputs_json"], parse_float=Decimal, parse_int=Decimal)
    expected = json.loads(row["expected_json"], parse_float=Decimal)
    tolerance = Decimal(row["tolerance"])
    # Classes and alerts need tables that the domain does not hold.
    for key in expected.keys() - {"class_adult", "alert"}:
        found = computed(row, given, key)
        if isinstance(found, Decimal):
            assert abs(found - Decimal(expected[key])) <= tolerance, key
        else:
            assert found == expected[key], key
