"""What waits of sterilization: for the strip of Today and the cards of its own screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.domain.board import DueItem
from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.recall import Recall
from ma_desktop.domain.sterilization import (
    AIR_REMOVAL,
    Indicator,
    Load,
    LoadState,
    PackState,
    Sterilizer,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.sterilizers import is_biological_due, tests_of_day
from ma_desktop.storage.store import UnitOfWork

SCREEN = "sterilize"
_OPEN = (LoadState.RUNNING, LoadState.WAITING, LoadState.QUARANTINE)


@dataclass(frozen=True)
class Waiting:
    """`incubating` are loads with the moment when their biological indicator is to be read."""

    untested: tuple[Sterilizer, ...]
    biological_due: tuple[Sterilizer, ...]
    to_release: tuple[Load, ...]
    incubating: tuple[tuple[Load, datetime], ...]
    recalls: tuple[tuple[Recall, int], ...]
    """Open recalls with the number of packs that are not found yet."""


def read_waiting(clinic: Clinic, uow: UnitOfWork) -> Waiting:
    """All that waits now."""
    working = [item for item in uow.sterilization.sterilizers() if item.in_service]
    loads = uow.sterilization.loads_in(_OPEN)
    results = uow.sterilization.results([load.id for load in loads])
    incubating = []
    for load in loads:
        found = standing_results(results[load.id]).get(Indicator.BIOLOGICAL)
        if found is not None and found.passed is None and found.due_at is not None:
            incubating.append((load, found.due_at))
    held = {load.id for load, _due in incubating}
    return Waiting(
        tuple(item for item in working if _is_untested(clinic, uow, item)),
        tuple(item for item in working if is_biological_due(clinic, uow, item)),
        tuple(load for load in loads if load.ended_at is not None and load.id not in held),
        tuple(incubating),
        tuple((item, _outstanding(uow, item)) for item in uow.recalls.open()),
    )


def strip_items(waiting: Waiting) -> tuple[DueItem, ...]:
    """One item for each thing to do; an incubation that ended comes by its timer."""
    items = [
        DueItem(_recall_words(missing), True, screen=SCREEN) for _item, missing in waiting.recalls
    ]
    items += [DueItem(f"Air-removal test: {item.name}", screen=SCREEN) for item in waiting.untested]
    items += [
        DueItem(f"Biological indicator due: {item.name}", screen=SCREEN)
        for item in waiting.biological_due
    ]
    items += _release_items(waiting.to_release)
    return tuple(items)


def _release_items(loads: Sequence[Load]) -> list[DueItem]:
    if len(loads) == 1:
        return [DueItem(f"Release load {loads[0].number}", screen=SCREEN)]
    return [DueItem(f"{len(loads)} loads to release", screen=SCREEN)] if loads else []


def _recall_words(missing: int) -> str:
    packs = "1 pack" if missing == 1 else f"{missing} packs"
    return f"Recall: {packs} to find" if missing else "Recall open"


def _is_untested(clinic: Clinic, uow: UnitOfWork, item: Sterilizer) -> bool:
    """A vacuum sterilizer whose air-removal test of today has not passed yet."""
    if item.kind != AIR_REMOVAL:
        return False
    tests = tests_of_day(clinic, uow, item.id)
    return not (tests and tests[0] is not None and tests[0].passed)


def _outstanding(uow: UnitOfWork, item: Recall) -> int:
    return sum(
        pack.state is PackState.RECALLED for pack in uow.sterilization.packs_of(item.load_ids)
    )
