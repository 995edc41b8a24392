"""Column types that read back exactly on both engines: times in microseconds, decimals as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles

from ma_desktop.domain.errors import Refused

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@compiles(BigInteger, "sqlite")
def _integer(_type: BigInteger, _compiler: Any, **_options: Any) -> str:
    """SQLite's STRICT tables know INTEGER only, which holds 64 bits."""
    return "INTEGER"


def demand_storable(values: Iterable[object]) -> None:
    """Raise Refused for text that no engine keeps: NUL characters and halves of surrogate pairs."""
    text = "".join([value for value in values if isinstance(value, str)])
    if "\0" in text or not (text.isascii() or _is_unicode(text)):
        raise Refused(
            "A text holds characters that can't be stored.", do="Type it anew without them."
        )


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def exact(number: Decimal) -> str:
    """The digits of `number`, without exponent. Raises Refused for infinity and not-a-number."""
    if not number.is_finite():
        raise Refused("A measured value must be a number.", do="Enter it again.")
    return f"{number:f}"


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a stored time needs a zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


class Moment(TypeDecorator[datetime]):
    """A time in UTC, kept as whole microseconds: sorts and compares as a number."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number, digit for digit."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else exact(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Day(TypeDecorator[date]):
    """A calendar day as YYYY-MM-DD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)
