"""Letting records out as files: FHIR, CSV, HL7 v2. Each export is listed, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ma_desktop.domain.audit import AuditEntry
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.screening import Response, effective_responses
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vitals import Observation
from ma_desktop.exchange.csv_write import write_csv
from ma_desktop.exchange.fhir_write import write_bundle
from ma_desktop.exchange.hl7v2 import write_oru
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation, OutgoingResponse
from ma_desktop.exchange.sealed import seal
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import demand_reason
from ma_desktop.services.disclosures import Leaving, Terms, let_out
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.schedule import day_bounds
from ma_desktop.storage.store import UnitOfWork

_STEPS = 3
"""Of one patient's export: the record is read, its audit, the file is made."""
_BETWEEN = 1000
"""So many audit entries are read between two questions whether to stop."""


class ExportKind(StrEnum):
    """The formats; the value is the word of the command line."""

    FHIR = "fhir"
    CSV = "csv"
    HL7 = "hl7"

    @property
    def suffix(self) -> str:
        """The end of the file's name, with its dot."""
        return {"fhir": ".json", "csv": ".csv", "hl7": ".hl7"}[self.value]


@dataclass(frozen=True)
class Exported:
    """A file that is ready to be written: its bytes, a name without patient data, its records."""

    data: bytes
    name: str
    records: int


def export_patient(
    clinic: Clinic,
    patient_id: str,
    kind: ExportKind,
    *,
    reason: str = "",
    passphrase: str = "",
    audit: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """One patient's record; with a passphrase as an encrypted archive.

    `audit` adds the audit entries of this patient to a FHIR bundle. `progress` tells the steps
    that are done; between them `cancelled` is asked.

    Raises Refused for an unknown patient, a missing reason where the clinic asks for one, a
    passphrase that is too short, or when it was cancelled; nothing is listed then.
    """
    with clinic.work(Right.EXPORT) as uow:
        out = _outgoing(clinic, uow, patient_id)
        _demand_going_on(cancelled)
        progress(1, _STEPS)
        if audit:
            out = replace(out, audit=_audit_of(uow, patient_id, cancelled))
        _demand_going_on(cancelled)
        progress(2, _STEPS)
        made = _let_out(clinic, uow, [out], kind, reason, passphrase)
        _demand_going_on(cancelled)
        progress(_STEPS, _STEPS)
        return made


def _audit_of(
    uow: UnitOfWork, patient_id: str, cancelled: Callable[[], bool]
) -> tuple[AuditEntry, ...]:
    """All entries about a patient; the whole trail is read, so that it may be asked to stop."""
    found = []
    for number, (entry, _mac) in enumerate(uow.audit.entries()):
        if number % _BETWEEN == 0:
            _demand_going_on(cancelled)
        if entry.patient_id == patient_id:
            found.append(entry)
    return tuple(found)


def _demand_going_on(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Refused("The export was cancelled.", safe="No file was written.")


def export_day(
    clinic: Clinic,
    day: date,
    kind: ExportKind,
    *,
    reason: str = "",
    passphrase: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """What was recorded in the visits of a day, of all patients. Raises Refused as above."""
    with clinic.work(Right.EXPORT) as uow:
        visits = uow.visits.between(*day_bounds(clinic, day))
        people = list(dict.fromkeys(visit.patient_id for visit in visits))
        if not people:
            raise Refused("There is no visit on this day.", do="Choose another day.")
        of_day = frozenset(visit.id for visit in visits)
        made = []
        for number, patient_id in enumerate(people, 1):
            _demand_going_on(cancelled)
            made.append(_outgoing(clinic, uow, patient_id, of_day))
            progress(number, len(people))
        return _let_out(clinic, uow, made, kind, reason, passphrase)


def _let_out(
    clinic: Clinic,
    uow: UnitOfWork,
    made: Sequence[Outgoing],
    kind: ExportKind,
    reason: str,
    passphrase: str,
) -> Exported:
    demand_reason(uow, reason)
    key = new_id()
    data = _write(clinic, made, kind, key)
    name = f"ma-desktop-{clinic.local(clinic.now()):%Y%m%d-%H%M%S}{kind.suffix}"
    if passphrase:
        data, name = seal(data, name, passphrase), f"{name}.zip"
    records = sum(len(out.observations) for out in made)
    only = made[0].patient.id if len(made) == 1 else ""
    leaving = Leaving(kind.value, data, only, records=records, id=key)
    entry = let_out(clinic, uow, leaving, Terms(reason, encrypted=bool(passphrase)))
    for out in made:
        uow.audit.write(
            f"{kind.value} export made",
            patient_id=out.patient.id,
            record=key,
            digest=entry.digest,
            reason=entry.reason,
        )
    return Exported(data, name, records)


def _write(clinic: Clinic, made: Sequence[Outgoing], kind: ExportKind, key: str) -> bytes:
    if kind is ExportKind.FHIR:
        return write_bundle(made, clinic.catalog)
    if kind is ExportKind.CSV:
        return write_csv(made, clinic.catalog)
    short = key.replace("-", "")[-12:]
    return b"".join(
        write_oru(out, clinic.catalog, f"{short}{number}") for number, out in enumerate(made, 1)
    )


def _outgoing(
    clinic: Clinic, uow: UnitOfWork, patient_id: str, only: frozenset[str] | None = None
) -> Outgoing:
    """A patient's record as it stands; of the visits `only`, where given."""
    patient = demand_patient(uow, patient_id)
    visits = [
        visit for visit in uow.visits.all_of_patient(patient_id) if only is None or visit.id in only
    ]
    orders = {vital.id: vital.order for vital in clinic.catalog.vitals.values()}
    found = sorted(
        standing(uow.observations.of_patient(patient_id)),
        key=lambda one: (one.item.taken_at, orders[one.item.reading.vital]),
    )
    tubes = tuple(item for visit in visits for item in uow.specimens.of_visit(visit.id))
    return Outgoing(
        clinic.store.opened.header.database_id,
        clinic.profile,
        clinic.now(),
        clinic.actor.title,
        patient,
        {person.user_name: person.title for person in uow.staff.all()},
        tuple(visits),
        tuple(one for one in found if only is None or one.item.visit_id in only),
        uow.patients.allergies(patient_id),
        uow.patients.medications(patient_id),
        uow.patients.immunizations(patient_id),
        tubes,
        uow.custody.of_specimens([item.id for item in tubes]),
        tuple(one for v in visits for one in answered(uow.responses.of_visit(v.id))),
        tuple(use for visit in visits for use in uow.sterilization.uses_in(visit.id)),
    )


def answered(rows: Iterable[Response]) -> tuple[OutgoingResponse, ...]:
    """Each questionnaire that counts, under the id of its first version."""
    rows = tuple(rows)
    before = {row.id: row.supersedes for row in rows}
    made = []
    for row in effective_responses(rows):
        first = row.id
        while before.get(first):
            first = str(before[first])
        made.append(OutgoingResponse(first, row))
    return tuple(made)


def standing(rows: Iterable[Observation]) -> tuple[OutgoingObservation, ...]:
    """Each reading once, in its last version, under the id of its first; oldest first."""
    rows = tuple(rows)
    replaced = {row.supersedes: row for row in rows if row.supersedes is not None}
    made = []
    for row in rows:
        if row.supersedes is not None:
            continue
        last = row
        while last.id in replaced:
            last = replaced[last.id]
        made.append(OutgoingObservation(row.id, last, last.status))
    return tuple(made)
