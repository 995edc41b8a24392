"""What this workstation used last: thermometer, scale, method. Ways, never values."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ma_desktop.domain.patient import Age
from ma_desktop.domain.usual import to_remember
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork


def remembered_ways(uow: UnitOfWork, clinic: Clinic) -> dict[str, str]:
    """Choices by qualifier, as last used on this workstation."""
    return dict(json.loads(uow.settings.all().get(_key(clinic), "{}")))


def remember_ways(uow: UnitOfWork, clinic: Clinic, readings: Sequence[Reading], age: Age) -> None:
    """Keep the ways of readings that were just recorded."""
    kept = to_remember(clinic.catalog.vitals, readings, age)
    if not kept:
        return
    before = remembered_ways(uow, clinic)
    if before | kept != before:
        uow.settings.put(_key(clinic), json.dumps(before | kept))


def _key(clinic: Clinic) -> str:
    """A row beside the clinic's settings, whose names have no colon."""
    return f"ways:{clinic.workstation}"
