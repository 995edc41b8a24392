"""The clinical copy of a visit: everything recorded, with times, methods, people and amendments."""

from __future__ import annotations

from ma_desktop.documents.sheet import INNER, MARGIN, Cell, Ink
from ma_desktop.documents.sheet_parts import Paper, joined
from ma_desktop.documents.style import INK_2, SEMIBOLD
from ma_desktop.domain.phrases import Phrases, clock
from ma_desktop.domain.summary import RecordTable, VisitSummary

_BODY = Ink(9.5)
_STRUCK = Ink(9.5, color=INK_2)
_HEAD = Ink(8.5, SEMIBOLD, INK_2)
_TITLE = Ink(18, SEMIBOLD)
_MUTED = Ink(10, color=INK_2)
_GAP = 6.0
_PAD = 2.2


def render_record(summary: VisitSummary, phrases: Phrases) -> bytes:
    """The clinical copy as a PDF; a section without rows is left out."""
    paper = Paper(summary, phrases, "Clinical copy")
    _head(paper)
    for table in summary.tables:
        if table.rows:
            _table(paper, table)
    if summary.audit_head:
        paper.sheet.skip(10)
        paper.sheet.paragraph(f"Audit chain at this moment: {summary.audit_head}", _MUTED)
    return paper.written()


def _head(paper: Paper) -> None:
    summary, sheet = paper.summary, paper.sheet
    clinic, visit, patient = summary.clinic, summary.visit, summary.patient
    at = visit.scheduled_at.astimezone(clinic.tz)
    sheet.paragraph(joined(clinic.name, clinic.address, clinic.phone), _MUTED)
    sheet.skip(4)
    sheet.paragraph(patient.name.formal, _TITLE)
    born = f"born {paper.phrases.long(patient.birth_date)}"
    sheet.paragraph(joined(born, patient.sex, f"MRN {patient.mrn}"), _MUTED)
    when = f"{paper.phrases.long(at)}, {clock(at)}"
    sheet.paragraph(joined(visit.visit_type, when, visit.provider, visit.state.words), _MUTED)


def _table(paper: Paper, table: RecordTable) -> None:
    paper.section(table.title)
    unit = INNER / sum(table.shares)
    places, x = [], MARGIN
    for share in table.shares:
        places.append((x, share * unit - _GAP))
        x += share * unit
    _heads(paper, table, places)
    for row in table.rows:
        ink = _STRUCK if row.struck else _BODY
        cells = [
            Cell(left, width, text, ink, struck=row.struck)
            for (left, width), text in zip(places, row.cells, strict=True)
        ]
        tallest = max(len(cell.lines) for cell in cells) * ink.leading + 2 * _PAD
        if paper.sheet.need(min(tallest, (paper.sheet.top - paper.sheet.bottom) / 2)):
            _heads(paper, table, places)
        paper.sheet.row(*cells, pad=_PAD)
        paper.sheet.rule()


def _heads(paper: Paper, table: RecordTable, places: list[tuple[float, float]]) -> None:
    if not any(table.heads):
        return
    heads = zip(places, table.heads, strict=True)
    paper.sheet.row(*(Cell(x, wide, text, _HEAD) for (x, wide), text in heads), pad=2)
    paper.sheet.rule()
