"""How a week's lists were kept, for an inspector: as a PDF and as CSV."""

from __future__ import annotations

from datetime import date, timedelta

from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.checklist_due import STATE_NAMES, DayCell, WeekRow, week_of
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.exchange.csv_write import table
from ma_desktop.services.checklist_reads import week
from ma_desktop.services.clinic import Clinic

_SHARES = (4, 3, 3, 3, 3, 3, 3, 3)


def week_words(rows: tuple[WeekRow, ...], day: date) -> str:
    """9 Mar to 15 Mar: 11 of 14 kept; what is not due yet does not count."""
    monday, sunday = week_of(day)
    kept = [cell.state for row in rows for cell in row.cells if cell.state != "later"]
    good = sum(state in ("done", "late") for state in kept)
    return f"{monday.day} {monday:%b} to {sunday.day} {sunday:%b}: {good} of {len(kept)} kept"


def week_pdf(clinic: Clinic, day: date) -> bytes:
    """The week around `day` as a PDF; making it goes into the audit."""
    rows = week(clinic, day)
    lines = tuple(RecordRow(cells) for cells in _cells(clinic, rows, day))
    made = f"{clinic.local(clinic.now()):%Y-%m-%d %H:%M}"
    report = Report(
        "Checklists and logs of a week",
        (f"{clinic.profile.name} · {week_of(day)[0]:%Y}", week_words(rows, day)),
        (RecordTable("", _heads(day), _SHARES, lines),),
        f"{clinic.profile.name} · made {made} by {clinic.actor.title}",
        nothing="No list was due in this week.",
    )
    data = render_report(report)
    _note(clinic, day, "checklist week made", data)
    return data


def week_csv(clinic: Clinic, day: date) -> bytes:
    """The same as CSV that no spreadsheet takes for formulas; making it goes into the audit."""
    data = table(_heads(day), _cells(clinic, week(clinic, day), day))
    _note(clinic, day, "checklist week exported", data)
    return data


def week_left(clinic: Clinic, day: date, how: str) -> None:
    """Note that a person saved or printed it."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"checklist week {how}", record=week_of(day)[0].isoformat())


def _heads(day: date) -> tuple[str, ...]:
    monday = week_of(day)[0]
    days = (monday + timedelta(days=number) for number in range(7))
    return ("List", *(f"{one:%a} {one.day} {one:%b}" for one in days))


def _cells(clinic: Clinic, rows: tuple[WeekRow, ...], day: date) -> list[tuple[str, ...]]:
    monday = week_of(day)[0]
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        (
            row.name,
            *("; ".join(_words(clinic, x) for x in row.cells if x.day == one) for one in days),
        )
        for row in rows
    ]


def _words(clinic: Clinic, cell: DayCell) -> str:
    """Done 8:31 JR; what is missing says so."""
    state = STATE_NAMES["out" if cell.is_out else cell.state]
    if cell.run is None or cell.run.finished_at is None:
        return state
    local = clinic.local(cell.run.finished_at)
    by = cell.run.signed_by or cell.run.started_by
    return f"{state} {local.hour}:{local:%M} {by}"


def _note(clinic: Clinic, day: date, action: str, data: bytes) -> None:
    with clinic.work(Right.READ) as uow:
        week_id = week_of(day)[0].isoformat()
        uow.audit.write(action, record=week_id, digest=digest_of(data.hex()))
