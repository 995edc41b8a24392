"""The clinical copy of a visit: everything recorded, with times, methods, people and amendments."""

from __future__ import annotations

from ma_desktop.documents.sheet import Ink
from ma_desktop.documents.sheet_parts import Paper, joined
from ma_desktop.documents.style import INK_2, SEMIBOLD
from ma_desktop.documents.tables import put_table
from ma_desktop.domain.moments import clock
from ma_desktop.domain.phrases import Phrases
from ma_desktop.domain.summary import VisitSummary

_TITLE = Ink(18, SEMIBOLD)
_MUTED = Ink(10, color=INK_2)


def render_record(summary: VisitSummary, phrases: Phrases) -> bytes:
    """The clinical copy as a PDF; a section without rows is left out."""
    paper = Paper(summary, phrases, "Clinical copy")
    _head(paper)
    for table in summary.tables:
        if table.rows:
            paper.section(table.title)
            put_table(paper.sheet, table)
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
