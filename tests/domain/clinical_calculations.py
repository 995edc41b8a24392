"""What the domain computes for each calculation that the published check values name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ma_desktop.catalog.growth import growth_content
from ma_desktop.catalog.scores import scores
from ma_desktop.domain import body_mass, derived, growth, pressure
from ma_desktop.domain.drift import Earlier, drifts
from ma_desktop.domain.growth import Spot
from ma_desktop.domain.iso7064 import mod_37_36, mod_97_10
from ma_desktop.domain.label import QUIET_MODULES, check_value, symbol_widths
from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.lms import Lms, z_at
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.pressure import Pressure
from ma_desktop.domain.pressure_repeat import changes, notices
from ma_desktop.domain.scores import News2Values, news2, shock_index
from ma_desktop.domain.specimen import mod_11_10
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vital_lint import is_loinc
from ma_desktop.domain.vital_parse import parse
from tests.domain.content import ADULT, CATALOG, VITALS
from tests.domain.stands import stand

Given = Mapping[str, Any]
Found = Mapping[str, object]

CONTENT = growth_content()
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


def one_unit(source: str, target: str) -> Callable[[Given], Found]:
    def converted(given: Given) -> Found:
        value = convert(given[source], UNITS[source], UNITS[target])
        return {target: value, "display_1dp": half_up(value, 1)}

    return converted


def lb_oz(given: Given) -> Found:
    return {"kg": parse(VITALS["weight"], f"{given['lb']}lb{given['oz']}oz").value}


def ft_in(given: Given) -> Found:
    return {"cm": parse(VITALS["height"], f"{given['ft']}'{given['in']}").value}


def adult_bmi(given: Given) -> Found:
    weight = given.get("weight_kg") or convert(given["weight_lb"], "[lb_av]", "kg")
    height = given.get("height_cm") or convert(given["height_in"], "[in_i]", "cm")
    found = derived.bmi(weight, height)
    return {
        "bmi": found,
        "class_adult": body_mass.adult_class(found, CONTENT.classes.adult).id,
        "display_1dp": Decimal(derived.shown_bmi(weight, height)),
    }


def surface(given: Given) -> Found:
    weight, height = given["weight_kg"], given["height_cm"]
    return {
        "mosteller_m2": derived.body_surface(weight, height),
        "dubois_m2": derived.body_surface_dubois(weight, height),
    }


def mean_pressure(given: Given) -> Found:
    return {
        "map": derived.mean_arterial_pressure(given["sbp"], given["dbp"]),
        "pulse_pressure": derived.pulse_pressure(given["sbp"], given["dbp"]),
    }


def shock(given: Given) -> Found:
    return {"shock_index": shock_index(given["hr"], given["sbp"])}


def early_warning(given: Given) -> Found:
    values = News2Values(
        rr=given.get("rr"),
        spo2=given.get("spo2"),
        on_oxygen=given.get("on_o2"),
        sbp=given.get("sbp"),
        hr=given.get("hr"),
        acvpu=given.get("acvpu"),
        temp=given.get("temp_c"),
        scale=2 if given.get("scale", 1) == 2 else 1,
    )
    found = news2(values, scores().news2)
    return {
        "parts": dict(found.parts),
        "total": found.total,
        "risk": found.risk.id if found.risk else None,
    }


def adult_pressure(given: Given) -> Found:
    read = Pressure(given["sbp"], given["dbp"])
    reading = parse(VITALS["bp"], f"{read.sbp}/{read.dbp}")
    found = assess(VITALS["bp"], reading, Subject(ADULT), CATALOG.bands)
    return {
        "category": pressure.adult_category(read, CONTENT.pressure.rules).id,
        "low_bp_flag": found.flags["sbp"] == "LL",
        "repeat_required": CATALOG.pressure.asks_again(reading, ADULT.years),
    }


def average(*, first: int) -> Callable[[Given], Found]:
    def averaged(given: Given) -> Found:
        readings = [Pressure(Decimal(sbp), Decimal(dbp)) for sbp, dbp in given["readings"]]
        found = pressure.mean(readings[first:])
        category = pressure.adult_category(found, CONTENT.pressure.rules)
        return {"sbp": found.sbp, "dbp": found.dbp, "category": category.id}

    return averaged


def orthostatic(given: Given) -> Found:
    lying, standing = (stand(place, *given[place]) for place in ("supine", "standing"))
    found = changes(lying, standing)
    return {
        "sbp_drop": found["systolic_fall"],
        "dbp_drop": found["diastolic_fall"],
        "hr_rise": found["pulse_rise"],
        "positive": bool(notices(CATALOG.pressure, (lying, standing), ADULT.years)),
    }


def child_pressure(given: Given) -> Found:
    read = Pressure(given["sbp"], given["dbp"])
    years, column = int(given["age_years"]), int(given["height_percentile_column"])
    found = pressure.child_category(read, given["sex"], years, column, CONTENT.pressure)
    return {"category": found.id if found else None}


def fourth_report(given: Given) -> Found:
    found = pressure.fourth_report(
        float(given["value"]),
        given["component"],
        given["sex"],
        float(given["age_years"]),
        float(given["height_z"]),
        CONTENT.pressure.rules.fourth_report,
    )
    assert found
    return {"expected": found.expected, "z": found.z, "percentile": found.percentile}


def cdc(measure: growth.Measure, key: str) -> Callable[[Given], Found]:
    def charted(given: Given) -> Found:
        length = float(given.get("height_cm", 0)) if measure == "weight_for_length" else 0.0
        # By length alone: any age of the chart of standing children will do.
        months = float(given.get("age_months", 60))
        spot = Spot("CDC", measure, given["sex"], months, length)
        return point(spot, float(given[key]))

    return charted


def who(measure: growth.Measure, key: str) -> Callable[[Given], Found]:
    def charted(given: Given) -> Found:
        length = float(given.get("length_cm", 0)) if measure == "weight_for_length" else 0.0
        spot = Spot("WHO", measure, given["sex"], float(given.get("age_days", 0)), length)
        return point(spot, float(given[key]))

    return charted


def point(spot: Spot, value: float) -> Found:
    found = growth.on_chart(CONTENT.charts, spot, value)
    assert found
    return {"z": found.z, "percentile": found.percentile, "modified_z": found.modified_z}


def who_weight_and_length(given: Given) -> Found:
    return {
        "waz": who("weight", "weight_kg")(given)["z"],
        "laz": who("height", "length_cm")(given)["z"],
    }


def bmi_spot(given: Given) -> Spot:
    return Spot("CDC", "bmi", given["sex"], float(given["age_months"]))


def extended_bmi(given: Given) -> Found:
    spot = bmi_spot(given)
    tail = CONTENT.charts.rules.extended_bmi
    return {
        **point(spot, float(given["bmi"])),
        "p95": growth.value_on_chart(CONTENT.charts, spot, z_at(95)),
        "sigma": growth.extended_sigma(spot.sex, spot.at, tail),
        "percent_of_p95": growth.percent_of_p95(CONTENT.charts, spot, float(given["bmi"])),
    }


def bmi_class(given: Given) -> Found:
    bmi = float(given["bmi"])
    found = body_mass.child_class(CONTENT.charts, bmi_spot(given), bmi, CONTENT.classes.child)
    assert found
    return {**extended_bmi(given), "class": found.id}


def bmi_from_z(given: Given) -> Found:
    return {"bmi": growth.value_on_chart(CONTENT.charts, bmi_spot(given), float(given["z"]))}


def bmi_from_percentile(given: Given) -> Found:
    z = z_at(float(given["percentile"]))
    return {"bmi": growth.value_on_chart(CONTENT.charts, bmi_spot(given), z)}


def lms(given: Given) -> Found:
    row = Lms(float(given["L"]), float(given["M"]), float(given["S"]))
    value = float(given["x"])
    return {"z": row.z(value), "modified_z": row.modified_z(value)}


MEASURES: dict[str, tuple[growth.Measure, bool | None]] = {
    "weight": ("weight", None),
    "length": ("height", False),
    "height": ("height", True),
    "head": ("head", None),
    "bmi": ("bmi", None),
}


def growth_for_age(given: Given) -> Found:
    measure, standing = MEASURES[given["measure"]]
    rules = CONTENT.charts.rules
    on = date.fromisoformat(given["measured_on"])
    age = growth.growth_age(date.fromisoformat(given["dob"]), on, rules)
    assert age
    found = growth.place(
        CONTENT.charts, measure, given["sex"], age.days, float(given["value"]), standing=standing
    )
    assert found
    return {
        "age_days": age.days,
        "age_months": age.days / rules.days_in_a_month,
        "chart": found.chart,
        "z": found.z,
        "percentile": found.percentile,
    }


def age(given: Given) -> Found:
    found = age_on(date.fromisoformat(given["dob"]), date.fromisoformat(given["on"]))
    return {"years": found.years, "completed_months": found.months, "days": found.days}


def code128(given: Given) -> Found:
    """One subset and no switching, which the labels of the program do not print."""
    data, start = given["data"], {"A": 103, "B": 104, "C": 105}[given["start"]]
    if given["start"] == "C":
        values = [int(data[at : at + 2]) for at in range(0, len(data), 2)]
    else:
        values = [ord(letter) - 32 for letter in data]
    check = check_value([start, *values])
    modules = sum(symbol_widths((start, *values, check, 106)))
    quiet = modules + 2 * QUIET_MODULES
    return {
        "check_value": check,
        "modules_without_quiet": modules,
        "modules_with_quiet_10X_each_side": quiet,
        "width_mm_at_203dpi_2dots": quiet * 2 * 25.4 / 203,
    }


def weight_change(given: Given) -> Found:
    now, before = given["current_kg"], given["previous_kg"]
    found = drifts(VITALS["weight"], now, [Earlier(before, int(given["days_between"]))], "adult")
    return {
        "delta_kg": now - before,
        "percent": derived.percent_change(now, before),
        "alert": bool(found),
    }


def newborn_loss(given: Given) -> Found:
    now, birth = given["current_kg"], given["birth_kg"]
    found = drifts(VITALS["weight"], now, [], "newborn", birth)
    return {"percent": derived.percent_change(now, birth), "alert": bool(found)}


CALCULATIONS: dict[str, Callable[[Given], Found]] = {
    "lb_to_kg": one_unit("lb", "kg"),
    "kg_to_lb": one_unit("kg", "lb"),
    "in_to_cm": one_unit("in", "cm"),
    "cm_to_in": one_unit("cm", "in"),
    "degF_to_degC": one_unit("degF", "degC"),
    "degC_to_degF": one_unit("degC", "degF"),
    "mmHg_to_kPa": one_unit("mmHg", "kPa"),
    "glucose_mgdl_to_mmoll": one_unit("mg_dL", "mmol_L"),
    "lb_oz_to_kg": lb_oz,
    "ft_in_to_cm": ft_in,
    "adult_bmi": adult_bmi,
    "adult_bmi_us_units": adult_bmi,
    "bsa": surface,
    "map_pulse_pressure": mean_pressure,
    "shock_index": shock,
    "news2": early_warning,
    "bp_category_adult": adult_pressure,
    "bp_average": average(first=0),
    "bp_average_discard_first": average(first=1),
    "orthostatic": orthostatic,
    "bp_category_peds": child_pressure,
    "bp_fourth_report": fourth_report,
    "cdc_weight_for_age": cdc("weight", "weight_kg"),
    "cdc_stature_for_age": cdc("height", "height_cm"),
    "cdc_head_for_age": cdc("head", "head_cm"),
    "cdc_weight_for_stature": cdc("weight_for_length", "weight_kg"),
    "cdc_bmi_for_age_extended": extended_bmi,
    "cdc_bmi_from_z": bmi_from_z,
    "cdc_bmi_from_percentile_extended": bmi_from_percentile,
    "cdc_bmi_class": bmi_class,
    "bmi_percent_of_p95": extended_bmi,
    "lms_z": lms,
    "lms_modified_z": lms,
    "who_weight_for_age": who("weight", "weight_kg"),
    "who_length_for_age": who("height", "length_cm"),
    "who_head_for_age": who("head", "head_cm"),
    "who_weight_for_length": who("weight_for_length", "weight_kg"),
    "who_weight_and_length_for_age": who_weight_and_length,
    "growth_for_age": growth_for_age,
    "age": age,
    "code128": code128,
    "iso7064_mod11_10": lambda given: {"check": str(mod_11_10(given["payload"]))},
    "iso7064_mod37_36": lambda given: {"check": mod_37_36(given["payload"])},
    "iso7064_mod97_10": lambda given: {"check": mod_97_10(given["payload"])},
    "loinc_check_digit": lambda given: {"valid": is_loinc(given["code"])},
    "weight_change": weight_change,
    "newborn_weight_loss": newborn_loss,
}
