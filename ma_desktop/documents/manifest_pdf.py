"""The list that goes with a bag of specimens: one for each laboratory and courier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
    Path,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import INK, INK_2, SEMIBOLD
from ma_desktop.domain.label import code128_widths

_TITLE, _STRONG = Ink(18, SEMIBOLD), Ink(10, SEMIBOLD)
_BODY, _SMALL = Ink(9.5), Ink(9, color=INK_2)
_BARS_HEIGHT, _MODULE = 22.0, 0.72
"""Bars in points: 0.72 pt is 0.254 mm a module, as on labels."""
_ROW, _LONG_ROW = 44.0, 72.0
"""Least height of a line, and what one with a long name needs."""
_COLUMNS = (MARGIN, MARGIN + 122, MARGIN + 290, MARGIN + 412)


@dataclass(frozen=True)
class ManifestLine:
    """One specimen, in its printed form."""

    accession_shown: str
    accession: str
    patient: str
    birth_date: str
    mrn: str
    container: str
    tests: str
    collected: str
    care: str = ""
    bag: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a courier takes; `at` is the clinic's local time."""

    clinic: str
    address: str
    phone: str
    lab: str
    courier: str
    at: datetime
    handed_over_by: str
    lines: tuple[ManifestLine, ...]


def manifest_pdf(manifest: Manifest) -> bytes:
    """Letter pages: who hands over to whom, each specimen with its bars, room for signatures."""
    sheet = Sheet(MARGIN + 20)
    _head(sheet, manifest)
    for number, line in enumerate(manifest.lines, 1):
        _line(sheet, number, line)
    _signatures(sheet)
    out = BytesIO()
    canvas = Canvas(out, (WIDTH, HEIGHT), invariant=1, lang="en-US")
    canvas.setTitle("Specimen manifest")
    for page, marks in enumerate(sheet.pages, 1):
        paint(canvas, marks)
        foot = Text(RIGHT, MARGIN, f"Page {page} of {len(sheet.pages)}", _SMALL, right=True)
        paint(canvas, [foot, Text(MARGIN, MARGIN, _which(manifest), _SMALL)])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _which(manifest: Manifest) -> str:
    """What every page says of its manifest, in one line."""
    words = f"{manifest.at:%m/%d/%Y %H:%M} · To {manifest.lab}"
    return wrap(words, _SMALL.face, _SMALL.size, INNER - 80)[0]


def _head(sheet: Sheet, manifest: Manifest) -> None:
    count = len(manifest.lines)
    sheet.paragraph("Specimen manifest", _TITLE)
    about = " · ".join(part for part in (manifest.clinic, manifest.address, manifest.phone) if part)
    sheet.paragraph(about, _BODY)
    sheet.skip(6)
    sheet.row(
        Cell(MARGIN, INNER / 2 - 12, f"To: {manifest.lab}", _STRONG),
        Cell(MARGIN + INNER / 2, INNER / 2, f"Courier: {manifest.courier}", _STRONG),
    )
    sheet.row(
        Cell(MARGIN, INNER / 2, f"Handed over by {manifest.handed_over_by}", _BODY),
        Cell(MARGIN + INNER / 2, INNER / 2, f"{manifest.at:%m/%d/%Y %H:%M}", _BODY),
    )
    bags = list(dict.fromkeys(line.bag for line in manifest.lines if line.bag))
    what = f"{count} specimen" + ("" if count == 1 else "s")
    where = f" in {len(bags)} bag" + ("" if len(bags) == 1 else "s") if bags else ""
    sheet.paragraph(f"{what}{where}", _STRONG)
    if bags:
        sheet.paragraph(", ".join(bags), _BODY)
    sheet.skip(6)
    sheet.rule()


def _line(sheet: Sheet, number: int, line: ManifestLine) -> None:
    sheet.need(_LONG_ROW)
    top = sheet.y
    _bars(sheet, line.accession, _COLUMNS[0], top - 6)
    sheet.put(Text(_COLUMNS[0], top - 38, f"{number}   {line.accession_shown}", _STRONG))
    sheet.skip(4)
    day, _, time = (f"Collected {line.collected}" if line.collected else "").rpartition(" ")
    sheet.row(
        Cell(_COLUMNS[1], 162, line.patient, _STRONG),
        Cell(_COLUMNS[2], 116, line.container, _BODY),
        Cell(_COLUMNS[3], RIGHT - _COLUMNS[3], line.tests, _STRONG),
    )
    sheet.row(
        Cell(_COLUMNS[1], 162, f"Born {line.birth_date}", _SMALL),
        Cell(_COLUMNS[2], 116, day or "Not collected", _SMALL),
        Cell(_COLUMNS[3], RIGHT - _COLUMNS[3], line.care, _SMALL),
    )
    sheet.row(
        Cell(_COLUMNS[1], 162, f"MRN {line.mrn}", _SMALL),
        Cell(_COLUMNS[2], 116, time, _SMALL),
        Cell(_COLUMNS[3], RIGHT - _COLUMNS[3], line.bag, _SMALL),
    )
    sheet.y = min(sheet.y, top - _ROW)
    sheet.rule()


def _bars(sheet: Sheet, text: str, x: float, top: float) -> None:
    for index, width in enumerate(code128_widths(text)):
        wide = width * _MODULE
        if index % 2 == 0:
            low = top - _BARS_HEIGHT
            corners = ((x, low), (x + wide, low), (x + wide, top), (x, top))
            sheet.put(Path(corners, stroke=None, fill=INK))
        x += wide


def _signatures(sheet: Sheet) -> None:
    sheet.need(60)
    sheet.skip(44)
    for x, words in ((MARGIN, "Clinic: name, time"), (MARGIN + INNER / 2, "Courier: name, time")):
        sheet.put(Path(((x, sheet.y), (x + INNER / 2 - 24, sheet.y)), INK_2))
        sheet.put(Text(x, sheet.y - 12, words, _SMALL))
    sheet.skip(16)
