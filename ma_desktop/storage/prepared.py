"""Statements on the way of every save: made once, then run by the driver itself.

A statement that SQLAlchemy runs costs some ten times what SQLite needs for it: looking up its text,
events, a result with its metadata. Here the text and the way of each value in and out are kept.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from ma_desktop.storage.types import demand_storable

Values = Mapping[str, Any]
_Turn = Callable[[Any], Any]
_named: Callable[..., Any] = namedtuple  # the columns are known at run time only


class Prepared:
    """A statement with named values, the same on both engines; its rows have named columns.

    It runs in the transaction of the connection that it is given. `names` are the columns that an
    INSERT or UPDATE without values takes. Lists of values (`expanding`) are not for it.
    """

    def __init__(self, statement: ClauseElement, names: Sequence[str] = ()) -> None:
        self._statement = statement
        self._names = list(names) or None
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, *rows: Values) -> int:
        """Run it once for each of `rows`; how many rows of the store it changed."""
        made = self._for(connection.dialect)
        given = [made.given(row) for row in rows]
        if len(given) == 1:
            return int(run(connection, made.text, given[0]).rowcount)
        return int(run(connection, made.text, given, many=True).rowcount)

    def first(self, connection: Connection, values: Values) -> Any | None:
        """The first row, or None."""
        return next(self.each(connection, values), None)

    def all(self, connection: Connection, values: Values | None = None) -> list[Any]:
        return list(self.each(connection, values))

    def each(self, connection: Connection, values: Values | None = None) -> Iterator[Any]:
        """One row after the other, as the engine gives them."""
        made = self._for(connection.dialect)
        cursor = run(connection, made.text, made.given(values or {}))
        try:
            for found in cursor:
                yield made.row(found)
        except Exception as error:
            _refuse(connection, error)
            raise

    def _for(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _made(self._statement, self._names, dialect)
        return made


@dataclass(frozen=True)
class _Made:
    """A statement in the words of one engine."""

    text: str
    order: Callable[[Values], Sequence[Any]] | None  # where the engine takes values by place
    fixed: Mapping[str, Any]
    into: Sequence[tuple[str, _Turn]]
    out: Sequence[tuple[int, _Turn]]
    make: Callable[..., Any]

    def given(self, values: Values) -> Any:
        turned = {**self.fixed, **values}
        for name, turn in self.into:
            turned[name] = turn(turned[name])
        demand_storable(turned.values())
        return turned if self.order is None else self.order(turned)

    def row(self, found: Sequence[Any]) -> Any:
        values = list(found)
        for place, turn in self.out:
            values[place] = turn(values[place])
        return self.make(*values)


def _made(statement: ClauseElement, names: list[str] | None, dialect: Dialect) -> _Made:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    into = [
        (name, turn)
        for bind, name in compiled.bind_names.items()
        if (turn := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    columns = tuple(getattr(statement, "exported_columns", ()))
    turns = [_out(column.type, dialect) for column in columns]
    return _Made(
        str(compiled),
        None if compiled.positiontup is None else _in_order(compiled.positiontup),
        {name: value for name, value in compiled.params.items() if value is not None},
        into,
        [(place, turn) for place, turn in enumerate(turns) if turn is not None],
        _named("row", [column.key for column in columns], rename=True),
    )


def _in_order(names: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _out(kind: TypeEngine[Any], dialect: Dialect) -> _Turn | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def run(connection: Connection, text: str, given: Any = (), *, many: bool = False) -> Any:
    """Words for the driver, whose errors are turned into those of SQLAlchemy; its cursor."""
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(text, given)
        else:
            cursor.execute(text, given)
    except Exception as error:
        _refuse(connection, error)
        raise
    return cursor


def _refuse(connection: Connection, error: Exception) -> None:
    """Raise SQLAlchemy's error for one of the driver, without the values; leave others alone."""
    driver: Any = connection.dialect.dbapi
    if isinstance(error, driver.Error):
        raise DBAPIError.instance(
            None, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
