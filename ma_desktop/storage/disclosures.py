"""Repositories of next steps and of disclosures: append-only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ma_desktop.domain.disclosure import Disclosure
from ma_desktop.domain.summary import NextStep
from ma_desktop.storage.tables import disclosure, next_step


class Disclosures:
    """What left the program."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Disclosure) -> None:
        self._connection.execute(
            insert(disclosure), asdict(new) | {"encrypted": int(new.encrypted)}
        )

    def between(self, start: datetime, end: datetime) -> tuple[Disclosure, ...]:
        """Those of [start, end), newest first."""
        statement = (
            select(disclosure)
            .where(disclosure.c.at >= start, disclosure.c.at < end)
            .order_by(disclosure.c.at.desc(), disclosure.c.id.desc())
        )
        rows = self._connection.execute(statement)
        return tuple(
            Disclosure(**dict(row._mapping) | {"encrypted": bool(row.encrypted)}) for row in rows
        )


class NextSteps:
    """What patients are to do next."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NextStep) -> None:
        self._connection.execute(insert(next_step), asdict(new))

    def of_visit(self, visit_id: str) -> tuple[NextStep, ...]:
        """All of a visit, withdrawn ones too, oldest first."""
        statement = (
            select(next_step)
            .where(next_step.c.visit_id == visit_id)
            .order_by(next_step.c.at, next_step.c.id)
        )
        rows = self._connection.execute(statement)
        return tuple(NextStep(**dict(row._mapping)) for row in rows)
