"""When the provider has to be told, in one sentence made from the limits themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ma_desktop.domain.limits import Subject, band_of, range_for
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.units import convert, half_up, tidy
from ma_desktop.domain.vital_bounds import AgeBand, NotifyRule, Range
from ma_desktop.domain.vitals import Part, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_NAMED = ("bp", "spo2")
"""The vital signs that the sentence names; the others speak when their limit is met."""


def notify_words(
    vitals: Mapping[str, VitalSign], bands: tuple[AgeBand, ...], subject: Subject
) -> str:
    """`Systolic ≥ 180 or < 90 mmHg, oxygen saturation < 92 %: ...`; empty without such limits."""
    band = band_of(subject.age, bands)
    parts = [
        words
        for vital in (vitals[key] for key in _NAMED if key in vitals)
        if (words := _part_words(vital, vital.parts[0], band))
    ]
    if not parts:
        return ""
    joined = ", ".join([parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])])
    return f"{joined}: tell the provider at once. The form asks you, and keeps who was told."


def usual_words(clinic: Clinic, opened: OpenVisit, vital: VitalSign) -> str:
    """`Usual 60–100 bpm`, for this age and sex and in the usual unit; empty without a range.

    Two ranges leave no room for the unit, which stands in the field.
    """
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    band = band_of(subject.age, clinic.catalog.bands)
    ranges = [range_for(part.reference, band, subject.sex) for part in vital.parts]
    words = [
        _range_words(vital, part, usual)
        for part, usual in zip(vital.parts, ranges, strict=True)
        if usual is not None
    ]
    unit = f" {vital.label}" if len(words) == 1 else ""
    return f"Usual {' / '.join(words)}{unit}" if words else ""


def _range_words(vital: VitalSign, part: Part, usual: Range) -> str:
    low, high = (
        None
        if bound is None
        else f"{half_up(convert(bound, part.ucum, vital.usual.ucum), vital.usual.decimals):f}"
        for bound in (usual.low, usual.high)
    )
    if low is None or high is None:
        return f"from {low}" if high is None else f"up to {high}"
    return f"{low}–{high}"


def _part_words(vital: VitalSign, part: Part, band: str) -> str:
    rules = [rule for rule in part.notify if _always(rule, band)]
    above = _widest(rule for rule in rules if rule.op.startswith(">"))
    below = _widest(rule for rule in rules if rule.op.startswith("<"))
    bounds = [
        f"{_SIGNS[rule.op]} {tidy(rule.value):f}"
        for rule in (above, below)
        if rule is not None and rule.value is not None
    ]
    return f"{part.name} {' or '.join(bounds)} {vital.label}" if bounds else ""


def _always(rule: NotifyRule, band: str) -> bool:
    fits = rule.ages in (band, "*") and rule.up_to_days is None and not rule.pregnant
    return fits and rule.severity == "critical" and rule.value is not None


def _widest(rules: Iterable[NotifyRule]) -> NotifyRule | None:
    """The bound that is met first."""
    found = [(rule.value, rule) for rule in rules if rule.value is not None]
    if not found:
        return None
    upward = found[0][1].op.startswith(">")
    chosen = min if upward else max
    return chosen(found, key=lambda pair: pair[0])[1]
