"""What all repositories share: writing with a version check, and reading rows as values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, update

from ma_desktop.domain.errors import Conflict


def update_version(
    connection: Connection, table: Table, record_id: str, version: int, values: dict[str, Any]
) -> None:
    """Change one record that still has `version`. Raises Conflict when somebody was faster."""
    statement = (
        update(table)
        .where(table.c.id == record_id, table.c.version == version)
        .values(values | {"version": version + 1})
    )
    if connection.execute(statement).rowcount != 1:
        raise conflict()


def conflict() -> Conflict:
    return Conflict(
        "Somebody else changed this first.",
        safe="Their change stands; yours was not stored.",
        do="Look at it again and repeat yours if it still fits.",
    )
