"""Vital signs over time: all readings, the reference band for this age, the shown unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.limits import Subject, band_of, range_for
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import Series, SeriesPoint
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import Observation, Part, Unit, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient, subject_of
from ma_desktop.storage.observations import effective

Band = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Trend:
    """All readings of one vital sign, oldest first, also those taken back.

    `counted` are the ones that count; `bands` holds the reference band of each part in `unit`,
    with None for a bound that this age and sex does not have.
    """

    vital: VitalSign
    unit: Unit
    observations: tuple[Observation, ...]
    counted: tuple[Observation, ...]
    bands: tuple[Band, ...] = ()

    @property
    def series(self) -> Series:
        """The readings that count, as numbers in the shown unit."""
        points = tuple(
            SeriesPoint(item.taken_at, *_numbers(item, self.unit))
            for item in self.counted
            if item.reading.measures
        )
        return Series(self.vital.name, self.unit.label, points, *self.bands[0])


def measured(clinic: Clinic, patient_id: str) -> tuple[str, ...]:
    """Vital signs with numbers that this patient has, in the catalog's order; audited as a view."""
    with clinic.work(Right.READ) as uow:
        demand_patient(uow, patient_id)
        found = uow.observations.measured(patient_id)
        uow.audit.write("trends viewed", patient_id=patient_id)
    vitals = clinic.catalog.vitals
    return tuple(key for key, vital in vitals.items() if key in found and vital.parts)


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
    unit = vital.units[0]
    return Trend(
        vital,
        unit,
        observations,
        effective(observations),
        tuple(_band(clinic, part, subject, unit) for part in vital.parts),
    )


def _band(clinic: Clinic, part: Part, subject: Subject, unit: Unit) -> Band:
    usual = range_for(part.reference, band_of(subject.age, clinic.catalog.bands), subject.sex)
    if usual is None:
        return None, None
    return _bound(usual.low, part.ucum, unit), _bound(usual.high, part.ucum, unit)


def _bound(value: Decimal | None, ucum: str, unit: Unit) -> Decimal | None:
    return None if value is None else half_up(convert(value, ucum, unit.ucum), unit.decimals)


def _numbers(item: Observation, unit: Unit) -> list[Decimal]:
    return [convert(m.value, m.unit, unit.ucum) for m in item.reading.measures[:2]]
