"""Rows of limits in words: which tier, for whom, what bound, from which source."""

from __future__ import annotations

from collections.abc import Mapping

from ma_desktop.domain.clinic_limits import WHOLE, LimitRow, row_bound, row_unit
from ma_desktop.domain.limit_rows import Standing
from ma_desktop.domain.units import tidy
from ma_desktop.domain.vital_bounds import AgeBand
from ma_desktop.domain.vitals import Source, VitalSign

TIERS = {
    "hard": "Impossible, refused",
    "confirm": "Unlikely, asked once",
    "reference": "Usual range",
    "notify": "Tell the provider",
    "gap": "Between the two, asked once",
    "change": "Change, asked once",
    "drift": "Change, tell the provider",
}
SEXES = {"*": "All", "female": "Female", "male": "Male"}
FORMULAS = {"pals_hypotension": "by age (PALS)"}
"""Bounds that depend on the age, in words."""
_SIGNS = {"": "", "<": "<", "<=": "≤", ">=": "≥", ">": ">"}


def whom(row: LimitRow, bands: Mapping[str, AgeBand]) -> str:
    """`Adult, female`, `All ages, pregnant`, `Infant, up to 90 days`."""
    known = bands.get(row.ages)
    parts = [known.name if known else "All ages"]
    if row.sex != "*":
        parts.append(SEXES.get(row.sex, row.sex).lower())
    if row.pregnant:
        parts.append("pregnant")
    if row.falls_only:
        parts.append("a fall")
    if row.below_birth:
        parts.append("below the weight at birth")
    elif row.tier == "drift":
        parts.append("at any time" if row.up_to_days is None else f"within {row.up_to_days} days")
    elif row.up_to_days is not None:
        parts.append(f"up to {row.up_to_days} days")
    return ", ".join(parts)


def bounds(vital: VitalSign, item: Standing) -> str:
    """`30–320 mmHg`, `≥ 180 mmHg`, `77.0–113.0 °F (25–45 Cel)`; a formula in words."""
    if item.formula:
        return FORMULAS.get(item.formula, item.formula)
    row, part = item.row, vital.part(item.row.part)
    shown = [None if b is None else row_bound(vital, row, b) for b in (row.low, row.high)]
    words = f"{_joined(row, *shown)} {row_unit(vital, row)}".strip()
    if row.tier in WHOLE:
        return words
    if part.ucum != vital.usual.ucum:
        stored = [None if b is None else f"{tidy(b):f}" for b in (row.low, row.high)]
        words += f" ({_joined(row, *stored)} {vital.unit(part.ucum).label})"
    return words


def _joined(row: LimitRow, low: str | None, high: str | None) -> str:
    if row.tier in ("change", "drift"):
        sign = "≥" if row.tier == "drift" and not row.below_birth else ">"
        return "none" if high is None else f"{sign} {high}"
    if row.tier == "notify":
        signs = (row.op if row.op.startswith("<") else "<", row.op if row.op[:1] == ">" else ">=")
        parts = zip(signs, (low, high), strict=True)
        return ", ".join(f"{_SIGNS[sign]} {bound}" for sign, bound in parts if bound is not None)
    if low is None or high is None:
        return f"from {low}" if low is not None else f"up to {high}" if high is not None else "none"
    return f"{low}–{high}"


def source_words(item: Standing, sources: Mapping[str, Source]) -> str:
    """The title of the source, or who of the clinic approved the row."""
    if item.is_own:
        by = item.row.approved_by
        return f"This clinic, approved by {by}" if by else "This clinic, not saved yet"
    known = sources.get(item.source)
    return known.title if known else item.source
