"""Parts that the printed copies of a visit share: identity at the foot, sections, pages as PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.lines import printable, wrap
from ma_desktop.documents.sheet import (
    HEIGHT,
    INNER,
    MARGIN,
    RIGHT,
    WIDTH,
    Ink,
    Mark,
    Path,
    Sheet,
    Text,
    paint,
)
from ma_desktop.documents.style import BRAND, INK_2, LINE, MISSING, SEMIBOLD
from ma_desktop.documents.watermark import put_draft
from ma_desktop.domain.moments import clock
from ma_desktop.domain.phrases import Phrases
from ma_desktop.domain.summary import VisitSummary

SMALL = Ink(9.5, color=INK_2)


@dataclass
class Paper:
    """A sheet that is being filled, and what its pages say at their foot."""

    summary: VisitSummary
    phrases: Phrases
    kind: str
    scale: float = 1.0
    marks: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.identity = _identity_lines(self.summary, self.phrases)
        self.sheet = Sheet(MARGIN + SMALL.leading * (len(self.identity) + 1) + 8)

    def ink(self, ink: Ink) -> Ink:
        """`ink` at the size of this copy."""
        return Ink(ink.size * self.scale, ink.face, ink.color)

    def section(self, title: str) -> None:
        """A heading with its rule and bookmark, kept together with what follows."""
        self.sheet.need(90 * self.scale)
        self.sheet.skip(10)
        self.sheet.paragraph(title, self.ink(Ink(13, SEMIBOLD, BRAND)))
        self.marks.append((len(self.sheet.pages), title))
        self.sheet.skip(3)
        self.sheet.rule(BRAND, 1.2)
        self.sheet.skip(3)

    def written(self) -> bytes:
        """The pages as a PDF; equal content gives equal bytes. Properties hold no patient data."""
        self._missing_letters()
        out = BytesIO()
        canvas = Canvas(out, (WIDTH, HEIGHT), invariant=1, pageCompression=1, lang=self.phrases.tag)
        canvas.setTitle(self.phrases.say("document"))
        canvas.setAuthor(printable(self.summary.clinic.name))
        pages = self.sheet.pages
        for number, page in enumerate(pages, start=1):
            if self.summary.draft:
                put_draft(canvas, WIDTH, HEIGHT)
            paint(canvas, page)
            words = self.phrases.say("page", number=number, count=len(pages))
            paint(canvas, self._foot(words))
            self._bookmarks(canvas, number)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _bookmarks(self, canvas: Canvas, number: int) -> None:
        for place, (page, title) in enumerate(self.marks):
            if page == number:
                canvas.bookmarkPage(f"s{place}")
                canvas.addOutlineEntry(printable(title), f"s{place}", 0)

    def _missing_letters(self) -> None:
        texts = [mark.text for page in self.sheet.pages for mark in page if isinstance(mark, Text)]
        if any(MISSING in text for text in (*texts, *self.identity)):
            self.sheet.skip(6)
            self.sheet.paragraph(self.phrases.say("missing", sign=MISSING), SMALL)

    def _foot(self, page: str) -> list[Mark]:
        summary, phrases = self.summary, self.phrases
        at = summary.made_at.astimezone(summary.clinic.tz)
        kind = phrases.say("draft_short") if summary.draft else self.kind
        printed = phrases.say("printed", day=phrases.short(at), time=clock(at))
        lower = f"{kind} · {summary.clinic.name} · {printed}"
        first = wrap(lower, SMALL.face, SMALL.size, INNER - 90)[0]
        top = MARGIN + SMALL.leading * len(self.identity)
        foot: list[Mark] = [
            Text(MARGIN, top - SMALL.leading * number, line, SMALL, turned=False)
            for number, line in enumerate(self.identity)
        ]
        edge = top + SMALL.leading
        foot.append(Path(((MARGIN, edge), (RIGHT, edge)), LINE))
        foot += [Text(MARGIN, MARGIN, first, SMALL), Text(RIGHT, MARGIN, page, SMALL, right=True)]
        return foot


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _identity_lines(summary: VisitSummary, phrases: Phrases) -> list[str]:
    """Name, birth date and record number, whole, for the foot of each page."""
    patient = summary.patient
    name = patient.name.formal
    numbers = phrases.say("foot", day=phrases.long(patient.birth_date), mrn=patient.mrn)
    together = _lines(f"{name} · {numbers}")
    return together if len(together) == 1 else [*_lines(name), *_lines(numbers)]


def _lines(text: str) -> list[str]:
    return wrap(text, SMALL.face, SMALL.size, INNER)
