"""Repositories of timers, of the clinic's settings, and of content that the clinic changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from ma_desktop.domain.timer import Timer
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import content, setting, timer

_SETTINGS = Prepared(select(setting.c.key, setting.c.value))
_OF_SUBJECT = Prepared(select(timer).where(timer.c.subject == bindparam("it")))
_IN_ORDER = attrgetter("started_at", "id")


class Timers:
    """Running timers, and those that ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Timer) -> None:
        self._connection.execute(insert(timer), asdict(new))

    def get(self, timer_id: str) -> Timer | None:
        row = self._connection.execute(select(timer).where(timer.c.id == timer_id)).first()
        return None if row is None else _timer(row)

    def running(self) -> tuple[Timer, ...]:
        """All that nobody ended, the next due first."""
        statement = (
            select(timer).where(timer.c.ended_at.is_(None)).order_by(timer.c.due_at, timer.c.id)
        )
        return tuple(_timer(row) for row in self._connection.execute(statement))

    def of_subject(self, subject: str) -> tuple[Timer, ...]:
        """All timers of a record, ended ones too, oldest first."""
        rows = sorted(_OF_SUBJECT.all(self._connection, {"it": subject}), key=_IN_ORDER)
        return tuple(_timer(row) for row in rows)

    def end(self, running: Timer, at: datetime, by: str, outcome: str) -> None:
        """Raises Conflict when somebody else ended it first."""
        values = {"ended_at": at, "ended_by": by, "outcome": outcome}
        update_version(self._connection, timer, running.id, running.version, values)


class Settings:
    """One row for each setting that the clinic changed; values are JSON."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, str] | None = None

    def all(self) -> Mapping[str, str]:
        """As this transaction found them first; several rules of one use case ask."""
        if self._read is None:
            self._read = dict(_SETTINGS.all(self._connection))
        return self._read

    def put(self, key: str, value: str) -> None:
        self._read = None
        changed = self._connection.execute(
            update(setting)
            .where(setting.c.key == key)
            .values(value=value, version=setting.c.version + 1)
        )
        if changed.rowcount == 0:
            self._connection.execute(insert(setting), {"key": key, "value": value})


@dataclass(frozen=True)
class ContentVersion:
    """One version of a checklist, label or table that the clinic wrote; `body` is JSON."""

    kind: str
    id: str
    version: int
    body: str
    at: datetime
    by: str
    note: str = ""


class Contents:
    """Content that the clinic wrote: append-only, the highest version of an id is in force."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: ContentVersion) -> None:
        """Raises Conflict when somebody else wrote this version first."""
        self._connection.execute(insert(content), asdict(new))

    def in_force(self, kind: str) -> tuple[ContentVersion, ...]:
        newest = (
            select(content.c.id, func.max(content.c.version).label("version"))
            .where(content.c.kind == kind)
            .group_by(content.c.id)
            .subquery()
        )
        joined = (content.c.id == newest.c.id) & (content.c.version == newest.c.version)
        found = select(content).join(newest, joined).where(content.c.kind == kind)
        statement = found.order_by(content.c.id)
        rows = self._connection.execute(statement)
        return tuple(ContentVersion(**dict(row._mapping)) for row in rows)

    def versions(self, kind: str, content_id: str) -> tuple[ContentVersion, ...]:
        """All versions of one, oldest first."""
        statement = (
            select(content)
            .where(content.c.kind == kind, content.c.id == content_id)
            .order_by(content.c.version)
        )
        rows = self._connection.execute(statement)
        return tuple(ContentVersion(**dict(row._mapping)) for row in rows)


def _timer(row: Row[Any]) -> Timer:
    return Timer(**row._asdict())
