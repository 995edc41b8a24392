"""What goes out as FHIR is valid for a validator of somebody else, and comes back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.exchange.exact_json import dump
from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.fhir_write import write_bundle
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation
from tests.domain.content import CATALOG
from tests.exchange.outgoings import acts, outgoing, words
from tests.factories import MORNING, patient


def resources(out: Outgoing, kind: str) -> list[dict[str, Any]]:
    entries = json.loads(write_bundle([out], CATALOG), parse_float=Decimal)["entry"]
    found = [entry["resource"] for entry in entries]
    return [one for one in found if one["resourceType"] == kind]


def only(reading: Reading) -> Outgoing:
    """The patient with this reading alone."""
    out = outgoing()
    item = Observation("o", out.patient.id, reading, MORNING, "rivera")
    return replace(out, observations=(OutgoingObservation("o", item, "final"),))


def same(one: Reading, other: Reading) -> bool:
    """All but the words that were typed, which a file does not carry."""
    return replace(one, text="", confirmed="") == replace(other, text="", confirmed="")


def test_an_independent_validator_takes_it() -> None:
    Bundle.model_validate_json(write_bundle([outgoing()], CATALOG))


def test_every_reading_comes_back_as_it_was() -> None:
    out = outgoing()
    incoming = read_bundle(write_bundle([out], CATALOG), CATALOG, now=MORNING)
    (person,) = incoming.patients
    assert not [skip for skip in incoming.skipped if skip.resource == "Observation"]
    pairs = zip(out.observations, person.observations, strict=True)
    assert all(same(sent.item.reading, back.reading) for sent, back in pairs)
    assert {back.taken_at for back in person.observations} == {MORNING}


def test_person_and_lists_come_back_as_they_were() -> None:
    out = outgoing()
    (person,) = read_bundle(write_bundle([out], CATALOG), CATALOG, now=MORNING).patients
    assert (person.mrn, person.name) == (out.patient.mrn, out.patient.name)
    assert (person.birth_date, person.sex) == (out.patient.birth_date, out.patient.sex)
    assert (person.language, person.phone) == (out.patient.language, out.patient.phone)
    for sent, back in (
        (out.allergies, person.allergies),
        (out.medications, person.medications),
        (out.immunizations, person.immunizations),
    ):
        plain = [replace(item, id="", patient_id="") for item in back]
        assert plain == [replace(item, id="", patient_id="") for item in sent]


@pytest.mark.parametrize("state", list(VisitState))
def test_every_state_of_a_visit_is_a_valid_resource(state: VisitState) -> None:
    out = outgoing()
    changed = replace(out, visits=(replace(out.visits[0], state=state),))
    data = write_bundle([changed], CATALOG)
    Bundle.model_validate_json(data)
    (person,) = read_bundle(data, CATALOG, now=MORNING).patients
    assert person.visits[0].visit_type == "Office visit"
    assert person.visits[0].provider == "Dr. Leila Haddad"
    assert person.visits[0].reason == "Sore throat"


def test_what_us_core_demands_of_a_blood_pressure() -> None:
    (pressure,) = [
        one
        for one in resources(outgoing(), "Observation")
        if one["code"]["text"] == "Blood pressure" and "valueQuantity" in str(one)
    ]
    assert pressure["meta"]["profile"] == [CATALOG.vitals["bp"].profile]
    assert pressure["category"][0]["coding"][0]["code"] == "vital-signs"
    assert "effectiveDateTime" in pressure
    numbers = {
        part["code"]["coding"][0]["code"]: part["valueQuantity"]
        for part in pressure["component"]
        if "valueQuantity" in part
    }
    assert set(numbers) == {"8480-6", "8462-4"}
    assert {number["code"] for number in numbers.values()} == {"mm[Hg]"}


def test_digits_stay_as_they_were_typed() -> None:
    assert b'"value": 99.0,' in write_bundle([outgoing()], CATALOG)


@pytest.mark.parametrize(("vital", "text"), [("weight", "7lb9.5oz"), ("glucose_poc", "5.4mmol")])
def test_a_unit_that_no_profile_has_stands_beside_as_it_was_typed(vital: str, text: str) -> None:
    reading = parse(CATALOG.vitals[vital], text)
    (typed,) = reading.measures
    out = only(reading)
    (found,) = resources(out, "Observation")
    said = found["valueQuantity"]
    assert said["code"] == typed.unit
    assert said["extension"][0]["valueQuantity"]["value"] == typed.typed
    Bundle.model_validate_json(write_bundle([out], CATALOG))
    incoming = read_bundle(write_bundle([out], CATALOG), CATALOG, now=MORNING)
    assert same(incoming.patients[0].observations[0].reading, reading)


def test_a_translation_that_means_something_else_is_not_believed() -> None:
    reading = parse(CATALOG.vitals["glucose_poc"], "5.4mmol")
    sent = write_bundle([only(reading)], CATALOG)
    bent = sent.replace(b'"value": 5.4', b'"value": 9.4')
    assert bent != sent
    (back,) = read_bundle(bent, CATALOG, now=MORNING).patients[0].observations
    assert back.reading.measures[0].typed_unit == "mg/dL"


def test_saturation_carries_both_codes() -> None:
    found = [one for one in resources(outgoing(), "Observation") if "Oxygen" in one["code"]["text"]]
    assert {"59408-5", "2708-6"} <= {coding["code"] for coding in found[0]["code"]["coding"]}


def test_an_amended_reading_keeps_the_id_of_the_first() -> None:
    out = outgoing()
    first = replace(out.observations[0], status="amended")
    (one,) = [
        item
        for item in resources(replace(out, observations=(first,)), "Observation")
        if item["id"] == first.id
    ]
    assert one["status"] == "amended"


def test_an_entry_in_error_never_leaves_as_final() -> None:
    out = outgoing()
    wrong = tuple(replace(one, status="entered-in-error") for one in out.observations)
    sent = resources(replace(out, observations=wrong), "Observation")
    assert {one["status"] for one in sent} == {"entered-in-error"}


@pytest.mark.parametrize(
    "name",
    [
        Name("<script>alert(1)</script>", "=cmd|'/c calc'!A0"),
        Name("O\u2019Connor \u202b\u0639\u0644\u064a".replace("\u202b", ""), "\u5f20\u4f1f"),
        Name("D\u00edaz" * 12, "Mar\u00eda " * 7, "III"),
        Name('Quote"Back\\slash', "Tab"),
    ],
)
def test_names_from_everywhere_come_back(name: Name) -> None:
    person = replace(patient(), name=Name(name.family, " ".join(name.given.split()), name.suffix))
    data = write_bundle([outgoing(person)], CATALOG)
    Bundle.model_validate_json(data)
    assert read_bundle(data, CATALOG, now=MORNING).patients[0].name == person.name


def test_several_patients_stand_in_one_bundle() -> None:
    data = write_bundle([outgoing(patient("Abebe")), outgoing(patient("Zhou"))], CATALOG)
    assert len(read_bundle(data, CATALOG, now=MORNING).patients) == 2


def test_only_what_json_can_hold_is_written() -> None:
    with pytest.raises(TypeError):
        dump({"value": None})
    with pytest.raises(TypeError):
        dump([Decimal("NaN")])


# The elements that US Core 6.1 makes mandatory, by resource; "a|b" asks for one of them.
US_CORE_MUST = {
    "Patient": ("identifier", "name", "gender"),
    "Encounter": ("status", "class", "type", "subject"),
    "AllergyIntolerance": ("code", "patient"),
    "MedicationRequest": ("status", "intent", "medicationCodeableConcept", "subject"),
    "Immunization": ("status", "vaccineCode", "patient", "occurrenceDateTime"),
    "Observation": ("status", "category", "code", "subject", "effectiveDateTime"),
    "QuestionnaireResponse": ("questionnaire", "status", "subject", "authored"),
    "Procedure": ("status", "code", "subject", "performedDateTime"),
    "Specimen": ("type", "subject"),
    "Provenance": ("target", "recorded", "agent"),
    "AuditEvent": ("type", "recorded", "agent", "source"),
}


def test_every_kind_of_resource_has_what_us_core_demands() -> None:
    out = acts(outgoing())
    data = write_bundle([out], CATALOG)
    Bundle.model_validate_json(data)
    found = [entry["resource"] for entry in json.loads(data)["entry"]]
    assert {one["resourceType"] for one in found} == set(US_CORE_MUST)
    for one in found:
        missing = [key for key in US_CORE_MUST[one["resourceType"]] if not one.get(key)]
        assert missing == [], one["resourceType"]


def test_references_in_the_bundle_are_met() -> None:
    data = json.loads(write_bundle([acts(outgoing())], CATALOG))
    urls = {entry["fullUrl"] for entry in data["entry"]}

    def asked(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
            return own.union(*map(asked, value.values()))
        return set().union(*map(asked, value)) if isinstance(value, list) else set()

    assert asked(data["entry"]) <= urls


def test_a_questionnaire_says_question_answer_and_total_or_why_not() -> None:
    done, declined = resources(acts(outgoing()), "QuestionnaireResponse")
    assert done["questionnaire"].startswith("http://loinc.org/q/")
    answers = [item["answer"][0] for item in done["item"]]
    assert answers[0]["valueCoding"]["code"].startswith("LA")
    assert answers[-1] == {"valueInteger": 2}
    assert (declined["status"], "item" in declined) == ("stopped", False)
    assert declined["extension"][0]["valueString"] == "declined"


def test_what_became_of_a_tube_is_its_status() -> None:
    found = resources(acts(outgoing()), "Specimen")
    assert [one["status"] for one in found] == [
        "available",
        "available",
        "unsatisfactory",
        "unavailable",
        "entered-in-error",
        "available",
    ]
    assert "receivedTime" in found[0]
    assert found[0]["processing"][0]["description"] == "Spun"
    assert found[2]["note"][-1] == {"text": "Hemolyzed"}


def test_audit_leaves_only_where_it_was_asked_for() -> None:
    assert resources(outgoing(), "AuditEvent") == []
    (event,) = resources(acts(outgoing()), "AuditEvent")
    assert event["subtype"][0]["display"] == "chart viewed"
    assert event["agent"][0]["who"]["display"] == "J. Rivera, CMA"


def test_values_that_are_no_quantities_are_valid_and_come_back() -> None:
    out = outgoing()
    items = [
        Observation(f"{number}", out.patient.id, reading, MORNING, "rivera")
        for number, reading in enumerate(words())
    ]
    found = tuple(OutgoingObservation(item.id, item, "final") for item in items)
    data = write_bundle([replace(out, observations=found)], CATALOG)
    Bundle.model_validate_json(data)
    (person,) = read_bundle(data, CATALOG, now=MORNING).patients
    assert [back.reading.word for back in person.observations] == [
        item.reading.word for item in items
    ]
