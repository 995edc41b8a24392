"""Reads `resources/labels`, a file for each label stock; reads and writes formats of a clinic."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields
from decimal import Decimal
from typing import Any

from ma_desktop.catalog.folder import Folder, taken
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import BarcodeField, LabelFormat, TextField
from ma_desktop.domain.label_lint import label_faults

MOST_BYTES = 100_000
"""A file larger than this is no label format."""


def read_labels(folder: Folder) -> dict[str, LabelFormat]:
    """All formats by id. Raises IntegrityFailure that names file and key."""
    found: dict[str, LabelFormat] = {}
    for name in folder.names("labels"):
        fmt = folder.whole(name, LabelFormat)
        folder.demand(name, label_faults(fmt))
        found[fmt.id] = fmt
    return found


def demand_sound(fmt: LabelFormat) -> None:
    """Raise Refused with the first thing that is wrong with a format."""
    fault = next(label_faults(fmt), None)
    if fault is not None:
        raise Refused(
            f"{fault.where}: {fault.what}.", safe="Nothing was stored.", do="Correct this label."
        )


def label_from_toml(text: str) -> LabelFormat:
    """One format from the text of a file like `resources/labels/*.toml`. Raises Refused."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            "This file is not a label format.",
            safe="Nothing was stored.",
            do=f"Choose a .toml file that was exported here ({error}).",
        ) from error
    return _sound(raw)


def label_from_json(body: str) -> LabelFormat:
    """One format as the store keeps it. Raises Refused: key and reason."""
    return _sound(json.loads(body, parse_float=Decimal))


def label_to_json(fmt: LabelFormat) -> str:
    """A format as one JSON object of its fields; lengths in mm."""
    return json.dumps(asdict(fmt), ensure_ascii=False)


def label_to_toml(fmt: LabelFormat) -> str:
    """The text of a file that `label_from_toml` reads back to an equal format."""
    return "\n".join(_lines(fmt)) + "\n"


def _sound(raw: object) -> LabelFormat:
    fmt = taken(raw, LabelFormat)
    demand_sound(fmt)
    return fmt


def _lines(fmt: LabelFormat) -> Iterator[str]:
    yield "# A label format of MA Desktop. Lengths in mm from the top left corner."
    for name in ("kind", "id", "name", "width_mm", "height_mm", "margin"):
        yield f"{name} = {_value(getattr(fmt, name))}"
    yield f"source = {_value(list(fmt.source))}"
    yield from _table("[barcode]", fmt.barcode)
    for text in fmt.text:
        yield from _table("[[text]]", text)


def _table(head: str, item: BarcodeField | TextField) -> Iterator[str]:
    """A table of everything that differs from what the format takes by itself."""
    yield ""
    yield head
    for field in fields(item):
        value = getattr(item, field.name)
        if field.default is MISSING or value != field.default:
            yield f"{field.name} = {_value(value)}"


def _value(value: Any) -> str:
    """A TOML value; its basic strings are those of JSON, with DEL escaped as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
