"""What was taken back or corrected: the old entry stays, and says who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Correction:
    """`record` (of a `kind`) counts no more; `replaced_by` is empty when it was an error.

    `visit_id` is None where no person of the clinic corrected it, but a later file of an import.
    """

    id: str
    visit_id: str | None
    patient_id: str
    kind: str
    record: str
    replaced_by: str
    reason: str
    at: datetime
    by: str

    @property
    def words(self) -> str:
        """What became of the entry, for people."""
        return "Amended" if self.replaced_by else "Entered in error"


@dataclass(frozen=True)
class Part:
    """One part of an entry that can be written anew."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One recorded fact of a visit. `late` says that it came after the hand-off.

    `parts` are what `amend` takes; without any it can only be marked as an error.
    """

    kind: str
    id: str
    title: str
    words: str
    at: datetime | None
    by: str
    parts: tuple[Part, ...] = ()
    correction: Correction | None = None
    late: bool = False
