"""Reads `resources/labels`: a file for each label stock."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.label_lint import label_faults
from ma_desktop.runtime.paths import resource


def read_labels(folder: Folder) -> dict[str, LabelFormat]:
    """All formats by id. Raises IntegrityFailure that names file and key."""
    found: dict[str, LabelFormat] = {}
    for name in folder.names("labels"):
        fmt = folder.whole(name, LabelFormat)
        folder.demand(name, label_faults(fmt))
        found[fmt.id] = fmt
    return found


def label_from(raw: dict[str, Any]) -> LabelFormat:
    """A format that the clinic wrote, as tables. Raises Refused with the words of what is wrong."""
    fmt = Folder(resource()).structure("labels", raw, LabelFormat)
    faults = [f"{fault.where} {fault.what}" for fault in label_faults(fmt)]
    if faults:
        raise Refused(f"This label can't be used: {'; '.join(faults[:3])}.", do="Change it.")
    return fmt


def label_from_toml(text: str) -> LabelFormat:
    """A format of a file. Raises Refused, IntegrityFailure for unknown keys or wrong types."""
    try:
        return label_from(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"This is no label file: {error}.", do="Choose another file.") from error
