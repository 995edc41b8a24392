"""The visit summary that the patient takes home, in their language."""

from __future__ import annotations

from collections import Counter

from ma_desktop.documents.bidi import is_turned
from ma_desktop.documents.chart import Box, marks
from ma_desktop.documents.sheet import INNER, MARGIN, RIGHT, Cell, Frame, Ink, Path
from ma_desktop.documents.sheet_parts import Paper, joined
from ma_desktop.documents.style import CRITICAL, INK_2, SEMIBOLD, WARN
from ma_desktop.domain.moments import clock
from ma_desktop.domain.patient import Allergy, Medication
from ma_desktop.domain.phrases import Phrases
from ma_desktop.domain.summary import SummaryLine, VisitSummary

_BODY = Ink(12)
_STRONG = Ink(12, SEMIBOLD)
_MUTED = Ink(10.5, color=INK_2)
_HEAD = Ink(10, SEMIBOLD, INK_2)
_TITLE = Ink(22, SEMIBOLD)
_CLINIC = Ink(14, SEMIBOLD)
_FLAG = Ink(10.5, SEMIBOLD, WARN)
_COLUMN_2, _COLUMN_3 = MARGIN + 142, MARGIN + 290
_COLUMN = 136.0
_SIDE = INNER / 2 - 12
_HALF = RIGHT - _SIDE
_PAD = 3.2
_CHART_HEIGHT = 124.0
_LARGE = 1.35
_SAID = frozenset({"not-taking", "different", "on-hold", "stopped", "completed"})


def render(summary: VisitSummary, phrases: Phrases, *, large: bool = False) -> bytes:
    """The patient's copy as a PDF of letter pages; equal summaries give equal bytes.

    `large` prints all but the foot a third larger. Data are drawn as they are, never read as
    markup. What a value means is said only in the clinic's own approved words.
    """
    paper = Paper(summary, phrases, phrases.say("for_patient"), _LARGE if large else 1.0)
    _head(paper)
    _measured(paper)
    _beside_chart(paper)
    _medicines(paper)
    _next(paper)
    _help(paper)
    return paper.written()


def _head(paper: Paper) -> None:
    summary, phrases, sheet = paper.summary, paper.phrases, paper.sheet
    clinic, visit, patient = summary.clinic, summary.visit, summary.patient
    when = visit.scheduled_at.astimezone(clinic.tz)
    by = phrases.say("roomed_by", who=summary.roomed_by) if summary.roomed_by else ""
    checked = ""
    if summary.identity is not None:
        checked = phrases.say("checked", time=clock(summary.identity.at.astimezone(clinic.tz)))
    right = (
        phrases.say("visit_of", day=phrases.long(when), time=clock(when)),
        joined(visit.provider, by),
        checked,
    )
    left = ((clinic.name, _CLINIC), (clinic.address, _MUTED), (clinic.phone, _MUTED))
    for (text, ink), words in zip(left, right, strict=True):
        sheet.row(
            Cell(MARGIN, _SIDE, text, paper.ink(ink)),
            Cell(_HALF, _SIDE, words, paper.ink(_MUTED), right=True),
        )
    sheet.skip(8)
    sheet.paragraph(phrases.say("title", name=patient.name.spoken), paper.ink(_TITLE))
    born = phrases.say("born", day=phrases.long(patient.birth_date), mrn=patient.mrn)
    sheet.paragraph(born, paper.ink(Ink(12, color=INK_2)))
    if summary.draft:
        sheet.paragraph(phrases.say("draft"), paper.ink(_FLAG))
    if summary.reason:
        sheet.skip(8)
        sheet.row(
            Cell(MARGIN, _COLUMN, phrases.say("why"), paper.ink(_STRONG)),
            Cell(_COLUMN_2, RIGHT - _COLUMN_2, summary.reason, paper.ink(_BODY)),
        )


def _measured(paper: Paper) -> None:
    if not paper.summary.lines:
        return
    paper.section(paper.phrases.say("measured"))
    _column_heads(paper)
    repeated = Counter((line.vital, line.readings) for line in paper.summary.lines)
    for line in paper.summary.lines:
        _measured_row(paper, _line_name(paper, line, repeated[line.vital, line.readings]), line)


