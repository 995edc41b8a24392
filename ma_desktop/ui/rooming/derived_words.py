"""Values computed from what stands in the form: shown, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ma_desktop.domain.derived import mean_arterial_pressure, shown_bmi
from ma_desktop.domain.limits import band_of
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.units import half_up
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.clinic import Clinic

_ADULT = "adult"


def derived_words(
    clinic: Clinic, opened: OpenVisit, entered: Mapping[str, Reading]
) -> tuple[str, ...]:
    """BMI and mean arterial pressure from `entered` readings, else from today's recorded ones.

    A height of an earlier visit serves an adult, and is named; a child has grown since.
    """
    today = {item.reading.vital: item.reading for item in opened.today}
    present = {key: reading for key, reading in {**today, **entered}.items() if reading.measures}
    return tuple(words for words in (_bmi(clinic, opened, present), _map(present)) if words)


def _bmi(clinic: Clinic, opened: OpenVisit, present: Mapping[str, Reading]) -> str:
    weight, height = present.get("weight"), present.get("height")
    if weight is None:
        return ""
    if height is not None:
        return f"BMI {shown_bmi(weight.value, height.value)}"
    earlier = _adult_height(clinic, opened)
    return "" if earlier is None else f"BMI {shown_bmi(weight.value, earlier)} (last height)"


def _adult_height(clinic: Clinic, opened: OpenVisit) -> Decimal | None:
    last = opened.last.get("height")
    if last is None or not last.reading.measures:
        return None
    taken = clinic.local(last.taken_at).date()
    age = age_on(opened.chart.patient.birth_date, taken)
    return last.reading.value if band_of(age, clinic.catalog.bands) == _ADULT else None


def _map(present: Mapping[str, Reading]) -> str:
    pressure = present.get("bp")
    if pressure is None:
        return ""
    mean = mean_arterial_pressure(pressure.measure("sbp").value, pressure.measure("dbp").value)
    return f"MAP {half_up(mean, 0):f}"
