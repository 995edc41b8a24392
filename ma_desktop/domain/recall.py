"""Recalls: which loads a failed one makes doubtful, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Recall:
    """A failed indicator and everything it makes doubtful. `load_ids` are the suspect loads."""

    id: str
    load_id: str
    cause: str
    opened_at: datetime
    opened_by: str
    load_ids: tuple[str, ...]
    back_to: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    finding: str = ""
    version: int = 1


@dataclass(frozen=True)
class StepDone:
    """A step of a recall that was done."""

    recall_id: str
    step_id: str
    at: datetime
    by: str


@dataclass(frozen=True)
class LoadProof:
    """A load in the history of its sterilizer, and whether spores were shown to be killed."""

    load_id: str
    sequence: int
    proven: bool


def suspect_loads(history: Sequence[LoadProof], failed_id: str) -> tuple[str, ...]:
    """Loads that a failed one makes doubtful, in the order of their runs.

    All runs of the sterilizer around the failed one, back to the last proven load and on to the
    next proven one (CDC 2008: recall to the last negative biological indicator; a load with a
    negative one of its own is proven). The order is that of the runs, never that of a clock.
    """
    runs = sorted(history, key=lambda item: item.sequence)
    place = next(number for number, item in enumerate(runs) if item.load_id == failed_id)
    start = place
    while start > 0 and not runs[start - 1].proven:
        start -= 1
    end = place + 1
    while end < len(runs) and not runs[end].proven:
        end += 1
    return tuple(item.load_id for item in runs[start:end])


def last_proven(history: Sequence[LoadProof], failed_id: str) -> str:
    """The proven load before the suspect ones; empty when there is none on record."""
    suspects = suspect_loads(history, failed_id)
    first = next(item.sequence for item in history if item.load_id == suspects[0])
    before = [item for item in history if item.sequence < first]
    return max(before, key=lambda item: item.sequence).load_id if before else ""
