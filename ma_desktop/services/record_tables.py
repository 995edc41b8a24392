"""Sections of the clinical copy: each source turns one part of the record into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.domain.correction import Correction
from ma_desktop.domain.moments import clock
from ma_desktop.domain.origin import UNCONFIRMED, UNCONFIRMED_WORDS
from ma_desktop.domain.screening import Status, effective_responses
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, shown_with_unit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import IDENTIFIERS
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.screenings import results
from ma_desktop.services.visit_record import reviews
from ma_desktop.storage.store import UnitOfWork


@dataclass(frozen=True)
class Desk:
    """What every source reads from."""

    clinic: Clinic
    uow: UnitOfWork
    visit: Visit
    staff: Mapping[str, str]
    rooms: Mapping[str, str]
    corrections: Mapping[str, Correction]
    handed: datetime | None = None
    """When the visit was first given over: a correction after that says so."""

    def time(self, moment: datetime | None) -> str:
        """9:05 on the day of the visit, with the day on others."""
        if moment is None:
            return ""
        local, day = self.clinic.local(moment), self.clinic.local(self.visit.scheduled_at).date()
        return clock(local) if local.date() == day else f"{local:%Y-%m-%d} {clock(local)}"

    def row(self, record_id: str, cells: tuple[str, ...], *, struck: bool = False) -> RecordRow:
        """A line; struck, with who, when and why beneath, where the record was corrected."""
        made = self.corrections.get(record_id)
        if made is None:
            return RecordRow(cells, struck)
        late = " after the hand-off" if self.handed and made.at > self.handed else ""
        words = f"{made.words} {self.time(made.at)}{late} by {self.who(made.by)}: {made.reason}"
        return RecordRow(cells, struck=True, note=words)

    def who(self, user_name: str) -> str:
        """A person by title; the user name where nobody has it any more."""
        return self.staff.get(user_name, user_name)


def record_tables(clinic: Clinic, uow: UnitOfWork, visit: Visit) -> tuple[RecordTable, ...]:
    """All sections of a visit, in their order; sections without rows too."""
    staff = {person.user_name: person.title for person in uow.staff.all()}
    rooms = {room.id: room.name for room in uow.clinic.rooms()}
    corrections = uow.corrections.of_patient(visit.patient_id)
    given = (move.at for move in uow.visits.moves(visit.id) if move.target is VisitState.READY)
    desk = Desk(clinic, uow, visit, staff, rooms, corrections, next(given, None))
    return tuple(source(desk) for source in SOURCES)


def _visit(desk: Desk) -> RecordTable:
    visit = desk.visit
    facts = {
        "Reason": visit.reason,
        "Note to provider": desk.uow.visits.note(visit.id),
        "Arrived": desk.time(visit.arrived_at),
    }
    rows = [RecordRow((name, text)) for name, text in facts.items() if text]
    return RecordTable("Visit", ("", ""), (1, 4), tuple(rows))


def _identity(desk: Desk) -> RecordTable:
    rows = [
        desk.row(
            check.id,
            (
                desk.time(check.at),
                ", ".join(IDENTIFIERS.get(key, key) for key in check.identifiers),
                desk.who(check.by),
            ),
        )
        for check in desk.uow.visits.identities(desk.visit.id)
    ]
    heads = ("Time", "The patient said", "Checked by")
    return RecordTable("Identity", heads, (1, 3, 2), tuple(rows))


def _readings(desk: Desk) -> RecordTable:
    """Every reading, also those that were replaced: struck, where they stood.

    The mark that takes one back is no reading of its own: it says so beneath the old one.
    """
    items = desk.uow.observations.of_visit(desk.visit.patient_id, desk.visit.id)
    replaced = {item.supersedes for item in items}
    order = {vital: number for number, vital in enumerate(desk.clinic.catalog.vitals)}
    rows = [
        _reading(desk, item, struck=item.id in replaced or item.status == "entered-in-error")
        for item in sorted(items, key=lambda it: (order[it.reading.vital], it.taken_at))
        if item.supersedes is None or item.status != "entered-in-error"
    ]
    heads = ("Vital sign", "Value", "How", "Time", "By", "Status")
    return RecordTable("Vital signs", heads, (4, 4, 5, 2, 4, 4), tuple(rows))


def _reading(desk: Desk, item: Observation, *, struck: bool) -> RecordRow:
    vital, reading = desk.clinic.catalog.vitals[item.reading.vital], item.reading
    how = [
        qualifier.name_of(reading.qualifiers[qualifier.id])
        for qualifier in vital.qualifiers
        if qualifier.id in reading.qualifiers
    ]
    value = ABSENT_REASONS.get(reading.absent) or shown_with_unit(vital, reading)
    status = [item.status] if item.status != "final" else []
    status += [f"notify: {item.notify}"] if item.notify else []
    status += ["confirmed when asked"] if reading.confirmed else []
    status += [UNCONFIRMED_WORDS] if item.source == UNCONFIRMED else []
    cells = (
        vital.name,
        value,
        ", ".join(how),
        desk.time(item.taken_at),
        desk.who(item.taken_by),
        "; ".join(status),
    )
    return desk.row(item.id, cells, struck=struck)


def _answers(desk: Desk) -> RecordTable:
    """Questionnaires of the visit, answer by answer; a superseded one is struck."""
    found = desk.uow.responses.of_visit(desk.visit.id)
    counted = {item.id for item in effective_responses(found)}
    patient = demand_patient(desk.uow, desk.visit.patient_id)
    rows = [
        desk.row(
            shown.id,
            (
                shown.line,
                "; ".join(f"{answer.question} {answer.text}" for answer in shown.answers),
                desk.time(shown.at),
                desk.who(shown.by),
            ),
            struck=shown.id not in counted,
        )
        for shown in results(desk.clinic, patient, found)
        if shown.state is not Status.IN_ERROR
    ]
    heads = ("Questionnaire", "Answers", "Time", "By")
    return RecordTable("Screenings and history", heads, (4, 7, 2, 3), tuple(rows))


def _told(desk: Desk) -> RecordTable:
    known = {
        item.id: desk.clinic.catalog.vitals[item.reading.vital].name
        for item in desk.uow.observations.of_visit(desk.visit.patient_id, desk.visit.id)
    } | {
        item.id: desk.clinic.catalog.forms.all[item.form].short
        for item in desk.uow.responses.of_visit(desk.visit.id)
    }
    rows = [
        desk.row(
            told_id,
            (
                desk.time(told.at),
                ", ".join(dict.fromkeys(known.get(key, "other finding") for key in about)),
                told.provider,
                "yes" if told.read_back else "no",
                desk.who(by),
            ),
        )
        for told_id, told, about, by in desk.uow.visits.told_of(desk.visit.id)
    ]
    heads = ("Time", "About", "Told", "Read back", "By")
    return RecordTable("Provider told", heads, (2, 4, 4, 2, 4), tuple(rows))


def _reviewed(desk: Desk) -> RecordTable:
    """Reason, note and lists that were gone through, as often as they were."""
    rows = [
        desk.row(item.id, (item.title, item.words, desk.time(item.at), desk.who(item.by)))
        for item in reviews(desk.uow, desk.visit)
    ]
    heads = ("What", "Words", "Time", "By")
    return RecordTable("Asked and gone through", heads, (4, 7, 2, 3), tuple(rows))


def _allergies(desk: Desk) -> RecordTable:
    rows = [
        desk.row(
            item.id,
            (item.substance, item.reaction, item.severity, item.status),
            struck=item.status == "entered-in-error",
        )
        for item in desk.uow.patients.every_allergy(desk.visit.patient_id)
    ]
    heads = ("Substance", "Reaction", "Severity", "Status")
    return RecordTable("Allergies", heads, (4, 4, 2, 2), tuple(rows))


def _medications(desk: Desk) -> RecordTable:
    rows = [
        desk.row(
            item.id,
            (item.name, item.dosage, item.status),
            struck=item.status == "entered-in-error",
        )
        for item in desk.uow.patients.every_medication(desk.visit.patient_id)
    ]
    return RecordTable("Medications", ("Name", "Dosage", "Status"), (4, 5, 2), tuple(rows))


def _specimens(desk: Desk) -> RecordTable:
    catalog = desk.clinic.catalog
    rows = [
        RecordRow(
            (
                item.accession,
                catalog.tubes[item.tube].name if item.tube in catalog.tubes else item.tube,
                ", ".join(catalog.tests[t].short if t in catalog.tests else t for t in item.tests),
                desk.time(item.collected_at),
                desk.who(item.collected_by),
                item.state,
            ),
            item.state in ("void", "rejected"),
        )
        for item in desk.uow.specimens.of_visit(desk.visit.id)
    ]
    heads = ("Accession", "Container", "Tests", "Collected", "By", "State")
    return RecordTable("Specimens", heads, (4, 3, 5, 2, 4, 3), tuple(rows))


def _packs(desk: Desk) -> RecordTable:
    rows = [
        RecordRow((desk.time(u.at), u.set_name, u.pack_number, u.load_number, desk.who(u.by)))
        for u in desk.uow.sterilization.uses_in(desk.visit.id)
    ]
    heads = ("Time", "Sterile pack", "Number", "Load", "By")
    return RecordTable("Packs used", heads, (1, 4, 2, 2, 2), tuple(rows))


def _steps(desk: Desk) -> RecordTable:
    items = desk.uow.next_steps.of_visit(desk.visit.id)
    replaced = {item.supersedes for item in items}
    rows = [
        RecordRow(
            (desk.time(item.at), item.words, item.ordered_by, desk.who(item.by)),
            item.id in replaced,
        )
        for item in items
        if item.status != "entered-in-error"
    ]
    heads = ("Time", "Step", "Ordered by", "Written by")
    return RecordTable("Next steps", heads, (1, 5, 2, 2), tuple(rows))


def _moves(desk: Desk) -> RecordTable:
    rows = [
        RecordRow(
            (
                desk.time(move.at),
                move.source.words,
                f"{move.target.words} (taken back)" if move.undoes else move.target.words,
                desk.rooms.get(move.room_id or "", ""),
                desk.who(move.by),
            )
        )
        for move in desk.uow.visits.moves(desk.visit.id)
    ]
    heads = ("Time", "From", "To", "Room", "By")
    return RecordTable("Course of the visit", heads, (1, 2, 2, 2, 2), tuple(rows))


SOURCES: Iterable[Callable[[Desk], RecordTable]] = (
    _visit,
    _identity,
    _reviewed,
    _readings,
    _answers,
    _told,
    _allergies,
    _medications,
    _specimens,
    _packs,
    _steps,
    _moves,
)
"""In the order of the page. A new part of the record adds its function here."""
