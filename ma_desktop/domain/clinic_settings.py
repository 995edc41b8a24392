"""What a clinic decides for itself; each has a default that its provider may change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClinicSettings:
    """Kept in the store, one row a field, so that all workstations agree.

    A field is a bool, an int, a text, or a tuple of texts.
    """

    identifiers: tuple[str, ...] = ("name", "birth-date")
    export_needs_reason: bool = False
