"""Reads `resources/labels`: a file for each label stock."""

from __future__ import annotations

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.label_lint import label_faults


def read_labels(folder: Folder) -> dict[str, LabelFormat]:
    """All formats by id. Raises IntegrityFailure that names file and key."""
    found: dict[str, LabelFormat] = {}
    for name in folder.names("labels"):
        fmt = folder.whole(name, LabelFormat)
        folder.demand(name, label_faults(fmt))
        found[fmt.id] = fmt
    return found
