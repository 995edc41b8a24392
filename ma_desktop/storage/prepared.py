"""Statements of every save: their text is made once, and their values go in as they are stored.

A statement that SQLAlchemy runs costs some twenty times what SQLite needs for it, and most of that
is spent on looking up its text and on turning its values. These few are in every transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult

Values = Mapping[str, Any]


class Prepared:
    """A statement that takes the named values; the same on both engines."""

    def __init__(self, statement: ClauseElement, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = list(names)
        self._texts: dict[str, tuple[str, Sequence[str] | None]] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> CursorResult[Any]:
        """Run it once for each row. Values must be of the kinds that the columns keep: a moment
        as its microseconds, a decimal number as its digits."""
        text, order = self._text(connection)
        given: list[Any] = list(rows)
        if order is not None:
            given = [tuple([row[name] for name in order]) for row in rows]
        return connection.exec_driver_sql(text, given if len(given) > 1 else given[0])

    def _text(self, connection: Connection) -> tuple[str, Sequence[str] | None]:
        """The words for this engine, and the order of the values where it takes them by place."""
        dialect = connection.dialect
        if dialect.name not in self._texts:
            made: Any = self._statement.compile(dialect=dialect, column_keys=self._names)
            self._texts[dialect.name] = (str(made), made.positiontup)
        return self._texts[dialect.name]
