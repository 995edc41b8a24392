"""The clinic's own decisions: read when it is opened, changed by an administrator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

_SHORTEST = 3


def read_settings(stored: Mapping[str, str]) -> ClinicSettings:
    """Settings of the rows of a store; rows of a newer program are left alone."""
    known = {field.name for field in fields(ClinicSettings)} & set(stored)
    changed: dict[str, Any] = {key: _value(json.loads(stored[key])) for key in known}
    return ClinicSettings(**changed)


def change(clinic: Clinic, changed: ClinicSettings) -> Changes:
    """Store what differs from before. Raises NotAllowed, Refused for a wrong kind of value."""
    before, after = asdict(settings(clinic)), asdict(changed)
    with clinic.work(Right.MANAGE_STAFF) as uow:
        for key, value in after.items():
            if type(value) is not type(before[key]):
                raise Refused("A setting has the wrong kind of value.", do="Choose another.")
            if value != before[key]:
                uow.settings.put(key, json.dumps(value))
                uow.audit.write("setting changed", record=key, reason=f"{before[key]} to {value}")
    return Changes.of(board=True)


def settings(clinic: Clinic) -> ClinicSettings:
    """As the store has them now: another workstation may have changed them."""
    with clinic.look() as uow:
        return read_settings(uow.settings.all())


def demand_reason(uow: UnitOfWork, reason: str) -> None:
    """Raise Refused where the clinic asks why something goes out, and nobody says."""
    if read_settings(uow.settings.all()).export_needs_reason and len(reason.strip()) < _SHORTEST:
        raise Refused("The clinic asks why this goes out.", do="Type the reason.")


def _value(stored: object) -> object:
    return tuple(stored) if isinstance(stored, list) else stored
