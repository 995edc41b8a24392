"""Content that the clinic wrote in the place of the shipped one: kept in versions, with why."""

from __future__ import annotations

from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.storage.store import UnitOfWork


def keep_version(
    uow: UnitOfWork, clinic: Clinic, kind: str, key: str, body: str, note: str
) -> ContentVersion:
    """Put the next version of `key` in force. Raises Conflict when somebody else wrote it first."""
    before = uow.contents.versions(kind, key)
    number = before[-1].version + 1 if before else 1
    who = clinic.actor.user_name
    made = ContentVersion(kind, key, number, body, clinic.now(), who, note.strip())
    uow.contents.add(made)
    return made


def versions(clinic: Clinic, kind: str, key: str) -> tuple[ContentVersion, ...]:
    """All versions that the clinic wrote of one content, newest first."""
    with clinic.look() as uow:
        return tuple(reversed(uow.contents.versions(kind, key)))
