"""Numbers that are given once: one statement, so that two workstations never get the same."""

from __future__ import annotations

from sqlalchemy import Connection, text

_COUNT = text(
    "INSERT INTO counter (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
)


def next_number(connection: Connection, name: str) -> int:
    """1 for the first call with `name`, then one more each time."""
    return int(connection.execute(_COUNT, {"name": name}).scalar_one())
