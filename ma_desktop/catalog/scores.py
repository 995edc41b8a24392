"""NEWS2, the shock index and the pattern of a PHQ-9, read when they are first needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.phq9_pattern import PatternRule
from ma_desktop.domain.scores import News2Rules, ScoreBand, ShockRules
from ma_desktop.domain.vital_lint import Fault, source_faults
from ma_desktop.runtime.paths import resource

_NEWS2 = "scores/news2.toml"
_SHOCK = "scores/shock_index.toml"
_PHQ9 = "scores/phq9.toml"
_BANDS = {"rr", "spo2_scale1", "spo2_scale2_air", "spo2_scale2_oxygen", "sbp", "hr", "temp"}


@dataclass(frozen=True)
class Scores:
    """All scores."""

    news2: News2Rules
    shock: ShockRules
    phq9: PatternRule


@cache
def scores() -> Scores:
    """The shipped scores, read once a run."""
    return load_scores()


def load_scores(root: Path | None = None) -> Scores:
    """Read and check them below `root`; raises IntegrityFailure that names file and key."""
    folder = Folder(resource() if root is None else root)
    news2 = folder.whole(_NEWS2, News2Rules)
    folder.demand(_NEWS2, _news2_faults(news2))
    shock = folder.whole(_SHOCK, ShockRules)
    cited = [row.source for row in shock.bands]
    folder.demand(_SHOCK, source_faults("bands", cited, shock.sources))
    pattern = folder.whole(_PHQ9, PatternRule)
    folder.demand(_PHQ9, source_faults("source", [pattern.source], pattern.sources))
    return Scores(news2, shock, pattern)


def _news2_faults(rules: News2Rules) -> Iterator[Fault]:
    if sorted(band.item for band in rules.bands) != sorted(_BANDS):
        yield Fault("bands", f"exactly these are needed: {', '.join(sorted(_BANDS))}")
    for index, band in enumerate(rules.bands):
        yield from _band_faults(f"bands[{index}].rows", band)
    if set(rules.oxygen) != {"air", "oxygen"}:
        yield Fault("oxygen", "exactly air and oxygen are needed")
    if not rules.risks or (rules.risks[0].total, rules.risks[0].single) != (None, None):
        yield Fault("risks", "the first risk has no bound")
    yield from source_faults("source", [rules.source], rules.sources)


def _band_faults(where: str, band: ScoreBand) -> Iterator[Fault]:
    """Rows rise and only the last one is open, so that every number has points."""
    ends = [row.to for row in band.rows]
    closed = [end for end in ends if end is not None]
    if not ends or ends[-1] is not None or len(closed) != len(ends) - 1:
        yield Fault(where, "only the last row is open")
    if any(one >= other for one, other in pairwise(closed)):
        yield Fault(where, "rows do not rise")
