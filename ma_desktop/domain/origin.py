"""Where a record comes from when it was not written here, and which version of it came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

IMPORTED = "import"
UNCONFIRMED = "import-unlikely"
"""Taken in from a file, and outside the limits at which a person is asked: nobody was."""
UNCONFIRMED_WORDS = "unlikely, from an import, not confirmed"


@dataclass(frozen=True)
class FileVersion:
    """Which version of a record a file holds, as far as the file says.

    `updated_at` is FHIR's meta.lastUpdated in UTC, `number` its meta.versionId where that counts.
    """

    updated_at: datetime | None = None
    number: int | None = None

    def follows(self, other: FileVersion) -> bool | None:
        """Whether this one is newer than `other`; None where neither date nor number tells."""
        if self.updated_at and other.updated_at and self.updated_at != other.updated_at:
            return self.updated_at > other.updated_at
        if self.number is None or other.number is None or self.number == other.number:
            return None
        return self.number > other.number

    def joined(self, other: FileVersion) -> FileVersion:
        """The later date and the higher number of both."""
        dates = [day for day in (self.updated_at, other.updated_at) if day is not None]
        numbers = [number for number in (self.number, other.number) if number is not None]
        return FileVersion(max(dates, default=None), max(numbers, default=None))


@dataclass(frozen=True)
class FileState:
    """What a file once said of a `record`, kept as `state`: the id of an entry of a list.

    `state` is empty where the file took the record back. `at` is when it came in.
    """

    patient_id: str
    record: str
    state: str
    at: datetime
    version: FileVersion = field(default_factory=FileVersion)
