"""The lines of a summary: one a vital sign, a repeated blood pressure as its average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ma_desktop.domain.derived import shown_bmi
from ma_desktop.domain.limits import assess
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.pressure_repeat import Average
from ma_desktop.domain.summary import SummaryLine
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vitals import COMPOUND, Observation, Unit, VitalSign, shown_reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.services.pressure import repeat_of
from ma_desktop.services.wording import in_force
from ma_desktop.storage.observations import Beside
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review


@dataclass(frozen=True)
class Measured:
    """What was measured in a visit, as the patient reads it; `readings` counts by observation."""

    today: tuple[Observation, ...]
    last: Mapping[str, Observation]
    readings: Mapping[str, int]


def measured(
    clinic: Clinic, uow: UnitOfWork, visit: Visit, reviews: tuple[Review, ...], beside: Beside
) -> Measured:
    """The readings that count; those of a repeated blood pressure become their average."""
    repeat = repeat_of(uow, clinic, visit, reviews)
    mean = repeat.average
    if mean is None:
        return Measured(beside.today, beside.last, {})
    first, *others = repeat.readings
    gone = {item.id for item in others}
    averaged = _as_average(first, mean)
    today = tuple(
        averaged if item.id == first.id else item for item in beside.today if item.id not in gone
    )
    return Measured(today, beside.last, {first.id: mean.count})


def _as_average(first: Observation, mean: Average) -> Observation:
    """The first reading with the numbers of the average, in whole mmHg."""
    systolic, diastolic = (Decimal(part) for part in mean.words.split("/"))
    values = {"sbp": systolic, "dbp": diastolic}
    measures = tuple(
        replace(part, value=values[part.part], typed=values[part.part], typed_unit=part.unit)
        if part.part in values
        else part
        for part in first.reading.measures
    )
    return replace(first, reading=replace(first.reading, text=mean.words, measures=measures))


def lines_of(
    clinic: Clinic, uow: UnitOfWork, patient: Patient, found: Measured
) -> tuple[SummaryLine, ...]:
    """In the order of the catalog, BMI last."""
    wording = in_force(uow)
    lines = [
        _line(clinic, vital, item, found, wording.get(_flag(clinic, patient, item), {}))
        for vital in clinic.catalog.vitals.values()
        for item in found.today
        if item.reading.vital == vital.id
    ]
    return (*lines, *_body_mass(found))


def _line(
    clinic: Clinic,
    vital: VitalSign,
    item: Observation,
    found: Measured,
    wording: Mapping[str, str],
) -> SummaryLine:
    reading, last = item.reading, found.last.get(vital.id)
    unit = vital.unit(reading.measures[0].typed_unit) if reading.measures else vital.usual
    return SummaryLine(
        vital.id,
        vital.name,
        "" if reading.absent else shown_reading(vital, reading),
        _unit_words(unit),
        unit.ucum,
        shown_reading(vital, last.reading, unit) if last else "",
        _unit_words(unit),
        unit.ucum,
        clinic.local(last.taken_at).date() if last else None,
        item.taken_at,
        found.readings.get(item.id, 1),
        absent=reading.absent,
        wording=wording,
    )


def _unit_words(unit: Unit) -> str:
    """The label behind a number; feet and inches say it themselves."""
    return "" if unit.label in COMPOUND else unit.label


def _body_mass(found: Measured) -> tuple[SummaryLine, ...]:
    """BMI from weight and height of this visit only; never shown as a class, nor twice."""
    today = {o.reading.vital: o for o in found.today if not o.reading.absent}
    if "bmi" in today or not {"weight", "height"} <= today.keys():
        return ()
    value = shown_bmi(today["weight"].reading.value, today["height"].reading.value)
    at = today["weight"].taken_at
    return (SummaryLine("bmi", "Body mass index", str(value), "kg/m²", "kg/m2", taken_at=at),)


def _flag(clinic: Clinic, patient: Patient, item: Observation) -> str:
    """The key of the clinic's own wording: the vital sign and its FHIR interpretation."""
    if item.reading.absent:
        return ""
    found = assess(
        clinic.catalog.vitals[item.reading.vital],
        item.reading,
        subject_of(clinic, patient),
        clinic.catalog.bands,
    )
    return f"{item.reading.vital}.{found.flag or 'N'}"
