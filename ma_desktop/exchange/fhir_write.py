"""Writes a FHIR R4 transaction bundle after US Core: our own import reads it back unchanged.

Every resource is PUT under its own id, so that a receiver who takes the bundle again replaces
what it has instead of doubling it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ma_desktop.catalog import Catalog
from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.patient import Patient
from ma_desktop.exchange.exact_json import dump
from ma_desktop.exchange.fhir_words import OWN, US_CORE, concept, instant, reference
from ma_desktop.exchange.fhir_write_acts import (
    audit_resource,
    pack_use_resource,
    response_resource,
)
from ma_desktop.exchange.fhir_write_lists import (
    allergy_resource,
    immunization_resource,
    medication_resource,
    specimen_resource,
)
from ma_desktop.exchange.fhir_write_visits import is_encounter, visit_resource
from ma_desktop.exchange.fhir_write_vitals import observation_resource
from ma_desktop.exchange.outgoing import Outgoing

STORE_SYSTEM = f"{OWN}store"
"""Bundle.identifier: which store wrote a bundle, so that it is not taken in there again."""
_MR = "http://terminology.hl7.org/CodeSystem/v2-0203"
_AUTHOR = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_TRANSMITTER = (
    US_CORE.replace("StructureDefinition", "CodeSystem") + "us-core-provenance-participant-type"
)


def write_bundle(records: Sequence[Outgoing], catalog: Catalog) -> bytes:
    """Patients of one store as UTF-8 JSON. Numbers keep the digits that were typed."""
    first = records[0]
    resources = [resource for out in records for resource in patient_resources(out, catalog)]
    return dump(
        {
            "resourceType": "Bundle",
            "identifier": {"system": STORE_SYSTEM, "value": first.store_id},
            "type": "transaction",
            "timestamp": instant(first.made_at, first.clinic.tz),
            "entry": [_entry(resource) for resource in resources],
        }
    )


def patient_resources(out: Outgoing, catalog: Catalog) -> list[dict[str, Any]]:
    """All resources of one patient as JSON values; numbers are Decimal."""
    zone = out.clinic.tz
    names = {tube.id: tube.name for tube in catalog.tubes.values()}
    resources = [patient_resource(out.patient, out.store_id)]
    resources += [visit_resource(visit, zone) for visit in out.visits]
    resources += [allergy_resource(item) for item in out.allergies]
    resources += [medication_resource(item) for item in out.medications]
    resources += [immunization_resource(item) for item in out.immunizations]
    known = {visit.id for visit in out.visits if is_encounter(visit)}
    resources += [
        observation_resource(one, catalog.vitals[one.item.reading.vital], zone, out.staff, known)
        for one in out.observations
    ]
    resources += [
        specimen_resource(item, names.get(item.tube, item.tube), out.custody, zone, out.staff)
        for item in out.specimens
        if item.collected_at is not None
    ]
    forms = catalog.forms.all
    resources += [
        response_resource(one, forms[one.item.form], zone, out.staff, known)
        for one in out.responses
        if one.item.form in forms
    ]
    resources += [pack_use_resource(use, zone, out.staff, known) for use in out.packs]
    resources.append(_provenance(out, resources, zone))
    resources += [audit_resource(entry, out.store_id, zone, out.staff) for entry in out.audit]
    return resources


def patient_resource(patient: Patient, store_id: str) -> dict[str, Any]:
    """US Core Patient: record number, name, gender, birth date, telephone, language."""
    name: dict[str, Any] = {"use": "official", "family": patient.name.family}
    if patient.name.given:
        name["given"] = patient.name.given.split()
    if patient.name.suffix:
        name["suffix"] = [patient.name.suffix]
    made: dict[str, Any] = {
        "resourceType": "Patient",
        "id": patient.id,
        "meta": {"profile": [US_CORE + "us-core-patient"]},
        "identifier": [
            {
                "use": "usual",
                "type": concept("MR", _MR),
                "system": f"{STORE_SYSTEM}:{store_id}:mrn",
                "value": patient.mrn,
            }
        ],
        "active": True,
        "name": [name],
        "gender": patient.sex,
        "birthDate": patient.birth_date.isoformat(),
    }
    if patient.phone:
        made["telecom"] = [{"system": "phone", "value": patient.phone}]
    if patient.language:
        language = concept(patient.language, "urn:ietf:bcp:47")
        made["communication"] = [{"language": language, "preferred": True}]
    return made


def _provenance(out: Outgoing, resources: list[dict[str, Any]], zone: ZoneInfo) -> dict[str, Any]:
    """US Core Provenance: which clinic wrote all this, when, and who let it out."""
    clinic = {"type": "Organization", "display": out.clinic.name}
    person = {"type": "Practitioner", "display": out.made_by}
    agents = [
        {"type": concept("author", _AUTHOR), "who": clinic},
        {"type": concept("transmitter", _TRANSMITTER), "who": person, "onBehalfOf": clinic},
    ]
    return {
        "resourceType": "Provenance",
        "id": stable_id("provenance", out.store_id, out.patient.id, out.made_at.isoformat()),
        "meta": {"profile": [US_CORE + "us-core-provenance"]},
        "target": [reference(item["resourceType"], item["id"]) for item in resources],
        "recorded": instant(out.made_at, zone),
        "agent": agents,
    }


def _entry(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }
