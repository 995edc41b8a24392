"""Tubes of a visit: plan, label at the patient's side, scan back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from ma_desktop.devices.printers import LabelPrinter, PrintResult
from ma_desktop.devices.scanner import what
from ma_desktop.documents.label import draw
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.label import Drawing
from ma_desktop.domain.patient import Patient, age_on
from ma_desktop.domain.print_job import LabelJob
from ma_desktop.domain.specimen import LabelContent, Specimen, shown_accession
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import demand_checked
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.rooming import demand_visit
from ma_desktop.storage.store import UnitOfWork

FORMAT = "specimen-2.25x1.25"
_SEX_LETTERS: Mapping[str, str] = {"female": "F", "male": "M", "other": "X", "unknown": "U"}


def tubes(clinic: Clinic, visit_id: str) -> tuple[Specimen, ...]:
    """The tubes of a visit in the order of draw."""
    with clinic.look() as uow:
        found = uow.specimens.of_visit(visit_id)
    return tuple(sorted(found, key=lambda item: clinic.catalog.tubes[item.tube].order))


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


def label(clinic: Clinic, specimen_id: str, visit_id: str) -> Drawing:
    """The label as it would print now. Raises Refused exactly where `print_label` would."""
    with clinic.look() as uow:
        specimen, patient = _demand_labelled(uow, clinic, specimen_id, visit_id)
    content = _content(clinic, specimen, patient, clinic.now())
    return draw(clinic.catalog.labels[FORMAT], asdict(content))


def print_label(
    clinic: Clinic, specimen_id: str, visit_id: str, printer: LabelPrinter, reason: str = ""
) -> tuple[PrintResult, Changes]:
    """Hand one label to `printer`; noted before and after, so that none prints unseen.

    Raises Refused without an identity check in this visit, when the specimen belongs to another
    visit, or for a second label without a reason.
    """
    now = clinic.now()
    with clinic.work(Right.LABEL) as uow:
        specimen, patient = _demand_labelled(uow, clinic, specimen_id, visit_id)
        counted = replace(
            specimen,
            prints=specimen.prints + 1,
            state="labelled" if specimen.state == "ordered" else specimen.state,
            collected_at=specimen.collected_at or now,
            collected_by=specimen.collected_by or clinic.actor.user_name,
        )
        values = asdict(_content(clinic, counted, patient, now))
        job = LabelJob("specimen", specimen_id, values, FORMAT, patient.id, visit_id, reason)
        queued = printing.enqueue(clinic, uow, [job])
        uow.specimens.update(counted)
    sent, changes = printing.send(clinic, queued, printer)
    return sent.result, changes


def scan_back(clinic: Clinic, visit_id: str, text: str) -> Changes:
    """The label on the tube was scanned. Raises Refused, audited, for any other tube."""
    scan = what(text)
    with clinic.work(Right.LABEL) as uow:
        specimen = uow.specimens.by_accession(scan.text) if scan.kind == "specimen" else None
        problem = _scan_problem(specimen, visit_id)
        if specimen is None or problem:
            uow.audit.write(
                "wrong label scanned",
                visit_id=visit_id,
                record=specimen.id if specimen else "",
                outcome="failure",
                reason=problem,
            )
        else:
            uow.specimens.update(replace(specimen, state="collected", confirmed_at=clinic.now()))
            uow.audit.write(
                "label scanned back",
                patient_id=specimen.patient_id,
                visit_id=visit_id,
                record=specimen.id,
            )
    if specimen is None or problem:
        raise Refused(
            problem, safe="No tube was confirmed.", do="Stop, and check the tube and the patient."
        )
    return Changes.of(patient=specimen.patient_id, visit=visit_id, specimens=True)


def _scan_problem(specimen: Specimen | None, visit_id: str) -> str:
    if specimen is None:
        return "This is not the label of a known tube."
    if specimen.visit_id != visit_id:
        return "This label belongs to another visit."
    return "" if specimen.prints else "No label was printed for this tube yet."


def _demand_labelled(
    uow: UnitOfWork, clinic: Clinic, specimen_id: str, visit_id: str
) -> tuple[Specimen, Patient]:
    """The specimen of exactly this visit, whose patient was identified in it."""
    specimen = uow.specimens.get(specimen_id)
    if specimen is None or specimen.visit_id != visit_id:
        raise Refused(
            "This tube does not belong to the open visit.",
            safe="No label was printed.",
            do="Open the patient's visit and print from there.",
        )
    demand_checked(uow, clinic, visit_id)
    return specimen, demand_patient(uow, specimen.patient_id)


def _content(clinic: Clinic, item: Specimen, patient: Patient, now: datetime) -> LabelContent:
    """The label of `item`; a tube that is not printed yet shows the present time and person."""
    tube = clinic.catalog.tubes[item.tube]
    moment = clinic.local(item.collected_at or now)
    age = age_on(patient.birth_date, moment.date())
    shorts = [test.short for test in clinic.catalog.tests.values() if test.id in item.tests]
    copies = item.prints if item.prints > 1 else 0
    return LabelContent(
        patient_name=patient.name.label,
        mrn=patient.mrn,
        birth_date=f"{patient.birth_date:%m/%d/%Y}",
        age_sex=f"{age.words.replace(' ', '').upper()} {_SEX_LETTERS[patient.sex]}",
        accession=item.accession,
        accession_shown=shown_accession(item.accession),
        container=tube.cap.upper(),
        tests=" ".join(shorts) or " ".join(item.tests).upper(),
        collected=f"{moment:%d%b%y %H%M}".upper(),
        collector=clinic.actor.initials,
        reprint=f"COPY {copies}" if copies else "",
    )
