"""Hand-made FHIR R4 bundles: a whole one, and functions that make its pieces."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.incoming import Incoming, IncomingObservation, IncomingPatient, Skip
from tests.domain.content import CATALOG

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
TIME = "2026-02-03T09:15:00-05:00"
Element = dict[str, Any]


def concept(system: str, code: str, display: str = "") -> Element:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def loinc(code: str) -> Element:
    return concept("http://loinc.org", code)


def quantity(value: float | str, unit: str) -> Element:
    """A UCUM quantity; its label is wrong on purpose, because only the code counts."""
    return {
        "value": value,
        "unit": "furlong",
        "system": "http://unitsofmeasure.org",
        "code": unit,
    }


def identifier(value: str, kind: str = "MR", system: str = "https://clinic.example/mrn") -> Element:
    v2 = "http://terminology.hl7.org/CodeSystem/v2-0203"
    return {"type": concept(v2, kind), "system": system, "value": value}


def patient(key: str = "p1", mrn: str = "10042", **fields: Any) -> Element:
    return {
        "resourceType": "Patient",
        "id": key,
        "identifier": [
            identifier("999-12-3456", "SS", "http://hl7.org/fhir/sid/us-ssn"),
            identifier(mrn),
        ],
        "name": [
            {"use": "maiden", "family": "Nowak"},
            {"use": "official", "family": "Okafor-Nowak", "given": ["Adaeze", "Joy"]},
        ],
        "telecom": [
            {"system": "email", "value": "adaeze@clinic.example"},
            {"system": "phone", "value": "555 0100", "use": "home"},
            {"system": "phone", "value": "555 0142", "use": "mobile"},
        ],
        "gender": "female",
        "birthDate": "1984-05-17",
        "communication": [{"language": concept("urn:ietf:bcp:47", "ig"), "preferred": True}],
    } | fields


def observation(key: str, code: str, subject: str = "Patient/p1", **fields: Any) -> Element:
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "category": [concept(category, "vital-signs")],
        "code": loinc(code),
        "subject": {"reference": subject},
        "effectiveDateTime": TIME,
    } | fields


def weight(key: str = "w1", value: float = 75.5, unit: str = "kg", **fields: Any) -> Element:
    return observation(key, "29463-7", valueQuantity=quantity(value, unit), **fields)


def pressure(key: str = "bp1", high: int = 128, low: int = 82, **fields: Any) -> Element:
    return observation(
        key,
        "85354-9",
        component=[
            {"code": loinc("8462-4"), "valueQuantity": quantity(low, "mm[Hg]")},
            {"code": loinc("8480-6"), "valueQuantity": quantity(high, "mm[Hg]")},
        ],
        **fields,
    )


def encounter(key: str = "e1", subject: str = "Patient/p1", **fields: Any) -> Element:
    return {
        "resourceType": "Encounter",
        "id": key,
        "status": "finished",
        "class": {"code": "AMB", "display": "ambulatory"},
        "type": [{"text": "Follow-up"}],
        "subject": {"reference": subject},
        "participant": [{"individual": {"reference": "Practitioner/d1"}}],
        "period": {"start": "2026-02-03T09:00:00-05:00", "end": "2026-02-03T09:40:00-05:00"},
        "reasonCode": [{"text": "Blood pressure check"}],
    } | fields


def appointment(key: str = "a1", actor: str = "Patient/p1", **fields: Any) -> Element:
    return {
        "resourceType": "Appointment",
        "id": key,
        "status": "booked",
        "start": "2026-03-12T14:00:00Z",
        "end": "2026-03-12T14:20:00Z",
        "appointmentType": {"text": "Annual physical"},
        "description": "Wants a flu shot",
        "participant": [
            {"actor": {"reference": actor}, "status": "accepted"},
            {
                "actor": {"reference": "Practitioner/d9", "display": "Dr. Mina Haddad"},
                "status": "accepted",
            },
        ],
    } | fields


def allergy(key: str = "al1", **fields: Any) -> Element:
    clinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    return {
        "resourceType": "AllergyIntolerance",
        "id": key,
        "clinicalStatus": concept(clinical, "active"),
        "criticality": "high",
        "code": concept("http://snomed.info/sct", "91936005", "Penicillin"),
        "patient": {"reference": "Patient/p1"},
        "reaction": [
            {"manifestation": [{"text": "Hives"}], "severity": "mild"},
            {"manifestation": [{"text": "Wheezing"}], "severity": "severe"},
        ],
    } | fields


def request(key: str = "m1", **fields: Any) -> Element:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    return {
        "resourceType": "MedicationRequest",
        "id": key,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(rxnorm, "314076", "Lisinopril 10 MG Oral Tablet"),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2025-11-02T10:00:00Z",
        "dosageInstruction": [{"text": "1 tablet by mouth each morning"}],
    } | fields


def statement(key: str = "s1", **fields: Any) -> Element:
    return {
        "resourceType": "MedicationStatement",
        "id": key,
        "status": "completed",
        "contained": [
            {"resourceType": "Medication", "id": "drug", "code": {"text": "Amoxicillin 500 mg"}}
        ],
        "medicationReference": {"reference": "#drug"},
        "subject": {"reference": "Patient/p1"},
        "effectivePeriod": {"start": "2025-06-01", "end": "2025-06-10"},
        "dosage": [{"text": "3 times a day"}],
    } | fields


def immunization(key: str = "i1", **fields: Any) -> Element:
    return {
        "resourceType": "Immunization",
        "id": key,
        "status": "completed",
        "vaccineCode": concept("http://hl7.org/fhir/sid/cvx", "140", "Influenza, seasonal"),
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": "2025-10-04T16:20:00-04:00",
    } | fields


def practitioner(key: str = "d1", **fields: Any) -> Element:
    return {
        "resourceType": "Practitioner",
        "id": key,
        "name": [{"prefix": ["Dr."], "given": ["Tomás"], "family": "Villanueva"}],
    } | fields


def bundle(*resources: Element, kind: str = "collection", **fields: Any) -> Element:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"resource": resource} for resource in resources],
    } | fields


def whole() -> Element:
    """A bundle with one of everything that is taken and one resource that is not."""
    return copy.deepcopy(
        bundle(
            patient(),
            practitioner(),
            encounter(),
            appointment(),
            allergy(),
            request(),
            statement(),
            immunization(),
            pressure(encounter={"reference": "Encounter/e1"}),
            weight(),
            {"resourceType": "Basic", "id": "n1", "code": {"text": "Note"}},
        )
    )


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def read(*resources: Element, **fields: Any) -> Incoming:
    return read_bundle(as_bytes(bundle(*resources, **fields)), CATALOG, now=NOW)


def only(*resources: Element) -> IncomingPatient:
    """What comes in for one patient, from a bundle where nothing may be left out."""
    incoming = read(patient(), *resources)
    assert incoming.skipped == ()
    (person,) = incoming.patients
    return person


def only_reading(resource: Element) -> IncomingObservation:
    (found,) = only(resource).observations
    return found


def reasons(*resources: Element) -> tuple[Skip, ...]:
    """What is left out of a bundle with a good patient and these resources."""
    return read(patient(), *resources).skipped
