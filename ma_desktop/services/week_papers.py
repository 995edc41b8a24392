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
from ma_desktop.services.paper_desk import SIGNATURES, PaperDesk

_SHARES = (4, 3, 3, 3, 3, 3, 3, 3)
_LEGEND = (
    "Late: done after its time. Missed: not done before the next time began. "
    "Out of range: done, with a value or answer out of order.",
)


def week_words(rows: tuple[WeekRow, ...], day: date) -> str:
    """9 Mar to 15 Mar: 11 of 14 kept; what is not due yet does not count."""
    monday, sunday = week_of(day)
    kept = [cell.state for row in rows for cell in row.cells if cell.state != "later"]
    good = sum(state in ("done", "late") for state in kept)
    return f"{monday.day} {monday:%b} to {sunday.day} {sunday:%b}: {good} of {len(kept)} kept"


def week_times(clinic: Clinic, rows: tuple[WeekRow, ...]) -> dict[str, str]:
    """When each slot of a week was done and by whom, as on paper, by the key of the slot."""
    with clinic.look() as uow:
        desk = PaperDesk(clinic, uow.staff.all())
    return {cell.slot.key: _done_words(desk, cell) for row in rows for cell in row.cells}


def week_pdf(clinic: Clinic, day: date) -> bytes:
    """The week around `day` as a PDF; making it goes into the audit."""
    data = render_report(_report(clinic, day))
    _note(clinic, day, "checklist week made", data)
    return data


def _report(clinic: Clinic, day: date) -> Report:
    rows = week(clinic, day)
    with clinic.look() as uow:
        desk = PaperDesk(clinic, uow.staff.all())
    lines = tuple(RecordRow(cells) for cells in _cells(desk, rows, day))
    return Report(
        "Checklists and logs of a week",
        (f"{clinic.profile.name} · {week_of(day)[0]:%Y}", week_words(rows, day)),
        (RecordTable("", _heads(day), _SHARES, lines),),
        desk.foot(),
        SIGNATURES,
        "No list was due in this week.",
        desk.legend(*_LEGEND),
    )


def week_csv(clinic: Clinic, day: date) -> bytes:
    """The same as CSV that no spreadsheet takes for formulas; making it goes into the audit."""
    made = _report(clinic, day)
    (lines,) = made.sections
    told = [(words,) for words in (made.title, *made.lines, *made.legend, made.foot)]
    data = table(lines.heads, [*(row.cells for row in lines.rows), (), *told])
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


def _cells(desk: PaperDesk, rows: tuple[WeekRow, ...], day: date) -> list[tuple[str, ...]]:
    monday = week_of(day)[0]
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        (
            f"{row.thing.name}: {row.checklist.name}" if row.thing else row.name,
            *("; ".join(_words(desk, x) for x in row.cells if x.day == one) for one in days),
        )
        for row in rows
    ]


def _words(desk: PaperDesk, cell: DayCell) -> str:
    """Done 08:31 JR; what is missing says so."""
    state = STATE_NAMES["out" if cell.is_out else cell.state]
    return f"{state} {_done_words(desk, cell)}".strip()


def _done_words(desk: PaperDesk, cell: DayCell) -> str:
    if cell.run is None or cell.run.finished_at is None:
        return ""
    names = (cell.run.signed_by or cell.run.started_by, cell.run.second_by)
    by = " and ".join(desk.initials(name) for name in names if name)
    return f"{desk.clock(cell.run.finished_at, cell.day)} {by}"


def _note(clinic: Clinic, day: date, action: str, data: bytes) -> None:
    with clinic.work(Right.READ) as uow:
        week_id = week_of(day)[0].isoformat()
        uow.audit.write(action, record=week_id, digest=digest_of(data.hex()))
