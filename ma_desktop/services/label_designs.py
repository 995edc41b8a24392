"""Label formats of the clinic: kept in versions, laid over the shipped ones, checked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ma_desktop.catalog.labels import (
    MOST_BYTES,
    demand_sound,
    label_from_json,
    label_from_toml,
    label_to_json,
    label_to_toml,
)
from ma_desktop.documents.label import draw
from ma_desktop.domain.errors import MachineFailure, Refused
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.staff import Right
from ma_desktop.services import own_content
from ma_desktop.services.clinic import LABELS, WITHDRAWN, Clinic, own_labels
from ma_desktop.services.own_content import keep_version
from ma_desktop.storage.desk import ContentVersion

_KEPT = "The labels in force are the ones before."


@dataclass(frozen=True)
class Design:
    """One format in force; `version` is 0 for a shipped one, else that of the clinic's own."""

    format: LabelFormat
    version: int = 0
    by: str = ""

    @property
    def whose(self) -> str:
        """Who made it, for people."""
        return f"clinic, version {self.version} by {self.by}" if self.version else "shipped"


def designs(clinic: Clinic) -> tuple[Design, ...]:
    """All formats in force, the clinic's own as the store has them now."""
    with clinic.look() as uow:
        kept = {item.id: item for item in uow.contents.in_force(LABELS)}
    clinic.lay_labels(own_labels(tuple(kept.values())))
    shipped = clinic.shipped.labels
    return tuple(
        Design(fmt, kept[fmt.id].version, kept[fmt.id].by)
        if shipped.get(fmt.id) != fmt and fmt.id in kept
        else Design(fmt)
        for fmt in clinic.catalog.labels.values()
    )


def versions(clinic: Clinic, label_id: str) -> tuple[ContentVersion, ...]:
    """All versions that the clinic wrote of one format, newest first."""
    return own_content.versions(clinic, LABELS, label_id)


def save_design(clinic: Clinic, fmt: LabelFormat, note: str = "") -> LabelFormat:
    """Put a format in force, here at once and elsewhere from the next sign-in.

    Raises Refused with the first fault, also when a usual label does not fit it; then nothing is
    stored. Raises NotAllowed, and Conflict when somebody else saved this version first.
    """
    demand_sound(fmt)
    if not fmt.id.strip() or not fmt.name.strip():
        raise Refused("The label needs a name.", safe=_KEPT, do="Write what it is for.")
    _demand_usual(fmt)
    _store(clinic, fmt.id, label_to_json(fmt), "label format saved", note)
    return fmt


def _demand_usual(fmt: LabelFormat) -> None:
    try:
        draw(fmt, KINDS[fmt.kind].samples)
    except Refused as refusal:
        raise Refused(
            refusal.what, safe=_KEPT, do="Move a text, give it more room, or make it smaller."
        ) from refusal


def withdraw(clinic: Clinic, label_id: str) -> None:
    """Take the clinic's own format out of use; a shipped one comes back in its place."""
    if not versions(clinic, label_id):
        raise Refused("This label is a shipped one.", safe=_KEPT, do="Choose one of the clinic.")
    _store(clinic, label_id, WITHDRAWN, "label format withdrawn", "")


def restore(clinic: Clinic, version: ContentVersion) -> LabelFormat:
    """Put an earlier version in force again, as a new one."""
    if version.body == WITHDRAWN:
        raise Refused("This version is empty.", safe=_KEPT, do="Choose another version.")
    return save_design(clinic, label_from_json(version.body), f"version {version.version} again")


def export_design(fmt: LabelFormat, path: Path) -> None:
    """Write a format as a TOML file. Raises Refused for a wrong format, MachineFailure."""
    demand_sound(fmt)
    try:
        path.write_text(label_to_toml(fmt), encoding="utf-8")
    except OSError as error:
        raise MachineFailure(
            f"The file can't be written ({error.strerror}).", safe=_KEPT, do="Choose another place."
        ) from error


def import_design(path: Path) -> LabelFormat:
    """A format from a TOML file, not stored yet. Raises Refused that names the key."""
    try:
        raw = path.read_bytes()[: MOST_BYTES + 1]
        text = raw.decode("utf-8") if len(raw) <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "This file can't be read as text.", safe=_KEPT, do="Choose another file."
        ) from error
    if not text.strip():
        raise Refused("This file is no label format.", safe=_KEPT, do="Choose another file.")
    return label_from_toml(text)


def _store(clinic: Clinic, label_id: str, body: str, action: str, note: str) -> None:
    with clinic.work(Right.MANAGE_LISTS) as uow:
        made = keep_version(uow, clinic, LABELS, label_id, body, note)
        uow.audit.write(action, record=f"{label_id} {made.version}", reason=made.note)
        kept: Sequence[ContentVersion] = uow.contents.in_force(LABELS)
    clinic.lay_labels(own_labels(kept))


def copy_of(fmt: LabelFormat, name: str, taken: Sequence[str]) -> LabelFormat:
    """The same format under another name, with an id that nothing else has."""
    words = "-".join(
        "".join(c if c.isalnum() and c.isascii() else " " for c in name).lower().split()
    )
    made = f"clinic-{words or fmt.kind}"
    number = 2
    found = made
    while found in taken:
        found, number = f"{made}-{number}", number + 1
    return replace(fmt, id=found, name=name)
