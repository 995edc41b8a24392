"""What a provider aims at for a patient: a bound of one vital sign from a day on, by order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Bound = Literal["at-most", "at-least"]
BOUNDS: dict[Bound, str] = {"at-most": "at most", "at-least": "at least"}


@dataclass(frozen=True)
class Target:
    """One bound of one part, in the part's canonical unit; append-only.

    A withdrawn one has a copy with status `revoked` that supersedes it.
    """

    id: str
    patient_id: str
    vital: str
    part: str
    bound: Bound
    value: Decimal
    unit: str
    provider: str
    since: date
    at: datetime
    by: str
    status: str = "active"
    supersedes: str | None = None


def standing(items: Iterable[Target]) -> tuple[Target, ...]:
    """Those that nobody withdrew, as they were given."""
    items = tuple(items)
    gone = {item.supersedes for item in items}
    return tuple(item for item in items if item.id not in gone and item.status == "active")
