"""The list of what left the program: who let it out, what, when, why and where to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from ma_desktop.domain.disclosure import Disclosure
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import demand_reason
from ma_desktop.services.schedule import day_bounds
from ma_desktop.storage.store import UnitOfWork


@dataclass(frozen=True)
class Terms:
    """Why something goes out, where to ("file" or "printer"), and whether it is locked."""

    reason: str = ""
    target: str = "file"
    encrypted: bool = False


@dataclass(frozen=True)
class Leaving:
    """What goes out: its kind, its bytes, whose it is (empty: of several), how many records."""

    kind: str
    data: bytes
    patient_id: str = ""
    visit_id: str = ""
    records: int = 1
    id: str = ""


def let_out(clinic: Clinic, uow: UnitOfWork, leaving: Leaving, terms: Terms) -> Disclosure:
    """Put what leaves on the list, within the transaction that writes the audit entry.

    Raises Refused where the clinic asks why something goes out, and nobody says.
    """
    demand_reason(uow, terms.reason)
    entry = Disclosure(
        leaving.id or new_id(),
        leaving.kind,
        leaving.patient_id,
        leaving.records,
        terms.target,
        terms.reason.strip(),
        hashlib.sha256(leaving.data).hexdigest(),
        clinic.now(),
        clinic.actor.user_name,
        leaving.visit_id,
        terms.encrypted,
    )
    uow.disclosures.add(entry)
    return entry


@dataclass(frozen=True)
class Listed:
    """One line of the list, with names: `whose` is empty where it held several patients."""

    entry: Disclosure
    whose: str
    by: str


def listed(clinic: Clinic, first: date, last: date) -> tuple[Listed, ...]:
    """What left on the days from `first` to `last`, newest first; looking is noted too."""
    start, end = day_bounds(clinic, first)[0], day_bounds(clinic, last)[1]
    with clinic.work(Right.EXPORT) as uow:
        uow.audit.write("disclosures viewed")
        found = uow.disclosures.between(start, end)
        people = uow.patients.many({entry.patient_id for entry in found if entry.patient_id})
        staff = {person.user_name: person.title for person in uow.staff.all()}
    return tuple(
        Listed(
            entry,
            people[entry.patient_id].name.formal if entry.patient_id in people else "",
            staff.get(entry.by, entry.by),
        )
        for entry in found
    )
