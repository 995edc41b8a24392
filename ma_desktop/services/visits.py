"""Finding a patient's visits."""

from __future__ import annotations

from ma_desktop.domain.visit import Visit
from ma_desktop.services.clinic import Clinic


def visits_of(clinic: Clinic, patient_id: str) -> tuple[Visit, ...]:
    """All visits of a patient up to now, oldest first."""
    with clinic.look() as uow:
        return uow.visits.of_patient(patient_id, clinic.now())


def visit_to_open(clinic: Clinic, patient_id: str) -> str | None:
    """The visit that shows this patient: today's open one, else the latest; None without any."""
    visits = visits_of(clinic, patient_id)
    open_now = [visit for visit in visits if visit.state.is_open]
    found = (open_now or list(visits))[-1:]
    return found[0].id if found else None
