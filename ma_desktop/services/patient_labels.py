"""The label of a patient, for forms and bags: of a visit in which the patient was identified."""

from __future__ import annotations

from ma_desktop.domain.label_fields import of_patient
from ma_desktop.domain.print_job import LabelJob, PrintJob
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import demand_checked
from ma_desktop.services.observing import demand_patient

_KIND = "patient"


def queue_label(clinic: Clinic, visit_id: str, reason: str = "") -> tuple[str, ...]:
    """Queue the label of the visit's patient; returns the print job, the one that waits if any.

    Raises Refused without an identity check in this visit, or for a second one without a reason.
    """
    with clinic.work(Right.LABEL) as uow:
        demand_checked(uow, clinic, visit_id)
        earlier = uow.print_jobs.of_subject(visit_id)
        if earlier and (earlier[-1].may_be_sent or earlier[-1].state == "unknown"):
            return (earlier[-1].id,)
        visit = demand_visit(uow, visit_id)
        patient = demand_patient(uow, visit.patient_id)
        at = clinic.local(visit.scheduled_at)
        values = of_patient(patient, at.date()) | {"visit": f"{at:%d%b%y %H%M}".upper()}
        job = LabelJob(_KIND, visit_id, values, "", patient.id, visit_id, reason)
        return printing.enqueue(clinic, uow, [job])


def taken(clinic: Clinic, visit_id: str) -> tuple[PrintJob, ...]:
    """The newest label of this visit, where it is only known that the printer took it."""
    with clinic.look() as uow:
        return tuple(job for job in uow.print_jobs.of_subject(visit_id)[-1:] if job.state == "sent")
