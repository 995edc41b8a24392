"""Allergies, medications, immunizations and specimens for a FHIR bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ma_desktop.domain.custody import REJECTIONS, CustodyEvent
from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.domain.specimen import Specimen
from ma_desktop.exchange.fhir_node import CVX
from ma_desktop.exchange.fhir_words import (
    OWN,
    US_CORE,
    concept,
    instant,
    practitioner,
    reference,
)

_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
_MISSING = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_REQUEST_STATUS = frozenset(
    {"active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "unknown"}
)


def allergy_resource(item: Allergy) -> dict[str, Any]:
    """US Core AllergyIntolerance. An entry in error carries no clinical status, as FHIR asks."""
    in_error = item.status == "entered-in-error"
    verified = "entered-in-error" if in_error else "unconfirmed"
    made: dict[str, Any] = {
        "resourceType": "AllergyIntolerance",
        "id": item.id,
        "meta": {"profile": [US_CORE + "us-core-allergyintolerance"]},
        "verificationStatus": concept(verified, _VERIFIED),
        "code": concept(item.code, item.system, item.substance),
        "patient": reference("Patient", item.patient_id),
    }
    if not in_error:
        made["clinicalStatus"] = concept(item.status, _CLINICAL)
    if item.criticality:
        made["criticality"] = item.criticality
    if item.reaction or item.severity:
        made["reaction"] = [_reaction(item)]
    return made


def _reaction(item: Allergy) -> dict[str, Any]:
    unknown = {"extension": [{"url": _MISSING, "valueCode": "unknown"}]}
    made: dict[str, Any] = {
        "manifestation": [{"text": item.reaction} if item.reaction else unknown]
    }
    return made | ({"severity": item.severity} if item.severity else {})


def medication_resource(item: Medication) -> dict[str, Any]:
    """US Core MedicationRequest of the list as reported; the days it is taken bound the dosage."""
    made: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "id": item.id,
        "meta": {"profile": [US_CORE + "us-core-medicationrequest"]},
        "status": item.status if item.status in _REQUEST_STATUS else "unknown",
        "intent": "order",
        "reportedBoolean": True,
        "medicationCodeableConcept": concept(item.code, item.system, item.name),
        "subject": reference("Patient", item.patient_id),
    }
    days = {"start": item.started, "end": item.stopped}
    period = {key: day.isoformat() for key, day in days.items() if day is not None}
    dosage: dict[str, Any] = {"text": item.dosage} if item.dosage else {}
    if period:
        dosage["timing"] = {"repeat": {"boundsPeriod": period}}
    if dosage:
        made["dosageInstruction"] = [dosage]
    if item.started is not None:
        made["authoredOn"] = item.started.isoformat()
    return made


def immunization_resource(item: Immunization) -> dict[str, Any]:
    """US Core Immunization; taken from the record, so not by the one who gave it."""
    return {
        "resourceType": "Immunization",
        "id": item.id,
        "meta": {"profile": [US_CORE + "us-core-immunization"]},
        "status": item.status,
        "vaccineCode": concept(item.cvx, CVX, item.name),
        "patient": reference("Patient", item.patient_id),
        "occurrenceDateTime": item.given_on.isoformat(),
        "primarySource": False,
    }


def specimen_resource(
    item: Specimen,
    container: str,
    custody: Iterable[CustodyEvent],
    zone: ZoneInfo,
    staff: Mapping[str, str],
) -> dict[str, Any]:
    """One collected container: accession, collector, site, what became of it and when."""
    times = {event.kind: event.at for event in custody if event.specimen_id == item.id}
    collection: dict[str, Any] = {}
    if item.collected_at is not None:
        collection["collectedDateTime"] = instant(item.collected_at, zone)
    if item.collected_by:
        collection["collector"] = practitioner(staff.get(item.collected_by, item.collected_by))
    if item.site:
        collection["bodySite"] = {"text": item.site}
    made: dict[str, Any] = {
        "resourceType": "Specimen",
        "id": item.id,
        "meta": {"profile": [US_CORE + "us-core-specimen"]},
        "accessionIdentifier": {"system": f"{OWN}accession", "value": item.accession},
        "status": _specimen_status(item),
        "type": {"text": container},
        "subject": reference("Patient", item.patient_id),
        "container": [{"type": {"text": container}}],
    }
    if collection:
        made["collection"] = collection
    if "received" in times:
        made["receivedTime"] = instant(times["received"], zone)
    if "processed" in times:
        spun = {"description": "Spun", "timeDateTime": instant(times["processed"], zone)}
        made["processing"] = [spun]
    notes = [", ".join(item.tests), REJECTIONS.get(item.reason, item.reason)]
    if any(notes):
        made["note"] = [{"text": text} for text in notes if text]
    return made


def _specimen_status(item: Specimen) -> str:
    """FHIR SpecimenStatus of a state of `domain.custody.STATES`."""
    if item.state == "void":
        return "entered-in-error"
    if item.state == "rejected":
        return "unavailable" if item.reason == "lost" else "unsatisfactory"
    return "available"
