"""One vital sign over time on paper: chart, numbers, and the same readings as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.chart import Box
from ma_desktop.documents.sheet import (
    HEIGHT,
    INNER,
    MARGIN,
    RIGHT,
    WIDTH,
    Cell,
    Ink,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import INK_2, SEMIBOLD, clean
from ma_desktop.documents.trend_chart import Shown, marks
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.summary import ClinicProfile

_TITLE, _BODY, _STRONG = Ink(18, SEMIBOLD), Ink(9.5), Ink(9.5, SEMIBOLD)
_SMALL = Ink(8.5, color=INK_2)
_SHARES = (110.0, 70.0, 50.0, 170.0, 60.0, 76.0)
_CHART_HEIGHT = 290.0
_FOOT = MARGIN + 26
MOST_ROWS = 500
"""More are on the screen and in the CSV; a page is for reading."""


@dataclass(frozen=True)
class Row:
    """One reading in words; a struck one does not count any more."""

    cells: tuple[str, ...]
    struck: bool = False


@dataclass(frozen=True)
class TrendPaper:
    """All that the page says; `notes` explain the marks of the chart.

    `rows` are newest first, `of` counts them before they were cut.
    """

    clinic: ClinicProfile
    patient: Patient
    title: str
    span: str
    shown: Shown
    numbers: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    of: int
    made_at: datetime
    made_by: str


def render(paper: TrendPaper) -> bytes:
    """Letter pages; equal papers give equal bytes. Data are drawn as they are, never as markup."""
    sheet = Sheet(_FOOT)
    sheet.paragraph(paper.title, _TITLE)
    sheet.paragraph(" · ".join(p for p in (paper.span, paper.numbers) if p), _BODY)
    sheet.skip(8)
    box = Box(MARGIN, sheet.y - _CHART_HEIGHT, INNER, _CHART_HEIGHT)
    for mark in marks(paper.shown, box):
        sheet.put(mark)
    sheet.skip(_CHART_HEIGHT + 4)
    sheet.paragraph(" · ".join(paper.notes), _SMALL)
    sheet.skip(6)
    _table(sheet, paper)
    return _written(sheet, paper)


def _table(sheet: Sheet, paper: TrendPaper) -> None:
    _line(sheet, paper.heads, _STRONG)
    sheet.rule(INK_2)
    if not paper.rows:
        sheet.paragraph("No readings in this time.", _BODY)
    for row in paper.rows[:MOST_ROWS]:
        if sheet.need(_BODY.leading + 6):
            _line(sheet, paper.heads, _STRONG)
            sheet.rule(INK_2)
        _line(sheet, row.cells, _BODY, struck=row.struck)
        sheet.rule()
    if paper.of > len(paper.rows[:MOST_ROWS]):
        sheet.paragraph(f"The newest {MOST_ROWS} of {paper.of:,} readings.", _SMALL)


def _line(sheet: Sheet, cells: tuple[str, ...], ink: Ink, *, struck: bool = False) -> None:
    left, made = MARGIN, []
    for number, (text, share) in enumerate(zip(cells, _SHARES, strict=True)):
        made.append(Cell(left, share - 6, text, ink, struck=struck and number == 1))
        left += share
    sheet.row(*made, pad=2)


def _written(sheet: Sheet, paper: TrendPaper) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, lang="en-US")
    canvas.setTitle(clean(paper.title))
    person = paper.patient
    born = day_words(person.birth_date)
    who = f"{person.name.formal} · born {born} · MRN {person.mrn}"
    made = f"{paper.clinic.name} · made {paper.made_at:%Y-%m-%d %H:%M} by {paper.made_by}"
    for number, page in enumerate(sheet.pages, start=1):
        paint(canvas, page)
        words = f"Page {number} of {len(sheet.pages)}"
        foot = [
            Text(MARGIN, MARGIN + 11, who, _STRONG),
            Text(MARGIN, MARGIN, made, _SMALL),
            Text(RIGHT, MARGIN, words, _SMALL, right=True),
        ]
        paint(canvas, foot)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
