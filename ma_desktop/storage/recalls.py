"""Repository of recalls and the steps done in them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ma_desktop.domain.recall import Recall, StepDone
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import recall, recall_step


class Recalls:
    """Failed indicators and what was done about them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Recall) -> None:
        self._connection.execute(insert(recall), _fields(new))

    def update(self, changed: Recall) -> None:
        """Raises Conflict when somebody was faster."""
        values = {k: v for k, v in _fields(changed).items() if k not in ("id", "version")}
        update_version(self._connection, recall, changed.id, changed.version, values)

    def get(self, recall_id: str) -> Recall | None:
        row = self._connection.execute(select(recall).where(recall.c.id == recall_id)).first()
        return None if row is None else _recall(row)

    def all(self) -> tuple[Recall, ...]:
        """All recalls, newest first."""
        rows = self._connection.execute(select(recall).order_by(recall.c.opened_at.desc()))
        return tuple(_recall(row) for row in rows)

    def open(self) -> tuple[Recall, ...]:
        return tuple(item for item in self.all() if item.closed_at is None)

    def add_step(self, done: StepDone) -> None:
        """Raises Conflict when the step is done already."""
        self._connection.execute(insert(recall_step), asdict(done))

    def steps(self, recall_id: str) -> tuple[StepDone, ...]:
        statement = select(recall_step).where(recall_step.c.recall_id == recall_id)
        rows = self._connection.execute(statement.order_by(recall_step.c.at))
        return tuple(StepDone(**dict(row._mapping)) for row in rows)


def _fields(item: Recall) -> dict[str, Any]:
    return asdict(item) | {"load_ids": json.dumps(item.load_ids)}


def _recall(row: Row[Any]) -> Recall:
    return Recall(**dict(row._mapping) | {"load_ids": tuple(json.loads(row.load_ids))})
