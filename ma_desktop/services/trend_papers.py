"""A trend on paper and as a table; what left the program is in the audit."""

from __future__ import annotations

from collections.abc import Sequence

from ma_desktop.documents.trend_pdf import TrendPaper, render
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.staff import Right
from ma_desktop.exchange.csv_write import table
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient


def trend_pdf(clinic: Clinic, paper: TrendPaper) -> bytes:
    """The page of a trend as a PDF; making it goes into the audit."""
    data = render(paper)
    _note(clinic, paper.patient.id, "trend page made", data)
    return data


def trend_csv(
    clinic: Clinic, patient_id: str, heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """The readings of a trend with the patient's identifiers, safe for spreadsheets."""
    with clinic.look() as uow:
        patient = demand_patient(uow, patient_id)
    who = (patient.mrn, patient.name.formal, patient.birth_date.isoformat())
    data = table(("MRN", "Name", "Born", *heads), [(*who, *row) for row in rows])
    _note(clinic, patient_id, "trend table exported", data)
    return data


def trend_left(clinic: Clinic, patient_id: str, how: str) -> None:
    """Note that a trend left the program: `how` is copied, saved as a picture, or printed."""
    with clinic.work(Right.READ) as uow:
        demand_patient(uow, patient_id)
        uow.audit.write(f"trend {how}", patient_id=patient_id)


def _note(clinic: Clinic, patient_id: str, action: str, data: bytes) -> None:
    with clinic.work(Right.EXPORT) as uow:
        uow.audit.write(action, patient_id=patient_id, digest=digest_of(data.hex()))
