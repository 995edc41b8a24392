"""Where a child's measure lies among other children, in words beside the field."""

from __future__ import annotations

from decimal import Decimal

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.growth import (
    MEASURES,
    GrowthAge,
    GrowthPoint,
    Measure,
    chart_for,
    growth_age,
    place,
)
from ma_desktop.domain.growth_velocity import velocity_words
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.clinic import Clinic


def is_charted(clinic: Clinic, opened: OpenVisit) -> bool:
    """Whether growth charts cover this patient today."""
    age = charted_age(clinic, opened)
    return age is not None and chart_for(age.days, growth_content().charts.rules) != ""


def charted_age(clinic: Clinic, opened: OpenVisit) -> GrowthAge | None:
    """The age of the charts: corrected only where the clinic's provider wants it."""
    gestation = opened.facts.gestation_days if opened.settings.corrected_growth else None
    today = clinic.local(clinic.now()).date()
    rules = growth_content().charts.rules
    return growth_age(opened.chart.patient.birth_date, today, rules, gestation)


def growth_words(clinic: Clinic, opened: OpenVisit, reading: Reading) -> str:
    """`62nd percentile (z 0.31) · +28 g a day over 12 days` of a weight, height or head of a child;
    empty for everything else."""
    words = place_words(clinic, opened, reading)
    if not words:
        return ""
    return " · ".join(part for part in (words, _velocity(clinic, opened, reading)) if part)


def place_words(clinic: Clinic, opened: OpenVisit, reading: Reading) -> str:
    """`62nd percentile (z 0.31)` of a weight, height or head of a child; else empty."""
    if reading.vital not in MEASURES or not reading.measures:
        return ""
    found = placed(clinic, opened, _MEASURES[reading.vital], reading)
    return "" if found is None else found.words.replace("(z ", "(z\u00a0")


def _velocity(clinic: Clinic, opened: OpenVisit, reading: Reading) -> str:
    """How fast the child grew since the last visit; empty where the way of measuring changed."""
    last = opened.last.get(reading.vital)
    if last is None or not last.reading.measures:
        return ""
    ways = [item.qualifiers.get("height_method", "") for item in (last.reading, reading)]
    if ways[0] != ways[1]:
        return ""
    days = (clinic.local(clinic.now()).date() - clinic.local(last.taken_at).date()).days
    measured, month = reading.measures[0], growth_content().charts.rules.days_in_a_month
    return velocity_words(
        last.reading.value,
        measured.value,
        measured.unit,
        measured.typed_unit,
        days,
        Decimal(str(month)),
    )


_MEASURES: dict[str, Measure] = {measure: measure for measure in MEASURES}


def placed(
    clinic: Clinic, opened: OpenVisit, measure: Measure, reading: Reading
) -> GrowthPoint | None:
    """Where a measured weight, height or head lies; None where no chart covers it."""
    age = charted_age(clinic, opened)
    if age is None:
        return None
    method = reading.qualifiers.get("height_method", "")
    standing = {"stature": True, "length": False}.get(method)
    charts, sex = growth_content().charts, opened.chart.patient.sex
    return place(charts, measure, sex, age.days, float(reading.value), standing=standing)


def corrected_words(clinic: Clinic, opened: OpenVisit) -> str:
    """`Corrected age 3 mo (born at 32 weeks)`, while the age is corrected; else empty."""
    gestation = opened.facts.gestation_days
    today = clinic.local(clinic.now()).date()
    born, rules = opened.chart.patient.birth_date, growth_content().charts.rules
    age = growth_age(born, today, rules, gestation)
    if gestation is None or age is None or not age.corrected_by:
        return ""
    due = born.fromordinal(born.toordinal() + age.corrected_by)
    used = "" if opened.settings.corrected_growth else ", percentiles by birth date"
    words = age_on(due, today).words
    return f"Corrected age {words} (born at {opened.facts.gestation_words}{used})"
