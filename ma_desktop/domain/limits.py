"""What a value means for this age and sex: ask once, show high or low, tell the provider.

The bounds are data with their sources (resources/vitals); this module only compares.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ma_desktop.domain.drift import Earlier, drifts
from ma_desktop.domain.patient import Age
from ma_desktop.domain.vital_bounds import AgeBand, NotifyRule, Range
from ma_desktop.domain.vital_slips import instead, slips
from ma_desktop.domain.vitals import Measure, Part, Reading, VitalSign

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
OPERATORS = frozenset(_COMPARE)
SEVERITIES = ("flag", "urgent", "critical")


@dataclass(frozen=True)
class Subject:
    """Whose value it is, as far as limits depend on it."""

    age: Age
    sex: str = "unknown"
    pregnant: bool | None = None
    today: date | None = None


@dataclass(frozen=True)
class Notice:
    """One reason to tell the provider; severity flag < urgent < critical."""

    part: str
    severity: str
    why: str


@dataclass(frozen=True)
class Assessment:
    """`flags` are FHIR interpretation codes by part: N, L, H, LL or HH; empty without a range."""

    flags: dict[str, str]
    questions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestion: str = ""

    @property
    def severity(self) -> str:
        """The gravest notice, or an empty string."""
        if not self.notices:
            return ""
        return max((n.severity for n in self.notices), key=SEVERITIES.index)

    @property
    def flag(self) -> str:
        """The flag that stands beside the whole value."""
        order = ("", "N", "L", "H", "LL", "HH")
        return max(self.flags.values(), key=order.index, default="")


def band_of(age: Age, bands: tuple[AgeBand, ...]) -> str:
    """The id of the one band that holds this age."""
    return next(band.id for band in bands if band.holds(age))


def range_for(ranges: tuple[Range, ...], band: str, sex: str) -> Range | None:
    """The row for this band and sex; a row for the sex goes before one for all."""
    fits = [row for row in ranges if row.ages in (band, "*") and row.sex in (sex, "*")]
    return min(fits, key=lambda row: (row.sex == "*", row.ages == "*"), default=None)


@dataclass(frozen=True)
class Past:
    """What was measured before: the last reading, canonical values with their age, birth weight."""

    last: Reading | None = None
    earlier: tuple[Earlier, ...] = ()
    birth: Decimal | None = None


def assess(
    vital: VitalSign,
    reading: Reading,
    subject: Subject,
    bands: tuple[AgeBand, ...],
    past: Past = Past(),
) -> Assessment:
    """Compare a possible reading with the limits for `subject`, and with the ones before it.

    Questions: outside the confirm limits, an unusual gap between the two numbers, a slip of the
    unit against the last value, or a change beyond the vital sign's change limits.
    """
    if reading.absent:
        return Assessment({})
    if reading.word:
        return _assess_word(vital, reading.word, subject)
    band = band_of(subject.age, bands)
    flags: dict[str, str] = {}
    asked: list[_Question] = []
    notices: list[Notice] = []
    for part, item in zip(vital.parts, reading.measures, strict=True):
        usual, likely, rules = _fitting(part, band, subject.sex)
        rule = _worst(rules, item, subject)
        if rule is not None:
            notices.append(Notice(part.id, rule.severity, rule.why))
        flags[part.id] = _flag(usual, item, rule)
        asked += _unlikely(vital, part, item, likely)
    asked += _gap(vital, reading)
    if past.last is not None and past.last.measures:
        asked += _change(vital, reading, past.last, band)
    if vital.drifts:
        notices += [
            Notice(vital.id, rule.severity, rule.why)
            for rule in drifts(vital, reading.value, past.earlier, band, past.birth)
        ]
    if not asked:
        return Assessment(flags, notices=tuple(notices))
    suggestion = next((question.suggestion for question in asked if question.suggestion), "")
    return Assessment(flags, tuple(question.text for question in asked), tuple(notices), suggestion)


def _assess_word(vital: VitalSign, word: str, subject: Subject) -> Assessment:
    """What a word means: LO and HI are told, a date of long ago is asked about."""
    listed = vital.word(word)
    if listed is not None:
        notices = (Notice(vital.id, listed.severity, listed.why),) if listed.severity else ()
        return Assessment({vital.id: listed.flag} if listed.flag else {}, notices=notices)
    if vital.kind != "date" or vital.oldest_days is None or subject.today is None:
        return Assessment({})
    days = (subject.today - date.fromisoformat(word)).days
    old = f"This is more than {vital.oldest_days} days ago. Is it right?"
    return Assessment({}, (old,) if days > vital.oldest_days else ())


@dataclass(frozen=True)
class _Question:
    text: str
    suggestion: str = ""


def _flag(usual: Range | None, item: Measure, rule: NotifyRule | None) -> str:
    """N, L, H, LL or HH; a critical rule speaks even where no reference range is known."""
    if rule is not None and rule.severity == "critical":
        return "HH" if rule.op in (">", ">=") else "LL"
    if usual is None:
        return ""
    if usual.holds(item.value):
        return "N"
    return "L" if usual.low is not None and item.value < usual.low else "H"


def _unlikely(vital: VitalSign, part: Part, item: Measure, usual: Range | None) -> list[_Question]:
    if usual is None or usual.holds(item.value):
        return []
    text = f"{part.name} is unusual for this age. Is it right?"
    return [_Question(text, instead(vital, part, item, usual))]


@lru_cache(maxsize=2048)
def _fitting(
    part: Part, band: str, sex: str
) -> tuple[Range | None, Range | None, tuple[NotifyRule, ...]]:
    """What is usual, what is likely, and what must be told, at this age and sex: few of each."""
    told = tuple(rule for rule in part.notify if rule.ages in (band, "*"))
    return range_for(part.reference, band, sex), range_for(part.confirm, band, sex), told


def _worst(rules: Sequence[NotifyRule], item: Measure, subject: Subject) -> NotifyRule | None:
    met = [rule for rule in rules if _met(rule, item, subject) and _applies(rule, subject)]
    return max(met, key=lambda rule: SEVERITIES.index(rule.severity)) if met else None


def _applies(rule: NotifyRule, subject: Subject) -> bool:
    young = rule.up_to_days is None or subject.age.days <= rule.up_to_days
    return young and (subject.pregnant is True or not rule.pregnant)


def _met(rule: NotifyRule, item: Measure, subject: Subject) -> bool:
    return _COMPARE[rule.op](item.value, bound_of(rule, subject.age))


def bound_of(rule: NotifyRule, age: Age) -> Decimal:
    """The bound of a rule in the canonical unit; some depend on the age."""
    return rule.value if rule.value is not None else _FORMULAS[rule.formula](age)


def pals_hypotension(age: Age) -> Decimal:
    """Systolic bound of low pressure from 1 year: 70 + 2 x age, 90 from 10 years (PALS)."""
    return Decimal(min(90, 70 + 2 * age.years))


_FORMULAS: dict[str, Callable[[Age], Decimal]] = {"pals_hypotension": pals_hypotension}
FORMULAS = frozenset(_FORMULAS)


def _gap(vital: VitalSign, reading: Reading) -> list[_Question]:
    """Pulse pressure: the first number less the second, against the bounds of the file."""
    if vital.gap is None:
        return []
    first, second = reading.measures
    gap = first.value - second.value
    if vital.gap.holds(gap):
        return []
    close = vital.gap.low is not None and gap < vital.gap.low
    words = "close together" if close else "far apart"
    return [_Question(f"The two numbers are unusually {words}. Are they right?")]


def _change(vital: VitalSign, reading: Reading, last: Reading, band: str) -> list[_Question]:
    before = last.value
    slip = _slip(vital, reading, before)
    if slip:
        text = "This is far from last time, and would fit in another unit. Is it right?"
        return [_Question(text, slip)]
    rows = [row for row in vital.changes if row.ages in (band, "*")]
    if any(row.exceeded(reading.value, before) for row in rows):
        return [_Question(f"{vital.name} changed much since last time. Is it right?")]
    return []


def _slip(vital: VitalSign, reading: Reading, before: Decimal) -> str:
    """The typed digits in another unit, when only that lies near the last value."""
    if vital.slip_percent is None or before == 0:
        return ""
    near = abs(before) * vital.slip_percent / 100
    around = Range(before - near, before + near)
    if around.holds(reading.value):
        return ""
    others = slips(vital, vital.parts[0], reading.measures[0])
    return next((text for text, value in others if around.holds(value)), "")
