"""JSON as RFC 8259 has it and nothing beyond, within limits that no honest export reaches."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate, count
from typing import NoReturn, TypeAlias

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.incoming import At, unheard
from ma_desktop.exchange.plain_text import decode

Json: TypeAlias = "dict[str, Json] | list[Json] | str | Decimal | bool | None"

MAX_DEPTH = 64
# Several times what 64 MB of the densest honest export hold; each becomes an object in memory.
_MAX_COUNTS = {b"{": 3_000_000, b"[": 3_000_000, b",": 6_000_000, b'"': 20_000_000}
_NUMBER_LENGTH = 64
_MAX_EXPONENT = 400
_TOLD_EVERY = 1000
_EXPORT_AGAIN = "Export the file again and import the new one."
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = [0] * 256
for _open, _close in (b"[]", b"{}"):
    _STEPS[_open], _STEPS[_close] = 1, -1


def parse(data: bytes, at: At = unheard) -> Json:
    """The value that `data` holds, numbers as Decimal; `at` hears how far it is.

    Raises Refused for another encoding, broken syntax, a name twice in one object, NaN, numbers
    of more than 64 characters or beyond a double's exponent, nesting deeper than 64.
    """
    text = decode(data)
    _refuse_deep(data)
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_objects(data.count(b"{"), at),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise Refused(
                f"The file goes on after its JSON value ends, at line {error.lineno}.",
                do="Bulk exports (NDJSON) are not taken: export one bundle.",
            ) from None
        raise Refused(
            f"The file is not whole JSON: it breaks at line {error.lineno}, column {error.colno}.",
            do=_EXPORT_AGAIN,
        ) from None
    return value


def _refuse_deep(data: bytes) -> None:
    """Count brackets outside strings before the parser, which recurses, sees them."""
    if any(data.count(mark) > most for mark, most in _MAX_COUNTS.items()):
        raise Refused("The file holds too many parts.", do="Split the export into smaller files.")
    outside = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    brackets = b"".join(outside).translate(None, _NOT_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise Refused(f"The file nests deeper than {MAX_DEPTH} levels.", do=_EXPORT_AGAIN)


def _objects(total: int, at: At) -> Callable[[list[tuple[str, Json]]], dict[str, Json]]:
    """Makes one object after the other of about `total`, and tells how many there are."""
    numbers = count(1)

    def made(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        number = next(numbers)
        if number % _TOLD_EVERY == 0:
            at(number / max(total, number))
        return _object(pairs)

    return made


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("A name stands twice in one object of the file.", do=_EXPORT_AGAIN)
    return found


def _number(text: str) -> Decimal:
    exponent = text.lower().partition("e")[2] or "0"
    if len(text) > _NUMBER_LENGTH or len(exponent) > 6 or abs(int(exponent)) > _MAX_EXPONENT:
        raise Refused("The file holds a number beyond all measure.", do=_EXPORT_AGAIN)
    return Decimal(text)


def _constant(_text: str) -> NoReturn:
    raise Refused("The file holds NaN or Infinity, which JSON does not know.", do=_EXPORT_AGAIN)
