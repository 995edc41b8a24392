"""Blood of children: what a draw takes beside the limit, and the answer above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from ma_desktop.domain.blood_volume import BloodUse, drawn_ml, sizes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.specimen import LabTest, Specimen
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vitals import Observation
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.rooming import demand_visit
from ma_desktop.storage.observations import effective
from ma_desktop.storage.store import UnitOfWork

_DAY = timedelta(hours=24)
_NONE = Decimal(0)


def of_visit(clinic: Clinic, visit_id: str) -> BloodUse | None:
    """What the blood that waits in a visit means for a child; None for others, or without any."""
    with clinic.look() as uow:
        visit = demand_visit(uow, visit_id)
        found = uow.specimens.of_visit(visit_id)
        return _use(uow, clinic, visit, [item for item in found if item.state == "ordered"])


def demand_within(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, items: Sequence[Specimen], why: str
) -> None:
    """Raise Refused above the limit without an answer; the answer goes into the audit."""
    use = _use(uow, clinic, visit, items)
    if use is None or not use.is_above(use.most):
        return
    if not why.strip():
        raise Refused(
            "This draw may go above the blood limit of this child.",
            safe="Nothing was recorded.",
            do="Ask the provider, then say why it is drawn.",
        )
    uow.audit.write(
        "blood above limit",
        patient_id=visit.patient_id,
        visit_id=visit.id,
        reason=f"{use.most} mL, {use.in_day} in 24 h, {use.in_month} before: {why.strip()}",
    )


def smallest(clinic: Clinic, item: Specimen) -> Decimal:
    """The smallest size in mL of the tube of a specimen that holds its tests."""
    return sizes(clinic.catalog.tubes[item.tube], _tests(clinic, item))[0]


def _use(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, items: Sequence[Specimen]
) -> BloodUse | None:
    catalog, now = clinic.catalog, clinic.now()
    settings = read_settings(uow.settings.all())
    limit = catalog.blood.changed(settings.child_blood_day, settings.child_blood_month)
    patient, today = demand_patient(uow, visit.patient_id), clinic.local(now).date()
    blood = [item for item in items if catalog.tubes[item.tube].is_blood]
    if not blood or age_on(patient.birth_date, today).years >= limit.under_years:
        return None
    taken = [sizes(catalog.tubes[item.tube], _tests(clinic, item)) for item in blood]
    before = uow.specimens.collected_since(patient.id, now - timedelta(days=limit.month_days))
    weighed = _weighed(uow, patient.id)
    return BloodUse(
        sum((low for low, _high in taken), _NONE),
        sum((high for _low, high in taken), _NONE),
        _drawn(clinic, [x for x in before if x.collected_at and x.collected_at > now - _DAY]),
        _drawn(clinic, before),
        limit,
        weighed.reading.value if weighed else None,
        clinic.local(weighed.taken_at).date() if weighed else None,
        today,
    )


def _tests(clinic: Clinic, item: Specimen) -> list[LabTest]:
    return [clinic.catalog.tests[key] for key in item.tests if key in clinic.catalog.tests]


def _drawn(clinic: Clinic, items: Sequence[Specimen]) -> Decimal:
    tubes = clinic.catalog.tubes
    known = [item for item in items if item.tube in tubes and tubes[item.tube].is_blood]
    amounts = (drawn_ml(item, tubes[item.tube], _tests(clinic, item)) for item in known)
    return sum(amounts, _NONE)


def _weighed(uow: UnitOfWork, patient_id: str) -> Observation | None:
    """The last weight that counts."""
    found = effective(uow.observations.of_patient(patient_id, "weight"))
    measured = [item for item in found if item.reading.measures]
    return max(measured, key=lambda item: item.taken_at, default=None)
