"""Paper for the day: what is needed when the machines fail, and what is left open at closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ma_desktop.documents.locked_pdf import locked
from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.domain.board import Board, BoardRow
from ma_desktop.domain.moments import clock
from ma_desktop.domain.origin import UNCONFIRMED, UNCONFIRMED_WORDS
from ma_desktop.domain.patient import Patient, age_on
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import shown_with_unit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.disclosures import Leaving, Terms, let_out
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.today import board
from ma_desktop.storage.store import UnitOfWork

_SHOWN = ("bp", "hr", "spo2", "weight")
_BLANK = 26.0
_GONE_TUBES = frozenset({"void", "rejected"})
_GONE = frozenset({VisitState.CANCELLED, VisitState.NO_SHOW})
_CLOSED = _GONE | {VisitState.DONE, VisitState.LEFT}


@dataclass(frozen=True)
class _Line:
    """One visit of the day with what stands beside it."""

    visit: Visit
    patient: Patient
    allergies: str
    last: str


def downtime_pack(clinic: Clinic, passphrase: str, reason: str = "") -> bytes:
    """Today's schedule with allergies and last vital signs, and a blank rooming form each.

    A PDF locked with AES-256. Raises Refused for a passphrase of under ten characters,
    or a missing reason where the clinic asks for one.
    """
    day = clinic.local(clinic.now()).date()
    with clinic.work(Right.EXPORT) as uow:
        lines = _lines(clinic, uow, day)
        reports = [_schedule(clinic, lines, day), *(_form(clinic, line) for line in lines)]
        data = locked(render_report(*reports), passphrase)
        leaving = Leaving("downtime-pack", data, records=len(lines))
        entry = let_out(clinic, uow, leaving, Terms(reason, "file", encrypted=True))
        for line in lines:
            uow.audit.write(
                "downtime pack made",
                patient_id=line.patient.id,
                visit_id=line.visit.id,
                record=entry.id,
                digest=entry.digest,
                reason=entry.reason,
            )
    return data


def closing_sheet(clinic: Clinic) -> bytes:
    """What is still open at the end of the day, with the head code of the audit; initials only."""
    shown = board(clinic)
    with clinic.work(Right.READ) as uow:
        tables = (
            _open_visits(clinic, shown),
            _drafts(clinic, uow, shown),
            _unscanned(uow, shown),
            _due(shown),
        )
        _count, head = uow.audit.head()
        uow.audit.write("closing sheet made")
    lines = (_headline(clinic, shown.day), f"Audit chain at this moment: {head}")
    signed = ("Closed by, date and time",)
    return render_report(Report("Closing sheet", lines, tables, _foot(clinic), signed))


def closing_left(clinic: Clinic, data: bytes, target: str) -> None:
    """Note that a closing sheet was saved ("file") or printed ("printer")."""
    with clinic.work(Right.READ) as uow:
        leaving = Leaving("closing-sheet", data)
        entry = let_out(clinic, uow, leaving, Terms("End of the day", target))
        uow.audit.write("closing sheet let out", record=entry.id, digest=entry.digest)


def _is_open(visit: Visit, now: datetime) -> bool:
    """Begun and not over; or booked for a time that is past, and nobody noted what became of it."""
    if visit.state is VisitState.SCHEDULED:
        return visit.scheduled_at <= now
    return visit.state not in _CLOSED


def _open_visits(clinic: Clinic, shown: Board) -> RecordTable:
    now = clinic.now()
    rows = tuple(
        RecordRow((*_who(clinic, row), row.visit.state.words, row.visit.provider))
        for row in shown.rows
        if _is_open(row.visit, now)
    )
    heads = ("Time", "Patient", "State", "Provider")
    return RecordTable("Visits that are not done", heads, (1, 2, 2, 3), rows)


def _drafts(clinic: Clinic, uow: UnitOfWork, shown: Board) -> RecordTable:
    rows = tuple(
        RecordRow(_who(clinic, row))
        for row in shown.rows
        if uow.drafts.get(row.visit.id).saved_at is not None
    )
    title = "Rooming that was begun and not recorded"
    return RecordTable(title, ("Time", "Patient"), (1, 5), rows)


def _unscanned(uow: UnitOfWork, shown: Board) -> RecordTable:
    rows = tuple(
        RecordRow((specimen.accession, row.patient.name.initials))
        for row in shown.rows
        for specimen in uow.specimens.of_visit(row.visit.id)
        if specimen.prints and specimen.confirmed_at is None and specimen.state not in _GONE_TUBES
    )
    title = "Labels that were printed and not scanned back"
    return RecordTable(title, ("Accession", "Patient"), (2, 3), rows)


def _due(shown: Board) -> RecordTable:
    rows = tuple(RecordRow((item.text,)) for item in shown.due)
    return RecordTable("Due or overdue", ("What",), (1,), rows)


def _who(clinic: Clinic, row: BoardRow) -> tuple[str, str]:
    return clock(clinic.local(row.visit.scheduled_at)), row.patient.name.initials


def _lines(clinic: Clinic, uow: UnitOfWork, day: date) -> list[_Line]:
    visits = [
        visit for visit in uow.visits.between(*day_bounds(clinic, day)) if visit.state not in _GONE
    ]
    people = uow.patients.many({visit.patient_id for visit in visits})
    return [
        _Line(
            visit,
            people[visit.patient_id],
            _allergies(uow, visit.patient_id),
            _last(clinic, uow, visit),
        )
        for visit in visits
    ]


def _allergies(uow: UnitOfWork, patient_id: str) -> str:
    listed = [a for a in uow.patients.allergies(patient_id) if a.status == "active"]
    texts = [f"{a.substance} ({a.reaction})" if a.reaction else a.substance for a in listed]
    return "; ".join(texts) or "none on the list: ask"


def _last(clinic: Clinic, uow: UnitOfWork, visit: Visit) -> str:
    beside = uow.observations.beside(visit.patient_id, visit.id, "bp", 1)
    today = {item.reading.vital: item for item in beside.today if not item.reading.absent}
    latest = {**beside.last, **today}
    found = []
    for key in _SHOWN:
        if item := latest.get(key):
            vital = clinic.catalog.vitals[key]
            value = shown_with_unit(vital, item.reading)
            day = f"{clinic.local(item.taken_at):%Y-%m-%d}"
            doubt = f"; {UNCONFIRMED_WORDS}" if item.source == UNCONFIRMED else ""
            found.append(f"{vital.short or vital.name} {value} ({day}{doubt})")
    return ", ".join(found)


def _schedule(clinic: Clinic, lines: list[_Line], day: date) -> Report:
    rows = tuple(
        RecordRow(
            (
                clock(clinic.local(line.visit.scheduled_at)),
                line.patient.name.formal,
                f"{line.patient.birth_date.isoformat()} MRN {line.patient.mrn}",
                f"{line.visit.visit_type}, {line.visit.provider}",
                line.allergies,
                line.last,
            )
        )
        for line in lines
    )
    heads = ("Time", "Patient", "Born", "Visit", "Allergies", "Last vital signs")
    table = RecordTable("", heads, (2, 6, 4, 5, 6, 6), rows)
    words = "For use when the machines are down. Write on the forms that follow; enter them later."
    return Report("Today", (_headline(clinic, day), words), (table,), _foot(clinic))


def _form(clinic: Clinic, line: _Line) -> Report:
    """A blank rooming form: what is asked at this age, to be written by hand."""
    patient, visit = line.patient, line.visit
    today = clinic.local(clinic.now()).date()
    age = age_on(patient.birth_date, today)
    asked = clinic.catalog.asked(age, patient.sex, visit.visit_type)
    vitals = tuple(
        RecordRow((vital.name, vital.units[0].label if vital.units else "", "", ""))
        for vital in asked
    )
    steps = ("Two identifiers asked", "Reason for visit", "Allergies reviewed", "Medications")
    sections = (
        RecordTable(
            "Steps",
            ("", "Written by hand", "Time"),
            (3, 6, 2),
            tuple(RecordRow((step, "", "")) for step in steps),
            _BLANK,
        ),
        RecordTable(
            "Vital signs", ("", "Unit", "Value", "Time and how"), (4, 2, 3, 4), vitals, _BLANK
        ),
    )
    lines = (
        f"born {patient.birth_date.isoformat()} · {patient.sex} · MRN {patient.mrn}",
        f"{visit.visit_type} · {clock(clinic.local(visit.scheduled_at))} · {visit.provider}",
        f"Allergies on the list: {line.allergies}",
    )
    signed = ("Measured by, date and time", "Provider told (what, who, when, read back)")
    return Report(patient.name.formal, lines, sections, _foot(clinic), signed)


def _headline(clinic: Clinic, day: date) -> str:
    return f"{clinic.profile.name} · {day.isoformat()}"


def _foot(clinic: Clinic) -> str:
    local = clinic.local(clinic.now())
    printed = f"printed {local:%Y-%m-%d} {clock(local)} by {clinic.actor.title}"
    return f"{clinic.profile.name} · {printed}"
