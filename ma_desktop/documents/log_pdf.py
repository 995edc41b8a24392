"""A checklist or temperature log on paper: every line with its time, its state and who did it."""

from __future__ import annotations

from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.documents.sheet import INNER
from ma_desktop.domain.log_report import LogReport
from ma_desktop.domain.summary import RecordRow, RecordTable

_TIME, _BY, _STATE = 98, 50, 84
"""Widths in points; the values share what times, state and names leave."""
_NOTHING = "Nothing was recorded in these days."


def render(report: LogReport) -> bytes:
    """Letter pages; equal reports give equal bytes. Data are drawn as they are, never as markup."""
    return render_report(as_report(report))


def as_report(report: LogReport) -> Report:
    """The log as a report of one table."""
    clinic = report.clinic
    about = " · ".join(part for part in (clinic.name, clinic.address, report.span) if part)
    source = f"After: {report.source}" if report.source else ""
    rows = tuple(
        RecordRow(line.cells, note="\n".join(line.notes), tone=line.state) for line in report.lines
    )
    return Report(
        report.title,
        tuple(line for line in (about, report.limits, source) if line),
        (RecordTable("", report.columns, _shares(report), rows),),
        report.foot,
        report.signatures,
        _NOTHING,
        report.legend,
    )


def _shares(report: LogReport) -> tuple[int, ...]:
    """Without values the state takes the room."""
    values = len(report.columns) - 4
    spare = int(INNER) - 2 * _TIME - _STATE - _BY
    wide = spare // values if values else 0
    return (_TIME, _TIME, *[wide] * values, _STATE if values else _STATE + spare, _BY)
