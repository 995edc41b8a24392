"""Everything that was recorded in one visit, also what was taken back, in the order of time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ma_desktop.domain.correction import Correction, Entry, Part
from ma_desktop.domain.intake import reason_of
from ma_desktop.domain.screening import Form, Status, effective_responses
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import ABSENT_REASONS, shown_reading, shown_with_unit
from ma_desktop.services.answering import RESPONSE, answers_by_number
from ma_desktop.services.charts import NOT_ASKED, demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import IDENTIFIERS
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.screenings import results
from ma_desktop.storage.store import UnitOfWork

_TITLES = {
    "reason": "Reason for visit",
    "note": "Note to provider",
    "allergies": "Allergies reviewed",
    "identify-not-asked": "Identity not checked",
    "reason-not-asked": "Reason not asked",
    "allergies-not-asked": "Allergies not asked",
    "medications-not-asked": "Medications not asked",
    "bp-repeat": "Blood pressure again",
    "orthostatic": "Set lying and standing",
    "medications": "Medications reviewed",
}


@dataclass(frozen=True)
class VisitRecord:
    """The entries of a visit, oldest first."""

    visit: Visit
    entries: tuple[Entry, ...]


def visit_record(clinic: Clinic, visit_id: str) -> VisitRecord:
    """All facts of a visit with their corrections; the view goes into the audit."""
    with clinic.work(Right.READ) as uow:
        visit = demand_visit(uow, visit_id)
        corrections = uow.corrections.of_patient(visit.patient_id)
        handed = next(
            (m.at for m in uow.visits.moves(visit_id) if m.target is VisitState.READY), None
        )
        names = {person.user_name: person.title for person in uow.staff.all()}
        found = [entry for source in SOURCES for entry in source(clinic, uow, visit)]
        uow.audit.write("visit record viewed", patient_id=visit.patient_id, visit_id=visit_id)
    entries = [_told(entry, corrections, names, handed) for entry in found]
    entries.sort(key=lambda entry: (entry.at is not None, entry.at or visit.scheduled_at))
    return VisitRecord(visit, tuple(entries))


def _told(
    entry: Entry,
    corrections: dict[str, Correction],
    names: dict[str, str],
    handed: datetime | None,
) -> Entry:
    correction = corrections.get(entry.id)
    if correction is not None:
        correction = replace(correction, by=names.get(correction.by, correction.by))
    late = handed is not None and entry.at is not None and entry.at > handed
    by = names.get(entry.by, entry.by)
    return replace(entry, by=by, correction=correction, late=late)


def _observations(clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    for item in uow.observations.of_visit(visit.patient_id, visit.id):
        vital = clinic.catalog.vitals.get(item.reading.vital)
        if vital is None or item.status == "entered-in-error":
            continue
        value = Part("value", vital.name, "" if item.reading.absent else item.reading.text)
        yield Entry(
            "observation",
            item.id,
            vital.name,
            shown_with_unit(vital, item.reading) or shown_reading(vital, item.reading),
            item.taken_at,
            item.taken_by,
            (value,),
        )


def _allergies(_clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    for item in uow.patients.every_allergy(visit.patient_id):
        words = ", ".join(part for part in (item.substance, item.reaction, item.severity) if part)
        parts = (
            Part("substance", "Substance", item.substance),
            Part("reaction", "Reaction", item.reaction),
            Part("severity", "Severity (mild, moderate, severe)", item.severity),
        )
        yield Entry("allergy", item.id, "Allergy", words, item.noted_at, item.noted_by, parts)


def _medications(_clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    for item in uow.patients.every_medication(visit.patient_id):
        words = ", ".join(part for part in (item.name, item.dosage) if part)
        parts = (Part("name", "Name", item.name), Part("dosage", "How taken", item.dosage))
        yield Entry("medication", item.id, "Medication", words, item.noted_at, item.noted_by, parts)


def _identities(_clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    for item in uow.visits.identities(visit.id):
        words = ", ".join(IDENTIFIERS.get(key, key) for key in item.identifiers)
        yield Entry("identity", item.id, "Identity check", words, item.at, item.by)


def _told_provider(_clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    for told_id, told, by in uow.visits.every_told(visit.id):
        words = f"{told.provider}, read back"
        yield Entry("told", told_id, "Provider told", words, told.at, by)


def _reviews(_clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    return reviews(uow, visit)


def reviews(uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    """The reason, the note and each list that was gone through, also corrected, oldest first."""
    for item in uow.visits.reviews(visit.patient_id, corrected=True):
        if item.visit_id != visit.id:
            continue
        title = _TITLES.get(item.kind, item.kind.replace("-", " ").capitalize())
        kind = item.kind if item.kind in ("reason", "note") else "review"
        words = ""
        if item.kind == "reason":
            words = reason_of(item.detail).text
        elif item.kind == "note":
            words = json.loads(item.detail)["text"]
        elif item.kind.endswith(NOT_ASKED):
            words = ABSENT_REASONS[json.loads(item.detail)["reason"]]
        parts = (Part("text", title, words),) if kind != "review" else ()
        yield Entry(kind, item.id, title, words, item.at, item.by, parts)


def _responses(clinic: Clinic, uow: UnitOfWork, visit: Visit) -> Iterator[Entry]:
    """Answers that count, and those that were corrected; each by the number of its choice."""
    found = uow.responses.of_visit(visit.id)
    counted = {item.id for item in effective_responses(found)}
    kept = counted | set(uow.corrections.of_patient(visit.patient_id))
    forms, patient = clinic.catalog.forms.all, demand_patient(uow, visit.patient_id)
    for item in found:
        if item.id not in kept or item.status is Status.IN_ERROR or item.form not in forms:
            continue
        form = forms[item.form]
        (shown,) = results(clinic, patient, [item])
        words = f"Answers by number, question after question{_choice_words(form)}"
        parts = (Part("answers", words, answers_by_number(form, item.choices)),)
        name = form.name
        yield Entry(RESPONSE, item.id, name, shown.line, item.taken_at, item.taken_by, parts)


def _choice_words(form: Form) -> str:
    """` (1 Not at all, 2 Several days)`, where all questions share their answers."""
    listed = [f"{number} {choice.text}" for number, choice in enumerate(form.choices, start=1)]
    return f" ({', '.join(listed)})" if listed else ""


Source = Callable[[Clinic, UnitOfWork, Visit], Iterator[Entry]]
SOURCES: tuple[Source, ...] = (
    _identities,
    _reviews,
    _allergies,
    _medications,
    _observations,
    _responses,
    _told_provider,
)
"""Each gives its entries; who records a new kind of fact adds one."""
