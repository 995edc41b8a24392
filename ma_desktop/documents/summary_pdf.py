"""The visit summary that the patient takes home."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.chart import Box, marks
from ma_desktop.documents.dates import clock, long_date, short_date
from ma_desktop.documents.sheet import (
    HEIGHT,
    INNER,
    MARGIN,
    RIGHT,
    WIDTH,
    Cell,
    Frame,
    Ink,
    Mark,
    Path,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import (
    BRAND,
    CRITICAL,
    INK_2,
    LINE,
    MISSING,
    SEMIBOLD,
    WARN,
    printable,
    width,
    wrap,
)
from ma_desktop.documents.watermark import put_draft
from ma_desktop.domain.patient import Allergy, Medication
from ma_desktop.domain.summary import SummaryLine, VisitSummary

_BODY = Ink(12)
_STRONG = Ink(12, SEMIBOLD)
_MUTED = Ink(10.5, color=INK_2)
_SMALL = Ink(9.5, color=INK_2)
_TITLE = Ink(22, SEMIBOLD)
_SECTION = Ink(13, SEMIBOLD, BRAND)
_CLINIC = Ink(14, SEMIBOLD)
_FLAG = Ink(10.5, SEMIBOLD, WARN)
_COLUMN_2, _COLUMN_3 = MARGIN + 142, MARGIN + 290
_COLUMN = 136.0
_SIDE = INNER / 2 - 12
_HALF = RIGHT - _SIDE
_PAD = 3.2
_CHART_HEIGHT = 124.0
_REPORTED = {
    "not-taking": "You told us you do not take this.",
    "different": "You told us you take this differently.",
    "on-hold": "On hold.",
    "stopped": "Stopped.",
    "completed": "Finished.",
}


def render(summary: VisitSummary) -> bytes:
    """The summary as a PDF of letter pages; equal summaries give equal bytes.

    Data are drawn as they are, never read as markup. Characters that the fonts lack (Arabic,
    Chinese ...) stand as boxes, and a line says so. The document's properties hold no patient data.
    """
    identity = _identity_lines(summary)
    sheet = Sheet(MARGIN + _SMALL.leading * (len(identity) + 1) + 8)
    _head(sheet, summary)
    _measured(sheet, summary)
    _beside_chart(sheet, summary)
    _medicines(sheet, summary)
    _help(sheet, summary)
    _missing_letters(sheet, identity)
    return _written(sheet, summary, identity)


def _identity_lines(summary: VisitSummary) -> list[str]:
    """Name, birth date and record number, whole, for the foot of each page."""
    patient = summary.patient
    name = patient.name.formal
    numbers = f"born {long_date(patient.birth_date)} · MRN {patient.mrn}"
    together = _lines(f"{name} · {numbers}")
    return together if len(together) == 1 else [*_lines(name), *_lines(numbers)]


def _lines(text: str) -> list[str]:
    return wrap(text, _SMALL.face, _SMALL.size, INNER)


def _head(sheet: Sheet, summary: VisitSummary) -> None:
    clinic, visit, patient = summary.clinic, summary.visit, summary.patient
    when = visit.scheduled_at.astimezone(clinic.tz)
    people = _joined(visit.provider, f"roomed by {summary.roomed_by}" if summary.roomed_by else "")
    checked = ""
    if summary.identity is not None:
        checked = f"Identity checked at {clock(summary.identity.at.astimezone(clinic.tz))}"
    sheet.row(
        Cell(MARGIN, _SIDE, clinic.name, _CLINIC),
        Cell(_HALF, _SIDE, f"Visit of {long_date(when)}, {clock(when)}", _MUTED, right=True),
    )
    sheet.row(
        Cell(MARGIN, _SIDE, clinic.address, _MUTED),
        Cell(_HALF, _SIDE, people, _MUTED, right=True),
    )
    sheet.row(
        Cell(MARGIN, _SIDE, clinic.phone, _MUTED),
        Cell(_HALF, _SIDE, checked, _MUTED, right=True),
    )
    sheet.skip(8)
    sheet.paragraph(f"Your visit, {patient.name.spoken}", _TITLE)
    born = f"Born {long_date(patient.birth_date)} · record number {patient.mrn}"
    sheet.paragraph(born, Ink(12, color=INK_2))
    if summary.draft:
        sheet.paragraph("Draft. Your provider has not released this summary yet.", _FLAG)
    if summary.reason:
        sheet.skip(8)
        sheet.row(
            Cell(MARGIN, _COLUMN, "Why you came", _STRONG),
            Cell(_COLUMN_2, RIGHT - _COLUMN_2, summary.reason, _BODY),
        )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _section(sheet: Sheet, title: str) -> None:
    """A heading with its rule, kept together with what follows."""
    sheet.need(90)
    sheet.skip(10)
    sheet.paragraph(title, _SECTION)
    sheet.skip(3)
    sheet.rule(BRAND, 1.2)
    sheet.skip(3)


def _measured(sheet: Sheet, summary: VisitSummary) -> None:
    if not summary.lines:
        return
    _section(sheet, "What we measured")
    _column_heads(sheet)
    repeated = Counter(line.name for line in summary.lines)
    for line in summary.lines:
        name = line.name
        if repeated[name] > 1 and line.taken_at is not None:
            name = f"{name}, {clock(line.taken_at.astimezone(summary.clinic.tz))}"
        _measured_row(sheet, name, line)


def _column_heads(sheet: Sheet) -> None:
    heads = ((MARGIN, "Measure"), (_COLUMN_2, "Today"), (_COLUMN_3, "Last time"))
    sheet.row(*(Cell(x, _COLUMN, text, Ink(10, SEMIBOLD, INK_2)) for x, text in heads), pad=3)
    sheet.rule()


def _measured_row(sheet: Sheet, name: str, line: SummaryLine) -> None:
    """One vital sign; its flag beside the value where there is room, else below."""
    if sheet.need(_STRONG.leading * 2 + 10):
        _column_heads(sheet)
    used = width(printable(line.value), _STRONG.face, _STRONG.size) + 8
    beside = used + width(printable(line.flag), _FLAG.face, _FLAG.size) <= _COLUMN
    sheet.row(
        Cell(MARGIN, _COLUMN, name, _STRONG),
        Cell(_COLUMN_2, _COLUMN, line.value, _STRONG),
        Cell(_COLUMN_2 + used, _COLUMN, line.flag if beside else "", _FLAG),
        Cell(_COLUMN_3, RIGHT - _COLUMN_3, line.last, _BODY),
        pad=_PAD,
    )
    if line.flag and not beside:
        sheet.skip(-_PAD)
        sheet.paragraph(line.flag, _FLAG, _COLUMN_2, RIGHT - _COLUMN_2)
        sheet.skip(_PAD)
    sheet.rule()


def _beside_chart(sheet: Sheet, summary: VisitSummary) -> None:
    """What was done and the allergies: right of the chart, or over the width without one."""
    notes = _notes(summary)
    if summary.chart is None or len(summary.chart.points) < 2:
        for title, text in notes:
            _section(sheet, title)
            sheet.paragraph(text, _BODY)
        return
    beside = sum(
        _STRONG.leading + 8 + len(Cell(0, _SIDE, text, _BODY).lines) * _BODY.leading
        for _, text in notes
    )
    fits = beside <= (sheet.top - sheet.bottom) / 2
    sheet.need(max(_CHART_HEIGHT, beside if fits else 0) + 10)
    sheet.skip(10)
    top = sheet.y
    box = Box(MARGIN, top - _CHART_HEIGHT, _SIDE + 6, _CHART_HEIGHT)
    for mark in marks(summary.chart, box):
        sheet.put(mark)
    if not fits:
        sheet.y = top - _CHART_HEIGHT
    for title, text in notes:
        place = (_HALF, _SIDE) if fits else (MARGIN, INNER)
        sheet.paragraph(title, _STRONG, *place)
        sheet.paragraph(text, _BODY, *place)
        sheet.skip(8)
    sheet.y = min(sheet.y, top - _CHART_HEIGHT) if fits else sheet.y


def _notes(summary: VisitSummary) -> list[tuple[str, str]]:
    allergies = " · ".join(map(_allergy, summary.allergies))
    if not allergies and summary.no_known_allergies:
        allergies = "None known, as you told us."
    notes = [
        ("What we did", " ".join(summary.done)),
        ("Allergies we keep in mind", allergies),
    ]
    return [(title, text) for title, text in notes if text]


def _allergy(allergy: Allergy) -> str:
    return f"{allergy.substance} ({allergy.reaction})" if allergy.reaction else allergy.substance


def _medicines(sheet: Sheet, summary: VisitSummary) -> None:
    if not summary.medications:
        return
    _section(sheet, "Your medicines, as you told us")
    for medication in summary.medications:
        _medicine_row(sheet, medication, summary.visit.provider)


def _medicine_row(sheet: Sheet, medication: Medication, provider: str) -> None:
    said = _REPORTED.get(medication.status, "")
    if medication.status in ("not-taking", "different"):
        said = f"{said} Ask {provider or 'us'} before you change anything."
    sheet.row(
        Cell(MARGIN, _COLUMN, medication.name, _STRONG),
        Cell(_COLUMN_2, _COLUMN, medication.dosage, _BODY),
        Cell(_COLUMN_3, RIGHT - _COLUMN_3, said, _BODY),
        pad=_PAD,
    )
    sheet.rule()


def _help(sheet: Sheet, summary: VisitSummary) -> None:
    """When to call whom, in a frame."""
    texts = ["Call 911 for chest pain, trouble breathing, or weakness on one side."]
    if summary.clinic.phone:
        texts.append(f"Call us at {summary.clinic.phone} with questions.")
    cells = [Cell(MARGIN + 12, INNER - 24, text, _BODY) for text in texts]
    height = sum(len(cell.lines) for cell in cells) * _BODY.leading + 16
    sheet.need(height + 12)
    sheet.skip(12)
    sheet.put(Frame(MARGIN, sheet.y - height, INNER, height, CRITICAL))
    sheet.skip(8)
    for cell in cells:
        sheet.row(cell)
    sheet.skip(8)


def _missing_letters(sheet: Sheet, identity: list[str]) -> None:
    texts = [mark.text for page in sheet.pages for mark in page if isinstance(mark, Text)]
    if any(MISSING in text for text in (*texts, *identity)):
        sheet.skip(6)
        sheet.paragraph(f"{MISSING} stands for a letter that our print fonts lack.", _SMALL)


def _written(sheet: Sheet, summary: VisitSummary, identity: list[str]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, (WIDTH, HEIGHT), invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle("Visit summary")
    canvas.setAuthor(printable(summary.clinic.name))
    for number, page in enumerate(sheet.pages, start=1):
        if summary.draft:
            put_draft(canvas, WIDTH, HEIGHT)
        paint(canvas, page)
        paint(canvas, _foot(summary, identity, f"page {number} of {len(sheet.pages)}"))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _foot(summary: VisitSummary, identity: list[str], page: str) -> list[Mark]:
    printed = summary.made_at.astimezone(summary.clinic.tz)
    kind = "Draft" if summary.draft else "For the patient"
    lower = f"{kind} · {summary.clinic.name} · printed {short_date(printed)} {clock(printed)}"
    first = wrap(lower, _SMALL.face, _SMALL.size, INNER - 90)[0]
    top = MARGIN + _SMALL.leading * len(identity)
    foot: list[Mark] = [
        Text(MARGIN, top - _SMALL.leading * number, line, _SMALL)
        for number, line in enumerate(identity)
    ]
    edge = top + _SMALL.leading
    foot.append(Path(((MARGIN, edge), (RIGHT, edge)), LINE))
    foot += [Text(MARGIN, MARGIN, first, _SMALL), Text(RIGHT, MARGIN, page, _SMALL, right=True)]
    return foot
