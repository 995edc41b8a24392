"""A disclosure: something of a patient that left the program, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Disclosure:
    """One export or document. `patient_id` is empty where it held several patients.

    `kind` is fhir, csv, hl7, summary and the like; `records` counts what it held; `target` says
    where it went (file or printer, no path); `digest` is the SHA-256 of its bytes.
    """

    id: str
    kind: str
    patient_id: str
    records: int
    target: str
    reason: str
    digest: str
    at: datetime
    by: str
    visit_id: str = ""
    encrypted: bool = False
