"""When the provider has to be told, in one sentence made from the limits themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ma_desktop.domain.limits import Subject, band_of
from ma_desktop.domain.units import tidy
from ma_desktop.domain.vitals import AgeBand, NotifyRule, Part, VitalSign

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
