"""Documents with the nastiest data, as they look: `python -m tests.documents.goldens` redraws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PIL import Image

from ma_desktop.documents import log_pdf
from ma_desktop.documents.manifest_pdf import Manifest, ManifestLine, manifest_pdf
from ma_desktop.documents.raster import pages
from ma_desktop.documents.record_pdf import render_record
from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.log_report import LogLine, LogReport
from ma_desktop.domain.patient import Allergy, Medication, Name
from ma_desktop.domain.summary import RecordRow, RecordTable, SummaryLine, VisitSummary
from tests.documents.papers import page_texts
from tests.documents.visits import ENGLISH, NOW, SPANISH, series, summary

FOLDER = Path(__file__).parent / "golden"
SCALE = 0.4
LONG = "Wolfeschlegelsteinhausenbergerdorffvonhohenzollernsigmaringe"
MARKUP = "<img src='http://127.0.0.1:9/x'/><b>=cmd|' /C calc'!A0 {0} %s ${HOME} &amp;"


def _named(family: str, given: str) -> VisitSummary:
    made = summary()
    return replace(made, patient=replace(made.patient, name=Name(family, given)))


def _born(day: date) -> VisitSummary:
    made = summary()
    return replace(made, patient=replace(made.patient, birth_date=day))


def _forty() -> VisitSummary:
    lines = tuple(
        SummaryLine(
            "bp",
            "Blood pressure",
            f"{120 + n}/{70 + n}",
            "mmHg",
            "mm[Hg]",
            taken_at=NOW + timedelta(minutes=3 * n),
            wording={"en": "Your provider will talk with you.", "es": "Hable con su médico."},
        )
        for n in range(40)
    )
    rows = tuple(
        RecordRow(("Blood pressure", line.number, "Left arm, sitting", f"9:{n:02d}", "J. Rivera"))
        for n, line in enumerate(lines)
    )
    heads = ("Vital sign", "Value", "How", "Time", "By")
    table = RecordTable("Vital signs", heads, (4, 3, 5, 2, 4), rows)
    return replace(summary(chart=series(40)), lines=lines, tables=(table,))


def _nothing() -> VisitSummary:
    return replace(
        summary(chart=None),
        lines=(),
        allergies=(),
        medications=(),
        reviewed=frozenset(),
        samples=0,
        tests=(),
        reason="",
        roomed_by="",
        next_steps=(),
        tables=(),
    )


def _amended() -> VisitSummary:
    rows = tuple(
        RecordRow(
            ("Pulse", f"{70 + n} bpm", f"9:{n:02d}", "J. Rivera, CMA"),
            n < 5,
            f"Amended 9:{n:02d} by T. Osei, RMA: swapped {'again ' * n}" if n < 5 else "",
        )
        for n in range(6)
    )
    heads = ("Vital sign", "Value", "Time", "By")
    table = RecordTable("Vital signs", heads, (3, 3, 2, 4), rows)
    return replace(summary(draft=True), tables=(table,), audit_head="ABCD-EFGH")


def _markup() -> VisitSummary:
    made = _named(MARKUP, "=1+1")
    table = RecordTable("Visit", ("", ""), (1, 3), (RecordRow((MARKUP, MARKUP), note=MARKUP),))
    return replace(
        made,
        reason=MARKUP,
        allergies=(Allergy("a", "p", MARKUP, MARKUP),),
        medications=(Medication("m", "p", MARKUP, MARKUP),),
        next_steps=(MARKUP,),
        tables=(table,),
    )


ARABIC = "ألم في الصدر منذ يومين. أخذت Lisinopril 10 mg كل يوم (مرة واحدة) ولم يتحسن شيء بعد ذلك."
HEBREW = "כאב ראש מאז אתמול, 3 פעמים ביום. לקחתי Ibuprofen 400 mg."


def _right_to_left() -> VisitSummary:
    """Paragraphs that begin at the right, with Latin words and digits in their midst."""
    rows = (RecordRow(("Reason", ARABIC)), RecordRow(("Note", HEBREW), True, f"Amended: {HEBREW}"))
    return replace(
        _named("الحسن بن سينا", "محمد"),
        reason=ARABIC,
        allergies=(Allergy("a", "p", "بنسلين", "طفح جلدي"), Allergy("b", "p", "Latex")),
        medications=(Medication("m", "p", "ליזינופריל", HEBREW),),
        next_steps=(ARABIC, HEBREW, "Measure at home."),
        tables=(RecordTable("Visit", ("", ""), (1, 4), rows),),
    )


CASES: dict[str, Callable[[], VisitSummary]] = {
    "plain": summary,
    "long-name": lambda: _named(LONG, f"{LONG} {LONG}"),
    "forty-readings": _forty,
    "nothing": _nothing,
    "five-amendments": _amended,
    "newborn": lambda: _born(date(2026, 11, 23)),
    "104-years": lambda: _born(date(1922, 11, 22)),
    "markup": _markup,
    "right-to-left": _right_to_left,
    "scripts": lambda: _named("الحسن بن سينا", "田中 שרה 민준"),
}


def _report(made: VisitSummary) -> bytes:
    name = made.patient.name.formal
    rows = tuple(RecordRow((name, line.number, "")) for line in made.lines)
    table = RecordTable("Readings", ("Patient", "Value", "Note"), (3, 2, 3), rows, 26.0)
    foot = f"{made.clinic.name} · printed 23 Nov 2026"
    return render_report(Report(name, (made.reason,), (table,), foot, ("Signed by, date",)))


def _manifest(made: VisitSummary) -> bytes:
    """A bag with a tube for each reading, of the patient with the nasty name."""
    name, born = made.patient.name.formal, made.patient.birth_date.isoformat()
    lines = tuple(
        ManifestLine(
            f"2632 7000 {number:04d}",
            f"26327000{number:04d}",
            name,
            born,
            made.patient.mrn,
            "SST 5 mL",
            made.reason or "CMP",
            "9:38 J. Rivera",
            made.reason,
        )
        for number, _line in enumerate(made.lines)
    )
    clinic = made.clinic
    return manifest_pdf(
        Manifest(clinic.name, clinic.address, clinic.phone, name, name, NOW, "J. Rivera", lines)
    )


def _log(made: VisitSummary) -> bytes:
    """A log whose values and notes are the nasty texts."""
    name = made.patient.name.formal
    lines = tuple(
        LogLine(
            ("2026-11-23 9:00", "2026-11-23 9:03", line.number, made.reason, "Out", "JR"),
            ("in-order", "out", "missed")[number % 3],
            (name, made.reason) if made.reason else (name,),
        )
        for number, line in enumerate(made.lines)
    )
    columns = ("Due", "Done", "Value", "Note", "State", "By")
    return log_pdf.render(
        LogReport(
            made.clinic,
            name,
            "November 2026",
            made.reason,
            "CDC",
            columns,
            lines,
            name,
            (made.reason,),
        )
    )


KINDS: dict[str, Callable[[VisitSummary], bytes]] = {
    "summary-en": partial(render, phrases=ENGLISH),
    "summary-es": partial(render, phrases=SPANISH),
    "summary-large": partial(render, phrases=ENGLISH, large=True),
    "summary-large-es": partial(render, phrases=SPANISH, large=True),
    "record": partial(render_record, phrases=ENGLISH),
    "report": _report,
    "manifest": _manifest,
    "log": _log,
}
ALL = [(kind, case) for kind in KINDS for case in CASES]


def document(kind: str, case: str) -> bytes:
    return KINDS[kind](CASES[case]())


def text_of(pdf: bytes) -> str:
    return "\n\f\n".join(page_texts(pdf)) + "\n"


def drawn(pdf: bytes) -> Image.Image:
    """All pages in grey, one below the other."""
    found = pages(pdf, SCALE)
    raw = b"".join(row for image in found for row in image.grey_rows())
    return Image.frombytes("L", (found[0].width, sum(one.height for one in found)), raw)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for kind, case in ALL:
        pdf = document(kind, case)
        (FOLDER / f"{kind}.{case}.txt").write_text(text_of(pdf), encoding="utf-8")
        drawn(pdf).save(FOLDER / f"{kind}.{case}.png", optimize=True)


if __name__ == "__main__":
    main()
