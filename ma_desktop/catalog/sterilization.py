"""Reads `resources/sterilizers`: cycles with their minimums, and the rules of recalls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.sterilization import FAILURES, Cycle, SterilizationRules
from ma_desktop.domain.vital_lint import Fault
from ma_desktop.domain.vitals import Source
from ma_desktop.runtime.paths import resource

_CYCLES = "sterilizers/cycles.toml"
_RULES = "sterilizers/rules.toml"


@dataclass(frozen=True)
class SterilizationContent:
    """All cycles by id, and the rules."""

    cycles: Mapping[str, Cycle]
    rules: SterilizationRules
    sources: Mapping[str, Source]

    def kinds(self) -> tuple[str, ...]:
        """Kinds of sterilizers, as the cycles name them."""
        return tuple(dict.fromkeys(cycle.sterilizer for cycle in self.cycles.values()))

    def cycles_for(self, kind: str) -> tuple[Cycle, ...]:
        """The shipped cycles of one kind of sterilizer, in the order of the file."""
        return tuple(cycle for cycle in self.cycles.values() if cycle.sterilizer == kind)


@cache
def sterilization_content() -> SterilizationContent:
    """The shipped content. Raises IntegrityFailure that names file and key."""
    return read_sterilization(resource())


def read_sterilization(root: Path) -> SterilizationContent:
    """Cycles, rules and their sources; raises IntegrityFailure with file and key."""
    folder = Folder(root)
    cycles = folder.rows(_CYCLES, "cycles", Cycle)
    sources = folder.table("sterilizers/sources.toml", Source)
    folder.demand(_CYCLES, _cycle_faults(cycles, sources))
    rules = folder.whole(_RULES, SterilizationRules)
    folder.demand(_RULES, _rule_faults(rules))
    return SterilizationContent({cycle.id: cycle for cycle in cycles}, rules, sources)


def _cycle_faults(cycles: Sequence[Cycle], sources: Mapping[str, Source]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, cycle in enumerate(cycles):
        where = f"cycles[{place}]"
        if cycle.id in seen:
            yield Fault(f"{where}.id", f"{cycle.id} stands twice")
        seen.add(cycle.id)
        if cycle.exposure_min <= 0 or cycle.temp_c <= 0:
            yield Fault(where, "temperature and exposure must be above zero")
        if not 0 <= cycle.dry_min[0] <= cycle.dry_min[1]:
            yield Fault(f"{where}.dry_min", "is not a least and a most")
        if cycle.exposure_max_min is not None and cycle.exposure_max_min < cycle.exposure_min:
            yield Fault(f"{where}.exposure_max_min", "is below exposure_min")
        if not cycle.source or not set(cycle.source) <= set(sources):
            yield Fault(f"{where}.source", "is not a list of known sources")


def _rule_faults(rules: SterilizationRules) -> Iterator[Fault]:
    if rules.retest_cycles < 1 or rules.biological_days < 1 or rules.keep_years < 1:
        yield Fault("retest_cycles", "numbers must be one or more")
    if not set(rules.recall_after) <= set(FAILURES):
        yield Fault("recall_after", f"knows only {', '.join(FAILURES)}")
    if not rules.recall_steps:
        yield Fault("recall_steps", "is empty")
    if any(item.hours <= 0 for item in rules.incubations) or not rules.incubations:
        yield Fault("incubations", "needs times above zero")
