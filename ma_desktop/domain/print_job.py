"""Print jobs: what a label is asked to say, and what is known of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

JobState = Literal["queued", "sent", "confirmed", "failed", "unknown"]
"""`queued`: no byte has left. `sent`: handed over whole, the printer does not tell more.
`confirmed`: certainly on paper (the printer, a scan or a person says so). `failed`: certainly not.
`unknown`: a person must look before anything else happens."""

STATE_WORDS: Mapping[str, str] = {
    "queued": "waiting",
    "sent": "sent",
    "confirmed": "printed",
    "failed": "not printed",
    "unknown": "look at the printer",
}
UNDER_WAY = "It was being handed over."
"""The note of a job whose outcome nobody has stored yet; a crash leaves it so."""


@dataclass(frozen=True)
class LabelJob:
    """One label that a use case wants; `values` are its texts by field name, already as printed.

    `kind` is a key of `domain.label_fields.KINDS`; an empty `format` means the first of the kind
    in the catalog. `subject` is the id of what is labelled: a second label for it needs a `reason`.
    """

    kind: str
    subject: str
    values: Mapping[str, str]
    format: str = ""
    patient_id: str = ""
    visit_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PrintJob:
    """One label of the print log. `copy` counts the labels of its subject from 1 on."""

    id: str
    batch: str
    position: int
    kind: str
    format: str
    subject: str
    patient_id: str
    visit_id: str
    copy: int
    reason: str
    queued_at: datetime
    queued_by: str
    workstation: str
    room_id: str = ""
    printer: str = ""
    state: JobState = "queued"
    note: str = ""
    sent_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def may_be_sent(self) -> bool:
        """True while it is certain that no label came out."""
        return self.state in ("queued", "failed")
