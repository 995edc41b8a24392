"""What an import file holds, as frozen values: patients with their lists, visits and readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.origin import FileVersion
from ma_desktop.domain.patient import Allergy, Immunization, Medication, Name
from ma_desktop.domain.vitals import Reading

_MOST_REASONS = 200
At: TypeAlias = Callable[[float], None]
"""Told again and again how much is done, 0 to 1; what it raises stops the reading."""


def unheard(_done: float) -> None:
    """Nobody asks how far it is."""


@dataclass(frozen=True)
class Skip:
    """How many of a resource were left out, and why: constant words and codes, no patient data."""

    resource: str
    reason: str
    count: int = 1


class Unfit(Exception):
    """One resource can't be taken for `reason` (constant words); the rest of the file can."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Retracted(Unfit):
    """The file takes a record back: what came in of it before counts no more."""


class Tally:
    """Counts what was left out; beyond 200 reasons in all, together for each resource."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, resource: str, reason: str) -> None:
        known = (resource, reason) in self._counts
        if not known and len(self._counts) >= _MOST_REASONS:
            reason = "left out for further reasons"
        self._counts[resource, reason] += 1

    def skips(self) -> tuple[Skip, ...]:
        return tuple(Skip(*key, count) for key, count in sorted(self._counts.items()))


@dataclass(frozen=True)
class IncomingVisit:
    """An appointment or an encounter; times are UTC, `status` is the FHIR status."""

    id: str
    scheduled_at: datetime
    ended_at: datetime | None = None
    visit_type: str = ""
    provider: str = ""
    reason: str = ""
    status: str = "booked"


@dataclass(frozen=True)
class IncomingObservation:
    """A vital sign as the file says it. `reading.loinc` is the file's code, `taken_at` is UTC."""

    id: str
    visit_id: str | None
    reading: Reading
    taken_at: datetime
    status: str


@dataclass(frozen=True)
class IncomingOrder:
    """An order for tests of the catalog; `ordered_at` is UTC, `priority` the FHIR code."""

    id: str
    provider: str
    tests: tuple[str, ...]
    ordered_at: datetime
    priority: str = "routine"


@dataclass(frozen=True)
class IncomingPatient:
    """A person and what came with them.

    `system` names who gave the MRN (empty when unknown). `sex` is a FHIR code, `language` a BCP 47
    tag or empty when the file does not say. `retracted` holds the ids of records that the file
    takes back: entered in error, or refuted. `versions` holds by record id those of which the file
    says how new they are.
    """

    mrn: str
    name: Name
    birth_date: date
    sex: str
    language: str = ""
    phone: str = ""
    system: str = ""
    allergies: tuple[Allergy, ...] = ()
    medications: tuple[Medication, ...] = ()
    immunizations: tuple[Immunization, ...] = ()
    visits: tuple[IncomingVisit, ...] = ()
    observations: tuple[IncomingObservation, ...] = ()
    orders: tuple[IncomingOrder, ...] = ()
    retracted: tuple[str, ...] = ()
    versions: Mapping[str, FileVersion] = field(default_factory=dict)

    @property
    def patient_id(self) -> str:
        """The id that stands in this patient's lists; the same for the same MRN each time."""
        return stable_id("patient", self.mrn)

    def record_id(self, kind: str, key: str) -> str:
        """The id of a record of this patient: the same each time the file is read."""
        return stable_id(self.system, self.mrn, kind, key)


@dataclass(frozen=True)
class Incoming:
    """All that one file holds and all that was left out of it. `kind` is fhir or schedule.

    `store` names the store of this program that wrote the file, empty for other systems.
    """

    patients: tuple[IncomingPatient, ...]
    skipped: tuple[Skip, ...] = ()
    kind: str = "fhir"
    store: str = ""
