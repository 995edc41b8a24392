"""Containers of a visit, and their labels at the patient's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ma_desktop.devices.printers import LabelPrinter
from ma_desktop.documents.label import draw
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.label import Drawing, LabelFormat, format_of
from ma_desktop.domain.label_fields import of_patient
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.print_job import LabelJob, PrintJob
from ma_desktop.domain.printer import PLAIN, Paper
from ma_desktop.domain.specimen import LabelContent, Specimen, shown_accession
from ma_desktop.domain.specimen_words import (
    detail_words,
    fasting_words,
    handling_words,
    piece_words,
    priority_words,
)
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.identity import demand_checked
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.rooming import demand_visit
from ma_desktop.storage.store import UnitOfWork

FORMAT = "specimen-2.25x1.25"


def tubes(clinic: Clinic, visit_id: str) -> tuple[Specimen, ...]:
    """The tubes of a visit in the order of draw."""
    with clinic.look() as uow:
        found = uow.specimens.of_visit(visit_id)
    in_use = [item for item in found if item.state != "void"]
    return tuple(sorted(in_use, key=lambda item: clinic.catalog.tubes[item.tube].order))


@dataclass(frozen=True)
class Collection:
    """What the window shows of a visit: its containers and the newest print job of each."""

    specimens: tuple[Specimen, ...]
    jobs: Mapping[str, PrintJob]
    early_labels: bool

    def job_state(self, item: Specimen) -> str:
        """State of the newest label; empty when none was asked for."""
        job = self.jobs.get(item.id)
        return job.state if job else ""


def collection(clinic: Clinic, visit_id: str) -> Collection:
    """The containers of a visit with what is known of their labels. Raises Refused."""
    found = tubes(clinic, visit_id)
    with clinic.look() as uow:
        demand_visit(uow, visit_id)
        jobs = {item.id: uow.print_jobs.of_subject(item.id) for item in found if item.prints}
        early = read_settings(uow.settings.all()).labels_before_draw
    return Collection(
        found,
        {key: all_of[-1] for key, all_of in jobs.items() if all_of},
        early,
    )


def add_tube(
    clinic: Clinic, visit_id: str, tube_id: str, tests: tuple[str, ...], ordered_by: str
) -> tuple[str, Changes]:
    """A tube for a provider's order; it gets its accession number now. Raises Refused."""
    if tube_id not in clinic.catalog.tubes:
        raise Refused("This tube is not in the catalog.", do="Choose one of the list.")
    if not ordered_by.strip():
        raise Refused("A tube needs a provider's order.", do="Say who ordered it.")
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        accession = uow.specimens.next_accession(clinic.local(clinic.now()).date())
        new = Specimen(
            new_id(), accession, visit_id, visit.patient_id, tube_id, tests, ordered_by.strip()
        )
        uow.specimens.add(new)
        uow.audit.write(
            "specimen ordered", patient_id=visit.patient_id, visit_id=visit_id, record=new.id
        )
    return new.id, Changes.of(patient=visit.patient_id, visit=visit_id, specimens=True)


def demand_identity(clinic: Clinic, visit_id: str) -> None:
    """Raise Refused unless the patient was identified in this visit."""
    with clinic.look() as uow:
        demand_checked(uow, clinic, visit_id)


def label_kind(clinic: Clinic, item: Specimen) -> str:
    """The kind of label of a specimen; those that must name a site need one."""
    return clinic.catalog.tubes[item.tube].label if item.site else "specimen"


def label(clinic: Clinic, specimen_id: str, visit_id: str, roll: str = "") -> Drawing:
    """The label as it would print now, on the format `roll` where its kind can have that.

    Raises Refused exactly where `print_labels` would.
    """
    with clinic.look() as uow:
        specimen, patient, beside = _demand_labelled(clinic, uow, specimen_id, visit_id)
        content = _content(clinic, specimen, patient, beside)
    return draw(_format(clinic, label_kind(clinic, specimen), roll), vars(content))


def _format(clinic: Clinic, kind: str, roll: str) -> LabelFormat:
    found = format_of(clinic.catalog.labels, kind, roll, FORMAT)
    if found is None:
        raise Refused(
            "This kind of label has no format.",
            safe="No label was printed.",
            do="Tell your administrator.",
        )
    return found


