"""Allergies, medications and immunizations come in as the clinic lists them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ma_desktop.exchange.incoming import Skip
from tests.exchange.bundles import (
    Element,
    allergy,
    concept,
    immunization,
    only,
    patient,
    read,
    reasons,
    request,
    statement,
)

CVX = "http://hl7.org/fhir/sid/cvx"
VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
OTHER_DRUG: Element = {
    "resourceType": "Medication",
    "id": "md1",
    "code": concept("http://www.nlm.nih.gov/research/umls/rxnorm", "860975", "Metformin 500 MG"),
}


def test_an_allergy_brings_its_reactions_and_the_worst_severity() -> None:
    (item,) = only(allergy()).allergies
    assert (item.substance, item.system, item.code) == (
        "Penicillin",
        "http://snomed.info/sct",
        "91936005",
    )
    assert (item.reaction, item.severity) == ("Hives; Wheezing", "severe")
    assert (item.criticality, item.status) == ("high", "active")
    assert item.is_critical


def test_an_allergy_without_details_is_still_an_allergy() -> None:
    bare = allergy(criticality="unable-to-assess", reaction=[], clinicalStatus=None)
    (item,) = only(bare | {"code": {"text": "Bee stings"}}).allergies
    assert (item.substance, item.reaction, item.severity) == ("Bee stings", "", "")
    assert (item.criticality, item.status, item.code) == ("", "active", "")


def test_a_request_brings_name_dosage_and_day() -> None:
    (item,) = only(request()).medications
    assert item.name == "Lisinopril 10 MG Oral Tablet"
    assert (item.dosage, item.status) == ("1 tablet by mouth each morning", "active")
    assert (item.started, item.stopped) == (date(2025, 11, 2), None)
    assert item.code == "314076"


def test_a_statement_brings_its_contained_medication_and_its_period() -> None:
    (item,) = only(statement()).medications
    assert (item.name, item.dosage) == ("Amoxicillin 500 mg", "3 times a day")
    assert (item.started, item.stopped) == (date(2025, 6, 1), date(2025, 6, 10))


def test_a_medication_of_its_own_entry_is_resolved() -> None:
    pointing = request(
        medicationCodeableConcept=None, medicationReference={"reference": "Medication/md1"}
    )
    incoming = read(patient(), OTHER_DRUG, pointing)
    assert incoming.patients[0].medications[0].name == "Metformin 500 MG"
    assert incoming.skipped == (Skip("Medication", "read for its name only", 1),)


def test_structured_doses_are_not_put_into_words() -> None:
    structured = {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}
    (item,) = only(request(dosageInstruction=[structured])).medications
    assert item.dosage == ""


def test_an_immunization_brings_its_cvx_code_and_local_day() -> None:
    (item,) = only(immunization(occurrenceDateTime="2025-10-04T23:50:00-04:00")).immunizations
    assert (item.name, item.cvx) == ("Influenza, seasonal", "140")
    assert (item.given_on, item.status) == (date(2025, 10, 4), "completed")


def test_a_vaccine_with_a_code_only_is_named_by_it() -> None:
    (item,) = only(immunization(vaccineCode=concept(CVX, "88"), status="not-done")).immunizations
    assert (item.name, item.status) == ("CVX 88", "not-done")


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (allergy(verificationStatus=concept(VERIFIED, "refuted")), "it was refuted"),
        (allergy(verificationStatus=concept(VERIFIED, "entered-in-error")), "entered in error"),
        (
            allergy(code=concept("http://snomed.info/sct", "716186003", "No known allergy")),
            "it says that no allergy is known; ask the patient",
        ),
        (allergy(code=None), "there is no substance"),
        (allergy(clinicalStatus=concept("x", "maybe")), "the status is not a FHIR code"),
        (allergy(code={"text": "x" * 2001}), "a text is longer than 2000 characters"),
        (request(doNotPerform=True), "it says what must not be given"),
        (request(intent="proposal"), "it is only proposed"),
        (request(status="draft"), "it is only proposed"),
        (request(status=None), "there is no status"),
        (request(status="entered-in-error"), "entered in error"),
        (request(medicationCodeableConcept={}), "there is no name of a medication"),
        (
            request(medicationReference={"reference": "Medication/gone"}),
            "its medication is not in the file",
        ),
        (
            request(medicationReference={"reference": "Patient/p1"}),
            "its medication is not in the file",
        ),
        (
            statement(
                contained=[
                    {"resourceType": "Medication", "id": "drug", "status": "entered-in-error"}
                ]
            ),
            "its medication was entered in error",
        ),
        (immunization(status="entered-in-error"), "entered in error"),
        (immunization(status="maybe"), "the status is not a FHIR code"),
        (immunization(occurrenceDateTime="2025-10"), "there is no full date"),
        (
            immunization(occurrenceDateTime=None, occurrenceString="last fall"),
            "there is no full date",
        ),
        (immunization(occurrenceDateTime="2031-10-04"), "the time is in the future"),
        (immunization(vaccineCode={}), "there is no vaccine"),
    ],
)
def test_what_does_not_belong_on_a_list_is_counted(resource: Element, reason: str) -> None:
    assert reasons(resource) == (Skip(resource["resourceType"], reason, 1),)


@pytest.mark.parametrize("make", [allergy, request, statement, immunization])
def test_the_same_record_has_the_same_id_each_time(make: Any) -> None:
    one, again = only(make("k7")), only(make("k7"))
    assert one == again
    assert one != only(make("k8"))
