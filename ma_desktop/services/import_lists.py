"""What later files say of allergies, medications and immunizations that came in before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from ma_desktop.domain.correction import Correction
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.origin import FileState, FileVersion
from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.exchange.incoming import IncomingPatient
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.import_report import Tally
from ma_desktop.storage.store import UnitOfWork

Entry = TypeVar("Entry", Allergy, Medication, Immunization)
_OLDER = "an earlier state of an entry that was changed since"


@dataclass(frozen=True)
class _List(Generic[Entry]):
    """One of a patient's lists: what it is called, all that ever stood in it, how it grows."""

    kind: str
    resource: str
    word: str
    known: tuple[Entry, ...]
    add: Callable[[Sequence[Entry]], int]


@dataclass(frozen=True)
class _Past(Generic[Entry]):
    """What came in of one record so far; `counts` is the state that nobody corrected since.

    `ended` is the correction by which a person of the clinic ended it, where one did.
    """

    states: tuple[Entry, ...]
    counts: Entry | None
    came_at: datetime | None
    version: FileVersion
    ended: Correction | None

    def has(self, item: Entry) -> bool:
        """Whether some file said the same before."""
        return any(_says_the_same(item, state) for state in self.states)


def take_lists(
    uow: UnitOfWork, clinic: Clinic, patient_id: str, person: IncomingPatient, tally: Tally
) -> None:
    """Add what is new, follow what files changed or took back, keep what the clinic made of it.

    A change counts when the file's version is newer or, where it has none, when it says what no
    file said before. What was reviewed with the patient changes only by a later date.
    """
    desk = _Desk(uow, clinic, patient_id, person, tally)
    patients = uow.patients
    allergies = _List(
        "allergies",
        "AllergyIntolerance",
        "allergy",
        patients.every_allergy(patient_id),
        patients.add_allergies,
    )
    medications = _List(
        "medications",
        "Medication",
        "medication",
        patients.every_medication(patient_id),
        patients.add_medications,
    )
    immunizations = _List(
        "immunizations",
        "Immunization",
        "immunization",
        patients.every_immunization(patient_id),
        patients.add_immunizations,
    )
    desk.take(allergies, person.allergies)
    desk.take(medications, person.medications)
    desk.take(immunizations, person.immunizations)
    desk.close()


class _Desk:
    """One patient's lists within one import."""

    def __init__(
        self,
        uow: UnitOfWork,
        clinic: Clinic,
        patient_id: str,
        person: IncomingPatient,
        tally: Tally,
    ) -> None:
        self._uow, self._clinic, self._patient_id = uow, clinic, patient_id
        self._versions, self._tally = person.versions, tally
        self._retracted = set(person.retracted)
        self._corrections = uow.corrections.of_patient(patient_id)
        self._filed: dict[str, list[FileState]] = defaultdict(list)
        for state in uow.file_states.of_patient(patient_id):
            self._filed[state.record].append(state)
        self._reviewed = {review.kind: review.at for review in uow.visits.reviews(patient_id)}
        self._new: list[FileState] = []
        self._seen_again: list[FileState] = []

    def take(self, which: _List[Entry], items: Sequence[Entry]) -> None:
        """Everything that the file says of one list."""
        known = {item.id: item for item in which.known}
        fresh: list[Entry] = []
        for item in (replace(item, patient_id=self._patient_id) for item in items):
            past = self._past(item.id, known)
            if past.states:
                self._compare(which, item, past)
            elif self._version(item.id).follows(past.version) is False:
                self._leave(which)
            else:
                fresh.append(item)
                self._file(item.id, item.id)
        self._tally.seen[which.kind] += len(items)
        self._tally.added[which.kind] += which.add(fresh)
        for record in sorted(self._retracted.intersection(known)):
            self._retracted.remove(record)
            self._retract(which, record, self._past(record, known))

    def close(self) -> None:
        """Keep what was said. What a file took back unseen, no older file brings in."""
        for record in sorted(self._retracted.intersection(self._versions)):
            self._file(record, "")
        self._uow.file_states.add(self._new)
        self._uow.file_states.move_on(self._seen_again)

    def _past(self, record: str, known: Mapping[str, Entry]) -> _Past[Entry]:
        filed = self._filed[record]
        times: dict[str, datetime] = {state.state: state.at for state in filed}
        states = tuple(known[key] for key in dict.fromkeys([record, *times]) if key in known)
        corrections = {item.id: made for item in states if (made := self._corrections.get(item.id))}
        counts = next((item for item in states if item.id not in corrections), None)
        version = FileVersion()
        for state in filed:
            version = version.joined(state.version)
        return _Past(
            states,
            counts,
            None if counts is None else times.get(counts.id),
            version,
            next((made for made in corrections.values() if made.visit_id is not None), None),
        )

    def _compare(self, which: _List[Entry], item: Entry, past: _Past[Entry]) -> None:
        """An entry that came in before, in this state or another."""
        version = self._version(item.id)
        newer = version.follows(past.version)
        if past.counts is not None and _says_the_same(item, past.counts):
            self._file(item.id, past.counts.id)
        elif past.ended is not None:
            self._tally.kept[which.kind] += not past.has(item)
        elif newer is False or (newer is None and past.has(item)):
            self._leave(which)
        elif self._was_reviewed(which.kind, past, version):
            self._tally.kept[which.kind] += 1
        else:
            self._change(which, item, past.counts)

    def _change(self, which: _List[Entry], item: Entry, before: Entry | None) -> None:
        made = replace(item, id=new_id())
        which.add([made])
        self._file(item.id, made.id)
        if before is not None:
            self._correct(which.word, before.id, made.id, "A later file says otherwise")
        self._tally.updated[which.kind] += 1
        self._audit(f"{which.word} changed by import", made.id)

    def _retract(self, which: _List[Entry], record: str, past: _Past[Entry]) -> None:
        """An entry that came in before, and that the file takes back."""
        version = self._version(record)
        if past.counts is None:
            was_changed = past.ended is not None and past.ended.replaced_by
            self._tally.kept[which.kind] += bool(was_changed)
            self._file(record, "")
        elif version.follows(past.version) is False:
            self._leave(which)
        elif self._was_reviewed(which.kind, past, version):
            self._tally.kept[which.kind] += 1
        else:
            self._file(record, "")
            self._correct(which.word, past.counts.id, "", "A later file takes it back")
            self._tally.retracted[which.kind] += 1
            self._audit(f"{which.word} retracted by import", past.counts.id)

    def _was_reviewed(self, kind: str, past: _Past[Entry], version: FileVersion) -> bool:
        """Whether the list was gone through since, and the file does not say a later date."""
        at = self._reviewed.get(kind)
        if at is None or (past.came_at is not None and at < past.came_at):
            return False
        return version.updated_at is None or version.updated_at <= at

    def _leave(self, which: _List[Entry]) -> None:
        self._tally.skipped[which.resource, _OLDER] += 1
        self._tally.left[which.kind] += 1

    def _version(self, record: str) -> FileVersion:
        return self._versions.get(record, FileVersion())

    def _file(self, record: str, state: str) -> None:
        """Note that the file says `state`, in which version."""
        version = self._version(record)
        before = next((one for one in self._filed[record] if one.state == state), None)
        if before is None:
            now = self._clinic.now()
            self._new.append(FileState(self._patient_id, record, state, now, version))
        elif before.version.joined(version) != before.version:
            self._seen_again.append(replace(before, version=before.version.joined(version)))

    def _correct(self, kind: str, record: str, replaced_by: str, reason: str) -> None:
        at, by = self._clinic.now(), self._clinic.actor.user_name
        made = Correction(
            new_id(), None, self._patient_id, kind, record, replaced_by, reason, at, by
        )
        self._uow.corrections.add(made)

    def _audit(self, action: str, record: str) -> None:
        self._uow.audit.write(action, patient_id=self._patient_id, record=record)


def _says_the_same(one: Entry, other: Entry) -> bool:
    return replace(one, id=other.id) == other
