"""A provider's order for tests, as it was entered or imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PRIORITIES = {
    "routine": "Routine",
    "urgent": "Urgent",
    "asap": "As soon as possible",
    "stat": "STAT",
}
"""FHIR R4 request-priority, in words."""


@dataclass(frozen=True)
class LabOrder:
    """Tests that a named provider ordered for a patient.

    `status` is a FHIR R4 request-status (active, completed, revoked), `priority` one of
    PRIORITIES, `source` entered or imported. `visit_id` is empty until the order is taken up in
    a visit. `tests` may name a test twice when each needs a container of its own.
    """

    id: str
    patient_id: str
    provider: str
    tests: tuple[str, ...]
    ordered_at: datetime
    visit_id: str = ""
    priority: str = "routine"
    note: str = ""
    source: str = "entered"
    status: str = "active"
    entered_by: str = ""
    version: int = 1