def _line_name(paper: Paper, line: SummaryLine, times: int) -> str:
    phrases = paper.phrases
    name = phrases.vital(line.vital, line.name)
    if line.readings > 1:
        return phrases.say("average", name=name, count=line.readings)
    if times > 1 and line.taken_at is not None:
        at = line.taken_at.astimezone(paper.summary.clinic.tz)
        return phrases.say("at_time", name=name, time=clock(at))
    return name


def _column_heads(paper: Paper) -> None:
    places = ((MARGIN, "measure"), (_COLUMN_2, "today"), (_COLUMN_3, "last_time"))
    heads = [Cell(x, _COLUMN, paper.phrases.say(key), paper.ink(_HEAD)) for x, key in places]
    paper.sheet.row(*heads, pad=3)
    paper.sheet.rule()


def _measured_row(paper: Paper, name: str, line: SummaryLine) -> None:
    sheet, strong, body = paper.sheet, paper.ink(_STRONG), paper.ink(_BODY)
    if sheet.need(strong.leading * 2 + 10):
        _column_heads(paper)
    sheet.row(
        Cell(MARGIN, _COLUMN, name, strong),
        Cell(_COLUMN_2, _COLUMN, _value(line, paper.phrases), strong),
        Cell(_COLUMN_3, RIGHT - _COLUMN_3, _last(line, paper.phrases), body),
        pad=_PAD,
    )
    if wording := line.wording.get(paper.phrases.tag[:2], ""):
        sheet.skip(-_PAD)
        sheet.paragraph(wording, body, _COLUMN_2, RIGHT - _COLUMN_2)
        sheet.skip(_PAD)
    sheet.rule()


def _value(line: SummaryLine, phrases: Phrases) -> str:
    if line.absent:
        return phrases.say("not_taken", reason=phrases.say(line.absent))
    return _with_unit(line.number, line.unit, line.unit_code, phrases)


def _with_unit(number: str, unit: str, code: str, phrases: Phrases) -> str:
    words = phrases.units.get(code, unit)
    return f"{number}{words}" if words.startswith("/") else f"{number} {words}".strip()


def _last(line: SummaryLine, phrases: Phrases) -> str:
    value = _with_unit(line.last, line.last_unit, line.last_unit_code, phrases)
    if not line.last or line.last_on is None:
        return line.last and value
    return phrases.say("last", value=value, day=phrases.short(line.last_on))


def _beside_chart(paper: Paper) -> None:
    """What was done and the allergies: right of the chart, or over the width without one."""
    summary, sheet, body = paper.summary, paper.sheet, paper.ink(_BODY)
    notes, strong = _notes(summary, paper.phrases), paper.ink(_STRONG)
    if summary.chart is None or len(summary.chart.points) < 2:
        for title, text in notes:
            paper.section(title)
            sheet.paragraph(text, body)
        return
    beside = sum(
        strong.leading + 8 + len(Cell(0, _SIDE, text, body).lines) * body.leading
        for _, text in notes
    )
    fits = beside <= (sheet.top - sheet.bottom) / 2
    sheet.need(max(_CHART_HEIGHT, beside if fits else 0) + 10)
    sheet.skip(10)
    top = sheet.y
    box = Box(MARGIN, top - _CHART_HEIGHT, _SIDE + 6, _CHART_HEIGHT)
    for mark in marks(summary.chart, box, paper.phrases):
        sheet.put(mark)
    if not fits:
        sheet.y = top - _CHART_HEIGHT
    place = (_HALF, _SIDE) if fits else (MARGIN, INNER)
    for title, text in notes:
        sheet.paragraph(title, strong, *place)
        sheet.paragraph(text, body, *place)
        sheet.skip(8)
    sheet.y = min(sheet.y, top - _CHART_HEIGHT) if fits else sheet.y


