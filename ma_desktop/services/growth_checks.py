"""Asks once about a child's measure that no chart holds likely, before it is stored."""

from __future__ import annotations

from dataclasses import replace

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.facts import PatientFacts
from ma_desktop.domain.growth import MEASURES, GrowthPoint, growth_age, is_implausible, place
from ma_desktop.domain.limits import Assessment
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.vitals import Reading, VitalSign
from ma_desktop.services.clinic import Clinic

_STANDING = {"stature": True, "length": False}


def asked_by_growth(
    clinic: Clinic,
    patient: Patient,
    facts: PatientFacts,
    vital: VitalSign,
    judged: tuple[Reading, Assessment],
) -> Assessment:
    """The assessment, with a question where the score lies outside the flags of WHO and CDC.

    Sources of the flags stand with them in resources/growth/rules.toml.
    """
    reading, found = judged
    point = _placed(clinic, patient, facts, reading)
    if point is None or not is_implausible(point, growth_content().charts.rules):
        return found
    question = f"{vital.name} lies far outside the growth charts for this age. Measure again."
    return replace(found, questions=(*found.questions, question))


def _placed(
    clinic: Clinic, patient: Patient, facts: PatientFacts, reading: Reading
) -> GrowthPoint | None:
    measure = next((item for item in MEASURES if item == reading.vital), None)
    if measure is None or not reading.measures:
        return None
    charts = growth_content().charts
    today = clinic.local(clinic.now()).date()
    age = growth_age(patient.birth_date, today, charts.rules, facts.gestation_days)
    if age is None:
        return None
    standing = _STANDING.get(reading.qualifiers.get("height_method", ""))
    value = float(reading.value)
    return place(charts, measure, patient.sex, age.days, value, standing=standing)
