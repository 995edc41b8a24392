"""Reports of the clinic: a title, sections of tables, lines to sign, pages numbered."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.lines import printable, wrap
from ma_desktop.documents.sheet import (
    HEIGHT,
    INNER,
    MARGIN,
    RIGHT,
    WIDTH,
    Cell,
    Ink,
    Path,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import BRAND, INK_2, LINE, SEMIBOLD
from ma_desktop.documents.tables import put_table
from ma_desktop.domain.summary import RecordTable

_TITLE = Ink(18, SEMIBOLD)
_SECTION = Ink(12, SEMIBOLD, BRAND)
_MUTED = Ink(10, color=INK_2)
_SMALL = Ink(9, color=INK_2)
_BODY = Ink(10)


@dataclass(frozen=True)
class Report:
    """What a report says. `lines` stand below the title; `signatures` are lines to sign on paper.

    `foot` stands on each page (clinic, when printed, by whom) beside the page number, the title
    above each page but the first. `legend` explains what the tables shorten. A section without
    rows says `nothing`.
    """

    title: str
    lines: tuple[str, ...]
    sections: tuple[RecordTable, ...]
    foot: str
    signatures: tuple[str, ...] = ()
    nothing: str = "None."
    legend: tuple[str, ...] = ()


def render_report(*reports: Report) -> bytes:
    """Reports one after another as one PDF, each from a page of its own; equal bytes for equal."""
    out = BytesIO()
    canvas = Canvas(out, (WIDTH, HEIGHT), invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle(printable(reports[0].title))
    sheets = [(report, _filled(report)) for report in reports]
    count, number = sum(len(sheet.pages) for _, sheet in sheets), 0
    for report, sheet in sheets:
        key = f"r{number}"
        for place, page in enumerate(sheet.pages):
            number += 1
            paint(canvas, page)
            paint(canvas, _foot(report, f"page {number} of {count}"))
            if place == 0:
                canvas.bookmarkPage(key)
                canvas.addOutlineEntry(printable(report.title), key, 0)
            else:
                paint(canvas, _running_head(report.title))
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def _filled(report: Report) -> Sheet:
    sheet = Sheet(MARGIN + _SMALL.leading + 10)
    sheet.paragraph(report.title, _TITLE)
    for line in report.lines:
        sheet.paragraph(line, _MUTED)
    for table in report.sections:
        sheet.need(70)
        sheet.skip(12)
        if table.title:
            sheet.paragraph(table.title, _SECTION)
            sheet.skip(3)
        if table.rows:
            put_table(sheet, table)
        else:
            sheet.paragraph(report.nothing, _BODY)
    if report.legend:
        sheet.skip(12)
        for line in report.legend:
            sheet.paragraph(line, _SMALL)
    for words in report.signatures:
        sheet.need(46)
        sheet.skip(34)
        sheet.put(Path(((MARGIN, sheet.y), (MARGIN + INNER / 2, sheet.y)), INK_2))
        sheet.row(Cell(MARGIN, INNER / 2, words, _SMALL))
    return sheet


def _running_head(title: str) -> list[Text]:
    first = wrap(title, _SMALL.face, _SMALL.size, INNER)[:1]
    return [Text(MARGIN, HEIGHT - MARGIN + 4, line, _SMALL) for line in first]


def _foot(report: Report, page: str) -> list[Text | Path]:
    first = wrap(report.foot, _SMALL.face, _SMALL.size, INNER - 90)[:1]
    edge = MARGIN + _SMALL.leading
    return [
        Path(((MARGIN, edge), (RIGHT, edge)), LINE),
        *(Text(MARGIN, MARGIN, line, _SMALL) for line in first),
        Text(RIGHT, MARGIN, page, _SMALL, right=True),
    ]
