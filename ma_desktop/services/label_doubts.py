"""Labels of today of which nobody knows whether they came out, for the strip of what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ma_desktop.domain.board import DueItem
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.schedule import day_bounds
from ma_desktop.storage.store import UnitOfWork

_UNDER_WAY = timedelta(minutes=2)
"""A label that left less long ago may still be answered for by its printer."""
_OF_SPECIMENS = frozenset({"specimen", "slide", "biopsy"})


@dataclass(frozen=True)
class Doubt:
    """One label in doubt; those of specimens name their visit."""

    kind: str
    visit_id: str = ""


def doubts_of_day(clinic: Clinic, uow: UnitOfWork, day: date) -> tuple[Doubt, ...]:
    """Labels queued on this local day that a person must look for at the printer."""
    since, _end = day_bounds(clinic, day)
    found = uow.print_jobs.in_doubt(since, clinic.now() - _UNDER_WAY)
    return tuple(Doubt(kind, visit_id) for kind, visit_id in found)


def strip_items(doubts: Sequence[Doubt]) -> list[DueItem]:
    """One item for all; it opens the visit of a single patient's tubes, else the print log."""
    if not doubts:
        return []
    count = "1 label" if len(doubts) == 1 else f"{len(doubts)} labels"
    words = f"{count} in doubt: look at the printer"
    visits = {one.visit_id for one in doubts}
    if len(visits) == 1 and all(one.visit_id and one.kind in _OF_SPECIMENS for one in doubts):
        return [DueItem(words, True, visits.pop(), "specimens")]
    return [DueItem(words, True, screen="manage", view="print_log")]
