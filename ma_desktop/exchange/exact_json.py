"""Writes JSON with the digits that were typed: 98.40 stays 98.40, which floats can't promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any


def dump(value: Any) -> bytes:
    """UTF-8 JSON, indented by one blank. Takes dict, list, str, bool, int and finite Decimal.

    Raises TypeError for anything else, also for None: FHIR has no empty fields.
    """
    return ("".join(_parts(value, "\n")) + "\n").encode()


def _parts(value: Any, line: str) -> Iterator[str]:
    match value:
        case dict() if value:
            yield from _block(
                "{}", ((f"{json.dumps(key)}: ", item) for key, item in value.items()), line
            )
        case list() if value:
            yield from _block("[]", (("", item) for item in value), line)
        case str() | bool() | int():
            yield json.dumps(value, ensure_ascii=False)
        case Decimal() if value.is_finite():
            yield f"{value:f}"
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form here")


def _block(brackets: str, items: Iterator[tuple[str, Any]], line: str) -> Iterator[str]:
    inner = line + " "
    yield brackets[0]
    for number, (key, item) in enumerate(items):
        yield f"{',' if number else ''}{inner}{key}"
        yield from _parts(item, inner)
    yield line + brackets[1]
