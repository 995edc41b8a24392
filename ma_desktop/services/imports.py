"""Taking in files: everything in them, or nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MachineFailure, MaError, Refused
from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.order import LabOrder
from ma_desktop.domain.origin import IMPORTED, UNCONFIRMED
from ma_desktop.domain.patient import Patient, age_on, folded
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vital_parse import refuse_impossible
from ma_desktop.domain.vitals import Observation
from ma_desktop.exchange.incoming import (
    At,
    Incoming,
    IncomingObservation,
    IncomingPatient,
    IncomingVisit,
)
from ma_desktop.exchange.reader import read
from ma_desktop.runtime.log import event
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.import_corrections import correct, retract
from ma_desktop.services.import_lists import take_lists
from ma_desktop.services.import_report import ImportReport, Tally
from ma_desktop.services.schedule import record_move
from ma_desktop.storage.store import UnitOfWork

LOG = logging.getLogger("ma_desktop.imports")
_MOST_BYTES = 64 * 1024 * 1024
_STEPS = 100
_AT_ONCE = 1000
_STATES = {
    "proposed": VisitState.SCHEDULED,
    "pending": VisitState.SCHEDULED,
    "booked": VisitState.SCHEDULED,
    "planned": VisitState.SCHEDULED,
    "checked-in": VisitState.ARRIVED,
    "arrived": VisitState.ARRIVED,
    "triaged": VisitState.ARRIVED,
    "in-progress": VisitState.ARRIVED,
    "onleave": VisitState.DONE,
    "finished": VisitState.DONE,
    "fulfilled": VisitState.DONE,
    "cancelled": VisitState.CANCELLED,
    "noshow": VisitState.NO_SHOW,
}


class Cancelled(Refused):
    """The person stopped the import."""


@dataclass
class _Pace:
    """Tells how far the import is, and stops it where somebody asked for that.

    Each file is a hundred steps to be read and a hundred to be stored.
    """

    files: int
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]
    told: int = 0

    def of(self, number: int) -> At:
        """What is told of one file, or of the storing of one: numbers go on from 0."""
        return lambda done: self._at(int(_STEPS * (number + done)))

    def _at(self, step: int) -> None:
        if self.cancelled():
            raise Cancelled("The import was cancelled.", do="Start it again when you are ready.")
        if step > self.told:
            self.told = step
            self.progress(step, 2 * _STEPS * self.files)


class FileRefused(Refused):
    """A file can't be taken. `number` is its place in the list, from 1; its name stays out of the
    words, as they may reach a log and a name may name a patient.
    """

    def __init__(self, error: MaError, number: int, count: int) -> None:
        place = f"File {number} of {count}: " if count > 1 else ""
        super().__init__(place + error.what, safe=error.safe, do=error.do)
        self.number = number
        self.bare = error
        self.exit_status = error.exit_status


def import_files(
    clinic: Clinic,
    paths: Sequence[Path],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[ImportReport, Changes]:
    """Read all files, then store them in one transaction.

    `progress` is told steps done and steps in all. Raises Refused (with the file's place in the
    list, never its name) when any file is broken or hostile, and stores nothing then.
    """
    clinic.actor.demand(Right.IMPORT)
    pace = _Pace(len(paths), progress, cancelled)
    files: list[Incoming] = []
    for number, path in enumerate(paths):
        files.append(_read(clinic, path, number + 1, len(paths), pace.of(number)))
    tally = Tally()
    people: list[str] = []
    with clinic.work(Right.IMPORT) as uow:
        for number, incoming in enumerate(files, len(paths)):
            tally.skipped.update({(s.resource, s.reason): s.count for s in incoming.skipped})
            at = pace.of(number)
            for first, part, person in _shares(incoming):
                people.append(_store(uow, clinic, person, tally, _within(at, first, part)))
            at(1)
        uow.audit.write("files imported", reason=f"{len(paths)} files, {tally.words}")
    event(
        LOG,
        "files.imported",
        files=len(paths),
        patients=tally.added["patients"],
        observations=tally.added["observations"],
        skipped=sum(tally.skipped.values()),
    )
    report = tally.report(len(paths), people)
    return report, Changes(patients=frozenset(people), board=True)


def _shares(incoming: Incoming) -> Iterator[tuple[float, float, IncomingPatient]]:
    """Where the records of each patient begin in the whole, and what part of it they are."""
    sizes = [1 + len(person.observations) for person in incoming.patients]
    whole, begun = sum(sizes), 0
    for size, person in zip(sizes, incoming.patients, strict=True):
        yield begun / whole, size / whole, person
        begun += size


def _within(at: At, first: float, part: float) -> At:
    return lambda done: at(first + done * part)


def _read(clinic: Clinic, path: Path, number: int, count: int, at: At) -> Incoming:
    at(0)
    try:
        data = _bytes(path)
        found = read(path.name, data, clinic.catalog, clinic.zone, now=clinic.now(), at=at)
        if found.store == clinic.store.opened.header.database_id:
            raise Refused(
                "This file was exported from this clinic: all of it is here already.",
                do="Nothing needs to be done.",
            )
        at(1)
        return found
    except Cancelled:
        raise
    except (Refused, MachineFailure) as error:
        raise FileRefused(error, number, count) from None


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("This is a folder, not a file.", do="Name the files in it.")
        if not path.exists():
            raise Refused("There is no such file.", do="Check its name and its folder.")
        if not path.is_file():  # devices and pipes, which may never end
            raise Refused("This is no file on a disk.", do="Save it as a file, then import that.")
        if path.stat().st_size > _MOST_BYTES:
            raise Refused("The file is larger than 64 MB.", do="Export fewer patients at a time.")
        return path.read_bytes()
    except OSError:
        raise MachineFailure(
            "A file can't be read.", safe="Nothing was stored.", do="Check that you may read it."
        ) from None


def _store(
    uow: UnitOfWork,
    clinic: Clinic,
    person: IncomingPatient,
    tally: Tally,
    at: At,
) -> str:
    at(0)
    patient_id = _patient(uow, person, tally)
    take_lists(uow, clinic, patient_id, person, tally)
    visits = [_visit(clinic, patient_id, item) for item in person.visits]
    orders = [
        LabOrder(
            item.id,
            patient_id,
            item.provider,
            item.tests,
            item.ordered_at,
            priority=item.priority,
            source="imported",
            entered_by=clinic.actor.user_name,
        )
        for item in person.orders
    ]
    for kind, items, new in (
        ("visits", visits, uow.visits.add_new(visits)),
        ("orders", orders, uow.orders.add_new(orders)),
    ):
        tally.seen[kind] += len(items)
        tally.added[kind] += new
    _follow_visits(uow, clinic, visits)
    _store_observations(uow, clinic, patient_id, person, tally, at)
    retract(uow, patient_id, person.retracted, tally)
    uow.audit.write("patient imported", patient_id=patient_id, record=patient_id)
    return patient_id


def _store_observations(
    uow: UnitOfWork,
    clinic: Clinic,
    patient_id: str,
    person: IncomingPatient,
    tally: Tally,
    at: At,
) -> None:
    """A few at a time, so that who cancels does not wait for a whole life of readings."""
    visits = {visit.id for visit in person.visits}
    stored: list[Observation] = []
    for begin in range(0, len(person.observations), _AT_ONCE):
        some = [
            _observation(clinic, patient_id, person, item, visits)
            for item in person.observations[begin : begin + _AT_ONCE]
        ]
        tally.added["observations"] += uow.observations.add_new(some)
        stored += some
        at(len(stored) / len(person.observations))
    tally.seen["observations"] += len(stored)
    tally.unlikely.update(
        clinic.catalog.vitals[item.reading.vital].name
        for item in stored
        if item.source == UNCONFIRMED
    )
    correct(uow, patient_id, stored, tally)


def _patient(uow: UnitOfWork, person: IncomingPatient, tally: Tally) -> str:
    tally.seen["patients"] += 1
    known = uow.patients.by_mrn(person.mrn)
    if known is None:
        tally.added["patients"] += 1
        new = Patient(
            person.patient_id,
            person.mrn,
            person.name,
            person.birth_date,
            person.sex,
            person.language or "en",
            person.phone,
        )
        uow.patients.add(new)
        return new.id
    if known.birth_date != person.birth_date:
        raise Refused(
            "A record number of this file belongs to a patient with another birth date here.",
            do="Ask who gave out the number; merge nothing by guess.",
        )
    if folded(known.name.formal) != folded(person.name.formal):
        tally.skipped["Patient", "the name differs from the one on record, which was kept"] += 1
    return known.id


def _visit(clinic: Clinic, patient_id: str, item: IncomingVisit) -> Visit:
    state = _STATES.get(item.status, VisitState.SCHEDULED)
    today = clinic.local(clinic.now()).date()
    if state is VisitState.ARRIVED and clinic.local(item.scheduled_at).date() != today:
        state = VisitState.DONE  # an old encounter that nobody closed is not in the waiting room
    return Visit(
        item.id,
        patient_id,
        item.scheduled_at,
        item.visit_type or "Visit",
        item.provider,
        state,
        item.ended_at or (clinic.now() if state is VisitState.ARRIVED else item.scheduled_at),
        arrived_at=clinic.now() if state is VisitState.ARRIVED else None,
        reason=item.reason,
    )


def _observation(
    clinic: Clinic,
    patient_id: str,
    person: IncomingPatient,
    item: IncomingObservation,
    visits: set[str],
) -> Observation:
    today = clinic.local(clinic.now()).date()
    refuse_impossible(clinic.catalog.vitals[item.reading.vital], item.reading, today)
    return Observation(
        item.id,
        patient_id,
        item.reading,
        item.taken_at,
        "import",
        item.visit_id if item.visit_id in visits else None,
        item.status,
        source=UNCONFIRMED if _is_unlikely(clinic, person, item) else IMPORTED,
    )


def _is_unlikely(clinic: Clinic, person: IncomingPatient, item: IncomingObservation) -> bool:
    """Whether a person would have been asked about this reading, at the age of that day."""
    day = max(clinic.local(item.taken_at).date(), person.birth_date)
    subject = Subject(age_on(person.birth_date, day), person.sex, None, day)
    vital = clinic.catalog.vitals[item.reading.vital]
    return bool(assess(vital, item.reading, subject, clinic.catalog.bands).questions)


def _follow_visits(uow: UnitOfWork, clinic: Clinic, visits: Sequence[Visit]) -> None:
    """A booking that a later file cancels or moves follows, as long as nobody arrived."""
    for item in visits:
        stored = uow.visits.get(item.id)
        if stored is None or stored.state is not VisitState.SCHEDULED:
            continue
        if stored.scheduled_at != item.scheduled_at:
            stored = replace(stored, scheduled_at=item.scheduled_at)
            uow.visits.update(stored)
            stored = replace(stored, version=stored.version + 1)
        if item.state in (VisitState.CANCELLED, VisitState.NO_SHOW):
            record_move(uow, clinic, stored, item.state)