def _notes(summary: VisitSummary, phrases: Phrases) -> list[tuple[str, str]]:
    allergies = " · ".join(map(_allergy, summary.allergies))
    if not allergies and summary.no_known_allergies:
        allergies = phrases.say("no_allergies")
    notes = [
        (phrases.say("did"), " ".join(_done(summary, phrases))),
        (phrases.say("allergies"), allergies),
    ]
    return [(title, text) for title, text in notes if text]


def _done(summary: VisitSummary, phrases: Phrases) -> list[str]:
    kinds = (kind for kind in ("allergies", "medications") if kind in summary.reviewed)
    done = [phrases.say(f"reviewed_{kind}") for kind in kinds]
    if summary.samples:
        key = ("tube" if summary.samples == 1 else "tubes") + ("" if summary.tests else "_plain")
        tests = ", ".join(summary.tests)
        done.append(phrases.say(key, count=summary.samples, tests=tests))
    if summary.answered:
        done.append(phrases.say("answered", names=", ".join(summary.answered)))
    return done


def _allergy(allergy: Allergy) -> str:
    return f"{allergy.substance} ({allergy.reaction})" if allergy.reaction else allergy.substance


def _medicines(paper: Paper) -> None:
    if not paper.summary.medications:
        return
    paper.section(paper.phrases.say("medicines"))
    for medication in paper.summary.medications:
        _medicine_row(paper, medication)


def _medicine_row(paper: Paper, medication: Medication) -> None:
    phrases = paper.phrases
    said = phrases.say(medication.status) if medication.status in _SAID else ""
    if medication.status in ("not-taking", "different"):
        who = paper.summary.visit.provider or phrases.say("us")
        said = f"{said} {phrases.say('ask', who=who)}"
    beside = bool(medication.dosage or said)
    paper.sheet.row(
        Cell(MARGIN, _COLUMN if beside else INNER, medication.name, paper.ink(_STRONG)),
        Cell(_COLUMN_2, _COLUMN, medication.dosage, paper.ink(_BODY)),
        Cell(_COLUMN_3, RIGHT - _COLUMN_3, said, paper.ink(_BODY)),
        pad=_PAD,
    )
    paper.sheet.rule()


def _next(paper: Paper) -> None:
    """What the provider asked for, each with a box to tick, and the next appointment."""
    summary, phrases = paper.summary, paper.phrases
    steps = list(summary.next_steps)
    if (visit := summary.next_visit) is not None:
        at = visit.scheduled_at.astimezone(summary.clinic.tz)
        key = "next_visit_with" if visit.provider else "next_visit"
        steps.append(phrases.say(key, day=phrases.long(at), time=clock(at), who=visit.provider))
    if not steps:
        return
    paper.section(phrases.say("next"))
    body = paper.ink(_BODY)
    for step in steps:
        paper.sheet.need(body.leading)
        side, low = body.size * 0.72, paper.sheet.y - body.leading * 0.82
        turned, beside = is_turned(step), body.size * 1.3
        paper.sheet.put(_box(RIGHT - side if turned else MARGIN, low, side))
        paper.sheet.paragraph(step, body, MARGIN + (0 if turned else beside), INNER - beside)
        paper.sheet.skip(2)


def _box(x: float, y: float, side: float) -> Path:
    """A square to tick."""
    corners = ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))
    return Path(corners, INK_2, 0.8)


def _help(paper: Paper) -> None:
    """When to call whom, in a frame."""
    clinic, phrases, body = paper.summary.clinic, paper.phrases, paper.ink(_BODY)
    texts = [paper.summary.emergency.get(phrases.tag[:2]) or phrases.say("emergency")]
    if clinic.phone:
        texts.append(phrases.say("call_us", phone=clinic.phone))
    cells = [Cell(MARGIN + 12, INNER - 24, text, body) for text in texts]
    height = sum(len(cell.lines) for cell in cells) * body.leading + 16
    paper.sheet.need(height + 12)
    paper.sheet.skip(12)
    paper.sheet.put(Frame(MARGIN, paper.sheet.y - height, INNER, height, CRITICAL))
    paper.sheet.skip(8)
    for cell in cells:
        paper.sheet.row(cell)
    paper.sheet.skip(8)
