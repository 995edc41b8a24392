"""The pattern of PHQ-9 answers that its authors describe; for the provider, never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ma_desktop.domain.vitals import Source


@dataclass(frozen=True)
class Pattern:
    """A pattern from so many counting items on."""

    id: str
    items: int


@dataclass(frozen=True)
class PatternRule:
    """`resources/scores/phq9.toml`: an item counts from `from_points` on, those of `early` sooner;
    one of `core` must count."""

    core: tuple[str, ...]
    from_points: int
    early: Mapping[str, int]
    source: str
    patterns: tuple[Pattern, ...]
    sources: Mapping[str, Source]


def pattern_of(points: Mapping[str, int], rule: PatternRule) -> str:
    """The id of the pattern that complete answers (points by item) show, or `none`."""
    counting = [
        item for item, value in points.items() if value >= rule.early.get(item, rule.from_points)
    ]
    core = [item for item in rule.core if points.get(item, 0) >= rule.from_points]
    found = (row.id for row in rule.patterns if core and len(counting) >= row.items)
    return next(found, "none")