def print_labels(
    clinic: Clinic,
    visit_id: str,
    specimen_ids: Sequence[str],
    printer: LabelPrinter,
    reason: str = "",
    paper: Paper = PLAIN,
) -> tuple[printing.Sent, Changes]:
    """Hand the labels of one visit to `printer`, in order; all are in the print log first.

    Called again after a failure it goes on with the first label that did not come out. Raises
    Refused without an identity check in this visit, when a specimen belongs to another visit or
    is void, before the draw unless the clinic allows it, for a second label without a reason,
    or while a person must look whether one came out. Call it in the background.
    """
    with clinic.work(Right.LABEL) as uow:
        queued = [_queued(clinic, uow, key, visit_id, reason, paper) for key in specimen_ids]
        begun = printing.begin(clinic, uow, queued, printer, paper)
    sent, changes = printing.hand_over(clinic, begun, printer, paper=paper)
    return sent, changes | Changes.of(visit=visit_id, board=True, specimens=True)


def _queued(
    clinic: Clinic, uow: UnitOfWork, specimen_id: str, visit_id: str, reason: str, paper: Paper
) -> PrintJob:
    """The print job of one label: the one that did not come out yet, else a new one."""
    specimen, patient, beside = _demand_labelled(clinic, uow, specimen_id, visit_id)
    earlier = uow.print_jobs.of_subject(specimen_id)
    if earlier and (earlier[-1].may_be_sent or earlier[-1].state == "unknown"):
        return earlier[-1]
    counted = replace(
        specimen,
        prints=specimen.prints + 1,
        state="labelled" if specimen.state == "drawn" else specimen.state,
        early=specimen.early or specimen.collected_at is None,
    )
    values = vars(_content(clinic, counted, patient, beside))
    kind = label_kind(clinic, counted)
    fmt = _format(clinic, kind, paper.format)
    job = LabelJob(kind, specimen_id, values, fmt.id, patient.id, visit_id, reason)
    copies = sum(one.state != "failed" for one in earlier)
    (made,) = printing.queue(clinic, uow, [job], {specimen_id: copies})
    uow.specimens.update(counted)
    return made


def _demand_labelled(
    clinic: Clinic, uow: UnitOfWork, specimen_id: str, visit_id: str
) -> tuple[Specimen, Patient, tuple[Specimen, ...]]:
    """The specimen of exactly this visit, whose patient was identified in it; all of the visit."""
    beside = uow.specimens.of_visit(visit_id)
    specimen = next((item for item in beside if item.id == specimen_id), None)
    if specimen is None:
        raise Refused(
            "This tube does not belong to the open visit.",
            safe="No label was printed.",
            do="Open the patient's visit and print from there.",
        )
    demand_checked(uow, clinic, visit_id)
    if specimen.state in ("void", "rejected"):
        raise Refused("This number is void.", safe="No label was printed.", do="Choose another.")
    early = read_settings(uow.settings.all()).labels_before_draw
    may_wait = early or clinic.catalog.tubes[specimen.tube].label_first
    if specimen.collected_at is None and not may_wait:
        raise Refused(
            "It is not marked as drawn yet.",
            safe="No label was printed.",
            do="Collect first, press D, then print at the patient's side.",
        )
    return specimen, demand_patient(uow, specimen.patient_id), beside


def _content(
    clinic: Clinic, item: Specimen, patient: Patient, beside: Sequence[Specimen]
) -> LabelContent:
    """The label of `item`; a tube that is not printed yet shows the present time and person."""
    tube = clinic.catalog.tubes[item.tube]
    moment = clinic.local(item.collected_at or clinic.now())
    tests = [test for test in clinic.catalog.tests.values() if test.id in item.tests]
    copies = item.prints if item.prints > 1 else 0
    return LabelContent(
        **of_patient(patient, moment.date()),
        accession=item.accession,
        accession_shown=shown_accession(item.accession),
        container=tube.cap.upper(),
        tests=" ".join(test.short for test in tests) or " ".join(item.tests).upper(),
        collected=f"{moment:%d%b%y %H%M}".upper() if item.collected_at else "BEFORE THE DRAW",
        collector=clinic.actor.initials,
        site=item.site.upper(),
        part=piece_words(item, beside),
        priority=priority_words(item),
        handling=handling_words(tests),
        details="  ".join(filter(None, (detail_words(item), fasting_words(item, tests)))),
        reprint=f"COPY {copies}" if copies else "",
    )
