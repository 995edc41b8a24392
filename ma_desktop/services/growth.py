"""Growth and blood pressure charts of a child: read, placed, and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ma_desktop.catalog.growth import growth_content
from ma_desktop.documents.growth_pdf import GrowthPaper, render
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.curve_chart import CurveChart
from ma_desktop.domain.derived import bmi, shown_bmi
from ma_desktop.domain.facts import PatientFacts
from ma_desktop.domain.growth import Measure, chart_for, growth_age, place
from ma_desktop.domain.growth_chart import Child, Measured, growth_charts
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.pressure import Pressure
from ma_desktop.domain.pressure_chart import MeasuredPressure, pressure_charts
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vitals import Observation, shown_reading, shown_with_unit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.facts import read_facts
from ma_desktop.services.observing import demand_patient
from ma_desktop.storage.observations import effective

_DIRECT: tuple[Measure, ...] = ("weight", "height", "head")
_HEIGHT_HOLDS_DAYS = 365
"""A height serves a blood pressure of a child for so long; it is named with its percentile."""


@dataclass(frozen=True)
class GrowthRecord:
    """All charts of one child. `now` is the chart of today's age: WHO, CDC, or empty."""

    patient: Patient
    facts: PatientFacts
    corrected: bool
    now: str
    charts: tuple[CurveChart, ...]
    pressures: tuple[CurveChart, ...]


def _days(clinic: Clinic, patient: Patient) -> int:
    return (clinic.local(clinic.now()).date() - patient.birth_date).days


def growth(clinic: Clinic, patient_id: str) -> GrowthRecord:
    """Every chart of a child with every measurement that counts; audited as a view."""
    content = growth_content()
    with clinic.work(Right.READ) as uow:
        patient = demand_patient(uow, patient_id)
        facts = read_facts(uow, patient_id)
        settings = read_settings(uow.settings.all())
        found = {
            vital: _measured(uow.observations.of_patient(patient_id, vital))
            for vital in (*_DIRECT, "bp")
        }
        uow.audit.write("growth charts viewed", patient_id=patient_id)
    gestation = facts.gestation_days if settings.corrected_growth else None
    child = Child(patient.birth_date, patient.sex, gestation)
    measured = [*_direct(clinic, found), *_paired(clinic, found)]
    heights = [item for item in measured if item.measure == "height"]
    pressures = [_pressure(clinic, item, heights, child) for item in found["bp"]]
    rules = content.charts.rules
    early = growth_age(child.born, clinic.local(clinic.now()).date(), rules, gestation)
    return GrowthRecord(
        patient,
        facts,
        early is not None and early.corrected_by > 0,
        chart_for(_days(clinic, patient), rules),
        growth_charts(content.charts, child, measured),
        pressure_charts(content.pressure, child.born, child.sex, pressures),
    )


def growth_pdf(clinic: Clinic, patient_id: str, keys: Sequence[str]) -> bytes:
    """The charts with these keys, two a page as on the paper forms; making it is audited."""
    record = growth(clinic, patient_id)
    wanted = [chart for chart in (*record.charts, *record.pressures) if chart.key in keys]
    paper = GrowthPaper(
        clinic.profile,
        record.patient,
        tuple(wanted),
        record.facts.gestation_words,
        record.corrected,
        clinic.local(clinic.now()),
        clinic.actor.title,
    )
    data = render(paper)
    with clinic.work(Right.READ) as uow:
        uow.audit.write("growth chart made", patient_id=patient_id, digest=digest_of(data.hex()))
    return data


def _measured(items: Sequence[Observation]) -> tuple[Observation, ...]:
    return tuple(item for item in effective(items) if item.reading.measures)


def _direct(clinic: Clinic, found: dict[str, tuple[Observation, ...]]) -> list[Measured]:
    return [
        Measured(
            _day(clinic, item),
            measure,
            float(item.reading.value),
            shown_with_unit(clinic.catalog.vitals[measure], item.reading),
            _standing(item),
        )
        for measure in _DIRECT
        for item in found[measure]
    ]


def _paired(clinic: Clinic, found: dict[str, tuple[Observation, ...]]) -> list[Measured]:
    """BMI and weight for length, from weight and height of the same day; the last of each."""
    weights = {_day(clinic, item): item for item in found["weight"]}
    heights = {_day(clinic, item): item for item in found["height"]}
    made = []
    for day in sorted(weights.keys() & heights.keys()):
        weight, height = weights[day].reading.value, heights[day].reading.value
        standing = _standing(heights[day])
        kilograms = shown_with_unit(clinic.catalog.vitals["weight"], weights[day].reading)
        tall = shown_with_unit(clinic.catalog.vitals["height"], heights[day].reading)
        body = f"{shown_bmi(weight, height)} kg/m²"
        made.append(Measured(day, "bmi", float(bmi(weight, height)), body, standing))
        made.append(
            Measured(
                day,
                "weight_for_length",
                float(weight),
                f"{kilograms} at {tall}",
                standing,
                float(height),
            )
        )
    return made


def _pressure(
    clinic: Clinic, item: Observation, heights: Sequence[Measured], child: Child
) -> MeasuredPressure:
    """With the percentile of the height nearest in time, within a year."""
    day = _day(clinic, item)
    near = min(heights, key=lambda one: abs((one.on - day).days), default=None)
    percent = None
    if near is not None and abs((near.on - day).days) <= _HEIGHT_HOLDS_DAYS:
        age = (near.on - child.born).days
        point = place(
            growth_content().charts, "height", child.sex, age, near.value, standing=near.standing
        )
        percent = point.percentile if point else None
    both = Pressure(_part(item, "sbp"), _part(item, "dbp"))
    shown = shown_reading(clinic.catalog.vitals["bp"], item.reading)
    return MeasuredPressure(day, both, shown, percent)


def _part(item: Observation, part: str) -> Decimal:
    return item.reading.measure(part).value


def _day(clinic: Clinic, item: Observation) -> date:
    return clinic.local(item.taken_at).date()


def _standing(item: Observation) -> bool | None:
    method = item.reading.qualifiers.get("height_method", "")
    return {"stature": True, "length": False}.get(method)
