"""Growth charts on paper: a full page as clinics know them, with the numbers beneath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.chart import Box
from ma_desktop.documents.curve_chart import marks
from ma_desktop.documents.lines import printable, width
from ma_desktop.documents.sheet import (
    HEIGHT,
    INNER,
    MARGIN,
    RIGHT,
    WIDTH,
    Cell,
    Ink,
    Mark,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import INK_2, SEMIBOLD
from ma_desktop.domain.curve_chart import CurveChart
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.summary import ClinicProfile

_NAME, _BODY, _STRONG = Ink(15, SEMIBOLD), Ink(9), Ink(9, SEMIBOLD)
_SMALL = Ink(8, color=INK_2)
_FOOT = MARGIN + 24
_HEAD = 46.0
_SHARES = (74.0, 92.0, 150.0, 130.0, 90.0)
_ROWS_HIGH = 150.0
_ROW = 12.5


@dataclass(frozen=True)
class GrowthPaper:
    """Which charts go on paper, and whose they are."""

    clinic: ClinicProfile
    patient: Patient
    charts: tuple[CurveChart, ...]
    gestation: str
    corrected: bool
    made_at: datetime
    made_by: str


def render(paper: GrowthPaper) -> bytes:
    """Letter pages, charts that belong together on one; equal papers give equal bytes."""
    pages = [list(_page(paper, list(group))) for _key, group in groupby(paper.charts, _page_of)]
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, lang="en-US")
    canvas.setTitle("Growth charts")
    for number, page in enumerate(pages, start=1):
        paint(canvas, page)
        made = f"Made {paper.made_at:%Y-%m-%d %H:%M} by {paper.made_by} · {paper.clinic.name}"
        words = f"Page {number} of {len(pages)}"
        foot = [
            Text(MARGIN, MARGIN, made, _SMALL),
            Text(RIGHT, MARGIN, words, _SMALL, right=True),
        ]
        paint(canvas, foot)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page_of(chart: CurveChart) -> str:
    return chart.page


def _page(paper: GrowthPaper, charts: list[CurveChart]) -> Iterator[Mark]:
    yield from _head(paper)
    top, bottom = HEIGHT - MARGIN - _HEAD, _FOOT + _ROWS_HIGH
    high = (top - bottom) / len(charts)
    for number, chart in enumerate(charts):
        box = Box(MARGIN, top - high * (number + 1), INNER, high - 10)
        yield from marks(chart, box)
    yield from _rows(charts, bottom - 6)


def _head(paper: GrowthPaper) -> Iterator[Mark]:
    person, top = paper.patient, HEIGHT - MARGIN
    born = day_words(person.birth_date)
    facts = [f"Born {born}", person.sex.capitalize(), f"MRN {person.mrn}"]
    if paper.gestation:
        used = "corrected age" if paper.corrected else "by birth date"
        facts.append(f"born at {paper.gestation}, {used}")
    name = printable(person.name.formal)
    size = _NAME.size * min(1.0, INNER / max(width(name, _NAME.face, _NAME.size), 1.0))
    yield Text(MARGIN, top - 13, name, Ink(size, _NAME.face))
    yield Text(MARGIN, top - 28, " · ".join(facts), _BODY)


def _rows(charts: list[CurveChart], top: float) -> Iterator[Mark]:
    """The newest measurements of the page, shared out between its charts."""
    first = [point.cells for point in charts[0].points]
    others = [one for one in charts[1:] if [point.cells for point in one.points] != first]
    shown = [charts[0], *others]
    both = " and ".join(one.name for one in charts) if len(shown) < len(charts) else ""
    each = int((_ROWS_HIGH / _ROW - 1) / len(shown)) - 1
    sheet = Sheet(0.0)
    sheet.y = top
    for chart in shown:
        newest = chart.points[-each:]
        more = len(chart.points) - len(newest)
        name = (both or chart.name) + (
            f" (newest {len(newest)} of {len(chart.points)})" if more else ""
        )
        if chart is charts[0] or charts[0].heads != chart.heads:
            _line(sheet, ("Date", *chart.heads[1:]), _STRONG)
        sheet.paragraph(name, _STRONG)
        for point in reversed(newest):
            _line(sheet, point.cells, _BODY)
        if not newest:
            sheet.paragraph("Nothing measured at this age.", _SMALL)
    yield from sheet.pages[0]


def _line(sheet: Sheet, cells: tuple[str, ...], ink: Ink) -> None:
    left, made = MARGIN, []
    for text, share in zip(cells, _SHARES, strict=True):
        made.append(Cell(left, share - 4, text, ink))
        left += share
    sheet.row(*made)
