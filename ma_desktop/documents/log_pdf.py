"""A checklist or temperature log on paper: every line with its time, its state and who did it."""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.lines import wrap
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
from ma_desktop.documents.style import CRITICAL, INK_2, SEMIBOLD, WARN, clean
from ma_desktop.domain.log_report import LogLine, LogReport

_TITLE, _STRONG = Ink(18, SEMIBOLD), Ink(9.5, SEMIBOLD)
_BODY, _SMALL = Ink(9.5), Ink(8.5, color=INK_2)
_INKS = {"out": Ink(9.5, SEMIBOLD, CRITICAL), "missed": Ink(9.5, SEMIBOLD, WARN)}
_TIME, _BY, _STATE = 92.0, 44.0, 78.0
_GAP = 8.0
_FOOT = MARGIN + 26


def render(report: LogReport) -> bytes:
    """Letter pages; equal reports give equal bytes. Data are drawn as they are, never as markup."""
    sheet = Sheet(_FOOT)
    sheet.paragraph(report.title, _TITLE)
    about = (report.clinic.name, report.clinic.address, report.span)
    sheet.paragraph(" · ".join(part for part in about if part), _BODY)
    for words in (report.limits, f"After: {report.source}" if report.source else ""):
        if words:
            sheet.paragraph(words, _SMALL)
    sheet.skip(8)
    columns = _columns(report)
    _head(sheet, report, columns)
    if not report.lines:
        sheet.paragraph("Nothing was recorded in these days.", _BODY)
    for line in report.lines:
        if sheet.need(_BODY.leading * (1 + len(line.notes)) + 6):
            _head(sheet, report, columns)
        _line(sheet, line, columns)
    return _written(sheet, report)


def _columns(report: LogReport) -> list[tuple[float, float]]:
    """Left edge and width of each column: the values share what times and names leave."""
    values = len(report.columns) - 4
    fixed = [_TIME, _TIME] + [0.0] * values + [_STATE, _BY]
    spare = INNER - sum(fixed) - _GAP * (len(fixed) - 1)
    widths = [width or spare / max(values, 1) for width in fixed]
    if not values:
        widths[-2] += spare
    left, made = MARGIN, []
    for width in widths:
        made.append((left, width))
        left += width + _GAP
    return made


def _head(sheet: Sheet, report: LogReport, columns: list[tuple[float, float]]) -> None:
    cells = zip(report.columns, columns, strict=True)
    sheet.row(*(Cell(x, width, title, _STRONG) for title, (x, width) in cells), pad=3)
    sheet.rule(INK_2)


def _line(sheet: Sheet, line: LogLine, columns: list[tuple[float, float]]) -> None:
    ink = _INKS.get(line.state, _BODY)
    state = len(columns) - 2
    cells = [
        Cell(x, width, text, ink if number >= 2 and number <= state else _BODY)
        for number, (text, (x, width)) in enumerate(zip(line.cells, columns, strict=True))
    ]
    sheet.row(*cells, pad=2)
    for note in line.notes:
        sheet.paragraph(note, _SMALL, MARGIN + 12, INNER - 12)
    sheet.rule()


def _written(sheet: Sheet, report: LogReport) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, (WIDTH, HEIGHT), invariant=1, lang="en-US")
    canvas.setTitle(clean(report.title))
    made = f"Made {report.made_at:%Y-%m-%d %H:%M} by {report.made_by}"
    foot = wrap(f"{made} · MA Desktop", _SMALL.face, _SMALL.size, INNER - 90)[0]
    for number, marks in enumerate(sheet.pages, start=1):
        paint(canvas, marks)
        left = Text(MARGIN, MARGIN, foot, _SMALL)
        right = Text(RIGHT, MARGIN, f"Page {number} of {len(sheet.pages)}", _SMALL, right=True)
        paint(canvas, [left, right])
        canvas.showPage()
    canvas.save()
    return target.getvalue()
