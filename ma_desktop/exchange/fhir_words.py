"""Small parts that FHIR resources are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
OWN = "urn:ma-desktop:"
"""Code systems of this program, for what has no public code."""
# http://hl7.org/fhir/R4/extension-iso21090-pq-translation.html
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/iso21090-PQ-translation"
"""The same quantity in another unit: the one that was typed, where a profile has none like it."""

# http://hl7.org/fhir/R4/codesystem-data-absent-reason.html
ABSENT_SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ABSENT_CODES = {
    "refused": "asked-declined",
    "unable": "not-performed",
    "not-indicated": "not-applicable",
    "equipment": "error",
}


def concept(code: str, system: str, text: str = "") -> dict[str, Any]:
    """A CodeableConcept; only the text when there is no code."""
    made: dict[str, Any] = {}
    if code:
        coding = {"code": code} | ({"display": text} if text else {})
        made["coding"] = [{"system": system} | coding if system else coding]
    if text:
        made["text"] = text
    return made


def reference(kind: str, key: str) -> dict[str, Any]:
    return {"reference": f"urn:uuid:{key}", "type": kind}


def practitioner(name: str) -> dict[str, Any]:
    """A person who is known by name only."""
    return {"type": "Practitioner", "display": name}


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """A FHIR instant as the clinic's clocks showed it, with the offset from UTC."""
    return moment.astimezone(zone).isoformat()
