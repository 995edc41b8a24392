"""What all repositories share: writing with a version check, and reading rows as values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update

from ma_desktop.domain.errors import Conflict
from ma_desktop.storage.prepared import Prepared

_MOST_AT_ONCE = 500  # values of one IN list; SQLite takes far more, older servers do not


def batches(ids: Collection[str]) -> Iterator[list[str]]:
    """Ids in lists that one statement takes."""
    known = list(ids)
    for start in range(0, len(known), _MOST_AT_ONCE):
        yield known[start : start + _MOST_AT_ONCE]


def update_version(
    connection: Connection, table: Table, record_id: str, version: int, values: dict[str, Any]
) -> None:
    """Change one record that still has `version`. Raises Conflict when somebody was faster."""
    given = {f"new_{name}": value for name, value in values.items()}
    given |= {"this_id": record_id, "this_version": version}
    if _versioned(table, tuple(values)).run(connection, given) != 1:
        raise conflict()


@cache
def _versioned(table: Table, names: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Prepared(
        update(table)
        .where(table.c.id == bindparam("this_id"), table.c.version == bindparam("this_version"))
        .values(values | {"version": table.c.version + 1})
    )


def conflict() -> Conflict:
    return Conflict(
        "Somebody else changed this first.",
        safe="Their change stands; yours was not stored.",
        do="Look at it again and repeat yours if it still fits.",
    )
