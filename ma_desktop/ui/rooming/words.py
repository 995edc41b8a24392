"""What stands beside a field in words: the value before and its age, the change, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ma_desktop.domain.limits import Assessment
from ma_desktop.domain.moments import clock, day_words
from ma_desktop.domain.origin import UNCONFIRMED, UNCONFIRMED_WORDS
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import (
    COMPOUND,
    Observation,
    Reading,
    VitalSign,
    shown_reading,
    shown_with_unit,
)

_DAYS_BY_DATE = timedelta(days=60)
_DAYS_BY_MONTH = timedelta(days=330)
_TO_TELL = ("urgent", "critical")


@dataclass(frozen=True)
class Spoken:
    """A verdict beside a field: its state, a word or two, and the sentence beneath the field."""

    state: str = ""
    words: str = ""
    message: str = ""


def day(at: datetime, now: datetime) -> str:
    """Today, 9:08 or 12 May 2026; both times in the clinic's zone."""
    if at.date() == now.date():
        return f"Today, {clock(at)}"
    return day_words(at)


def age_of(at: datetime, now: datetime) -> str:
    """How long ago, as short as it can be read: 9:08, 12 May, May, May 2024."""
    if at.date() == now.date():
        return clock(at)
    if now - at < _DAYS_BY_DATE:
        return f"{at.day} {at:%b}"
    return f"{at:%b}" if now - at < _DAYS_BY_MONTH else f"{at:%b} {at.year}"


def last_words(vital: VitalSign, last: Observation | None, at: datetime, now: datetime) -> str:
    """`Last 171.4 lb · May`; `at` is the local time of `last`. Empty without an earlier value."""
    if last is None or last.reading.absent:
        return ""
    return f"Last {shown_with_unit(vital, last.reading)} · {age_of(at, now)}"


def doubts(last: Observation | None) -> tuple[str, ...]:
    """What there is to know of an earlier value before it is compared with."""
    doubtful = last is not None and last.source == UNCONFIRMED
    return (f"The last value is {UNCONFIRMED_WORDS}.",) if doubtful else ()


def change_words(vital: VitalSign, reading: Reading, last: Observation | None) -> str:
    """`+6.2` in the unit of the value before, which stands beside it.

    Empty for pairs, for feet and inches, and where nothing changed.
    """
    if last is None or not last.reading.measures or len(reading.measures) != 1:
        return ""
    item = reading.measures[0]
    before = last.reading.measures[0]
    unit = vital.unit(before.typed_unit)
    if unit.label in COMPOUND:
        return ""
    now, then = (convert(one.value, one.unit, unit.ucum) for one in (item, before))
    change = half_up(now, unit.decimals) - half_up(then, unit.decimals)
    sign = "+" if change > 0 else "−"
    return f"{sign}{abs(change):f}" if change else ""


def recorded_words(vital: VitalSign, item: Observation, at: datetime) -> str:
    """`148/92 · 9:08`, beside the check mark that means on record; `at` is the local time.

    The unit is named where it is not the one of the field.
    """
    measures = item.reading.measures
    usual = not measures or measures[0].typed_unit == vital.usual.ucum
    show = shown_reading if usual else shown_with_unit
    return f"{show(vital, item.reading)} · {clock(at)}"


def others_words(
    vital: VitalSign, item: Observation, at: datetime, names: Mapping[str, str]
) -> str:
    """`148/92 mmHg recorded by T. Nguyen at 9:08.` of the same visit; `at` is the local time."""
    value = shown_with_unit(vital, item.reading) or shown_reading(vital, item.reading)
    return f"{value} recorded by {names[item.taken_by]} at {clock(at)}."


def must_tell(assessment: Assessment) -> bool:
    """Whether the provider has to be told; a mere flag does not open the loop."""
    return assessment.severity in _TO_TELL


def verdict(assessment: Assessment, confirmed: bool) -> Spoken:
    """What a possible value means. An unanswered question goes before everything else."""
    if assessment.questions and not confirmed:
        return Spoken("warn", "Unusual", _question(assessment))
    high_low = {"H": "High", "HH": "High", "L": "Low", "LL": "Low"}.get(assessment.flag, "")
    words = [word for word in (high_low, "confirmed" if confirmed else "") if word]
    message = " ".join(notice.why for notice in assessment.notices)
    if must_tell(assessment):
        state = "critical" if assessment.severity == "critical" else "warn"
        return Spoken(state, " · ".join([*words, "tell the provider"]).capitalize(), message)
    state = "warn" if high_low or message else ""
    if not words and message:
        words = ["Note"]
    return Spoken(state, " · ".join(words).capitalize(), message)


def _question(assessment: Assessment) -> str:
    choice = "Enter again to confirm."
    if assessment.suggestion:
        choice = f"Enter again to confirm, or = for {assessment.suggestion}."
    return " ".join((*assessment.questions, choice))


def refusal(what: str, do: str, suggestion: str) -> Spoken:
    """An impossible value: what is wrong, and the key that takes what was probably meant."""
    offer = f"Did you mean {suggestion}? Press = to accept." if suggestion else do
    return Spoken("refused", "Not possible", " ".join(part for part in (what, offer) if part))
