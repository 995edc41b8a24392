"""Vital signs over time: all readings, the reference band for this age, the shown unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.limits import band_of, range_for
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import Series, SeriesPoint
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import Observation, Unit, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient, subject_of
from ma_desktop.storage.observations import effective


@dataclass(frozen=True)
class Trend:
    """All readings of one vital sign, oldest first, also those taken back.

    `counted` are the ones that count; `low` and `high` bound the first part's reference band in
    `unit`, None where this age and sex has none.
    """

    vital: VitalSign
    unit: Unit
    observations: tuple[Observation, ...]
    counted: tuple[Observation, ...]
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def series(self) -> Series:
        """The readings that count, as numbers in the shown unit."""
        points = tuple(
            SeriesPoint(item.taken_at, *_numbers(item, self.unit))
            for item in self.counted
            if item.reading.measures
        )
        return Series(self.vital.name, self.unit.label, points, self.low, self.high)


def measured(clinic: Clinic, patient_id: str) -> tuple[str, ...]:
    """Vital signs that this patient has readings of, in the catalog's order; audited as a view."""
    with clinic.work(Right.READ) as uow:
        demand_patient(uow, patient_id)
        found = uow.observations.measured(patient_id)
        uow.audit.write("trends viewed", patient_id=patient_id)
    return tuple(vital_id for vital_id in clinic.catalog.vitals if vital_id in found)


def history(clinic: Clinic, patient_id: str) -> tuple[Observation, ...]:
    """Every observation of a patient, oldest first, also those taken back; audited as a view."""
    with clinic.work(Right.READ) as uow:
        demand_patient(uow, patient_id)
        uow.audit.write("readings listed", patient_id=patient_id)
        return uow.observations.of_patient(patient_id)


def trend(clinic: Clinic, patient_id: str, vital_id: str) -> Trend:
    """One vital sign of one patient. Raises Refused for an unknown patient."""
    vital = clinic.catalog.vitals[vital_id]
    with clinic.look() as uow:
        patient = demand_patient(uow, patient_id)
        observations = uow.observations.of_patient(patient_id, vital_id)
    subject = subject_of(clinic, patient)
    band = band_of(subject.age, clinic.catalog.bands)
    usual = range_for(vital.parts[0].reference, band, subject.sex)
    unit = vital.units[0]
    ucum = vital.parts[0].ucum
    return Trend(
        vital,
        unit,
        observations,
        effective(observations),
        _bound(usual.low, ucum, unit) if usual else None,
        _bound(usual.high, ucum, unit) if usual else None,
    )


def _bound(value: Decimal | None, ucum: str, unit: Unit) -> Decimal | None:
    return None if value is None else half_up(convert(value, ucum, unit.ucum), unit.decimals)


def _numbers(item: Observation, unit: Unit) -> list[Decimal]:
    return [convert(m.value, m.unit, unit.ucum) for m in item.reading.measures[:2]]
