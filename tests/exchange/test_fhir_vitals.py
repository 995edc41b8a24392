"""Vital signs come in with the file's own numbers and units, or stay out with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.incoming import Skip
from tests.domain.content import CATALOG
from tests.exchange.bundles import (
    NOW,
    Element,
    as_bytes,
    bundle,
    concept,
    encounter,
    loinc,
    observation,
    only,
    only_reading,
    patient,
    pressure,
    quantity,
    read,
    reasons,
    weight,
)

SNOMED = "http://snomed.info/sct"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def test_a_pressure_is_one_reading_of_two_parts_in_the_order_of_the_vital_sign() -> None:
    found = only_reading(pressure(high=128, low=82))
    assert found.reading.vital == "bp"
    assert [(m.loinc, m.typed, m.typed_unit) for m in found.reading.measures] == [
        ("8480-6", Decimal(128), "mm[Hg]"),
        ("8462-4", Decimal(82), "mm[Hg]"),
    ]
    assert found.reading.text == "128/82 mm[Hg]"
    assert found.taken_at == datetime(2026, 2, 3, 14, 15, tzinfo=UTC)
    assert found.status == "final"


def test_parts_in_different_units_say_each_its_own() -> None:
    resource = pressure(high=16, low=82)
    resource["component"][1]["valueQuantity"]["code"] = "kPa"
    assert only_reading(resource).reading.text == "16 kPa / 82 mm[Hg]"


def test_a_part_is_known_by_any_of_its_codes() -> None:
    resource = pressure(high=128, low=82)
    resource["component"][1]["code"]["coding"].insert(0, loinc("8459-0")["coding"][0])
    assert only_reading(resource).reading.text == "128/82 mm[Hg]"


def test_the_deprecated_panel_code_is_a_pressure_and_stays_on_record() -> None:
    found = only_reading(pressure() | {"code": loinc("55284-4")})
    assert (found.reading.vital, found.reading.loinc) == ("bp", "55284-4")


def test_numbers_keep_every_digit_of_the_file() -> None:
    text = as_bytes(bundle(patient(), weight(value=1.0)))
    for digits in ("78.69694555647291", "78.690", "7.869e1", "78"):
        data = text.replace(b'"value": 1.0', b'"value": ' + digits.encode())
        (person,) = read_bundle(data, CATALOG, now=NOW).patients
        (measure,) = person.observations[0].reading.measures
        assert str(measure.typed) == str(Decimal(digits))


@pytest.mark.parametrize(
    ("code", "value", "unit", "canonical", "target"),
    [
        ("29463-7", 171.4, "[lb_av]", "77.745732218", "kg"),
        ("29463-7", 3345, "g", "3.345", "kg"),
        ("8302-2", 67, "[in_i]", "170.18", "cm"),
        ("8302-2", 1.7, "m", "170", "cm"),
        ("8310-5", 98.6, "[degF]", "37", "Cel"),
        ("8867-4", 72, "{beats}/min", "72", "/min"),
        ("9279-1", 16, "/min", "16", "/min"),
        ("2708-6", 97, "%", "97", "%"),
        ("59408-5", 97, "%", "97", "%"),
        ("72514-3", 3, "{score}", "3", "{score}"),
        ("39156-5", 27.4, "kg/m2", "27.4", "kg/m2"),
    ],
)
def test_units_convert_by_their_ucum_code_and_never_by_their_label(
    code: str, value: float, unit: str, canonical: str, target: str
) -> None:
    found = only_reading(observation("o1", code, valueQuantity=quantity(value, unit)))
    (measure,) = found.reading.measures
    assert (measure.typed, measure.typed_unit) == (Decimal(str(value)), unit)
    assert (measure.value, measure.unit) == (Decimal(canonical), target)
    assert found.reading.loinc == code


def test_a_code_that_implies_a_site_brings_the_site() -> None:
    found = only_reading(observation("t1", "8331-1", valueQuantity=quantity(37, "Cel")))
    assert found.reading.qualifiers == {"temp_site": "oral"}


def test_site_and_position_come_by_their_snomed_codes() -> None:
    resource = pressure(bodySite=concept(SNOMED, "368208006"))
    resource["component"].append(
        {"code": loinc("8361-8"), "valueCodeableConcept": concept(SNOMED, "33586001")}
    )
    assert only_reading(resource).reading.qualifiers == {
        "bp_site": "left_upper_arm",
        "bp_position": "sitting",
    }


def test_a_site_against_the_code_is_kept_out() -> None:
    resource = observation(
        "t1", "8331-1", valueQuantity=quantity(37, "Cel"), bodySite=concept(SNOMED, "34402009")
    )
    assert reasons(resource)[0].reason == "LOINC 8331-1: the site contradicts the code"


def test_the_visit_comes_with_the_reading() -> None:
    person = only(encounter(), weight(encounter={"reference": "Encounter/e1"}), weight("w2", 75))
    assert [item.visit_id for item in person.observations] == [person.visits[0].id, None]


def test_a_refused_measurement_comes_in_as_refused() -> None:
    gone: dict[str, Any] = {"dataAbsentReason": concept(ABSENT, "asked-declined")}
    for resource in (observation("w1", "29463-7", **gone), observation("b1", "85354-9", **gone)):
        reading = only_reading(resource).reading
        assert (reading.absent, reading.measures) == ("refused", ())
    parts = [{"code": loinc(code)} | gone for code in ("8480-6", "8462-4")]
    assert only_reading(observation("b1", "85354-9", component=parts)).reading.absent == "refused"


@pytest.mark.parametrize(
    ("effective", "taken"),
    [
        (
            {"effectiveDateTime": "2026-02-03T14:15:00.250Z"},
            datetime(2026, 2, 3, 14, 15, 0, 250000),
        ),
        ({"effectiveDateTime": "2026-02-03"}, datetime(2026, 2, 3, 12)),
        ({"effectiveInstant": "2026-02-03T23:30:00-08:00"}, datetime(2026, 2, 4, 7, 30)),
        (
            {"effectivePeriod": {"start": "2026-02-03T14:15:00Z", "end": "2026-02-03T14:16:00Z"}},
            datetime(2026, 2, 3, 14, 15),
        ),
        ({"effectiveDateTime": "2026-03-11T12:00:00Z"}, datetime(2026, 3, 11, 12)),
    ],
)
def test_exact_times_come_in_as_utc(effective: Element, taken: datetime) -> None:
    resource = weight(effectiveDateTime=None) | effective
    assert only_reading(resource).taken_at == taken.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("effective", "reason"),
    [
        ({"effectiveDateTime": "2026"}, "the time is not exact"),
        ({"effectiveDateTime": "2026-02"}, "the time is not exact"),
        ({"effectiveDateTime": "2026-02-30"}, "a date does not exist"),
        ({"effectiveDateTime": "2026-02-03T14:15:00"}, "the time has no zone"),
        ({"effectiveDateTime": "2026-02-03T25:15:00Z"}, "the time is not valid"),
        ({"effectiveDateTime": "2026-02-03T14:15:00+99:00"}, "the time is not valid"),
        ({"effectiveDateTime": "2026-02-03 14:15"}, "the time is not valid"),
        ({"effectiveDateTime": "2026-02-03T14:15:00Z; DROP"}, "the time is not valid"),
        ({"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, "a date is too long ago"),
        ({"effectiveDateTime": "9999-12-31T23:59:59-14:00"}, "the time is not valid"),
        ({"effectiveDateTime": "2026-03-12T09:00:00Z"}, "the time is in the future"),
        ({"effectiveDateTime": "1984-05-15T09:00:00Z"}, "it was taken before the birth date"),
        (
            {"effectivePeriod": {"start": "2026-02-01", "end": "2026-02-03"}},
            "the time is not exact",
        ),
        ({"effectivePeriod": {"end": "2026-02-03"}}, "the time is not exact"),
        (
            {"effectivePeriod": {"start": "2026-02-03T14:15:00Z", "end": "2026-02-03T14:00:00Z"}},
            "it ends before it starts",
        ),
        (
            {
                "effectiveDateTime": "2026-02-03T14:15:00Z",
                "effectiveInstant": "2026-02-02T14:15:00Z",
            },
            "there are two times",
        ),
        ({"effectiveDateTime": "2026-02-03T14:15:00+14:30"}, "the time is not valid"),
        ({}, "there is no time"),
    ],
)
def test_a_time_that_is_not_exact_or_not_possible_is_kept_out(
    effective: Element, reason: str
) -> None:
    resource = weight(effectiveDateTime=None) | effective
    assert reasons(resource) == (Skip("Observation", reason, 1),)


def changed(**fields: Any) -> Element:
    return weight() | fields


def with_quantity(**fields: Any) -> Element:
    return changed(valueQuantity=quantity(75, "kg") | fields)


PART = {"code": loinc("8480-6"), "valueQuantity": quantity(128, "mm[Hg]")}
LOW = {"code": loinc("8462-4"), "valueQuantity": quantity(82, "mm[Hg]")}
BOTH = PART | {"code": {"coding": [loinc(it)["coding"][0] for it in ("8480-6", "8462-4")]}}
W = "LOINC 29463-7: "
B = "LOINC 85354-9: "


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (with_quantity(value=7500), W + "Weight outside "),
        (with_quantity(value=-3), W + "Weight outside "),
        (with_quantity(value=1e300), W + "the number is not possible for anybody"),
        (pressure(high=80, low=120), B + "The lower number must be below the upper one."),
        (pressure(high=400, low=120), B + "Systolic outside "),
        (with_quantity(code=None), W + "the unit has no UCUM code"),
        (with_quantity(system=None), W + "the unit has no UCUM code"),
        (with_quantity(system="http://other.example"), W + "the unit has no UCUM code"),
        (with_quantity(code="Mina Haddad"), W + "the unit is not one that this program converts"),
        (with_quantity(code="cm"), W + "the unit cm does not fit"),
        (with_quantity(comparator="<"), W + "the value is only a bound"),
        (with_quantity(value=None), W + "there is no number"),
        (changed(valueQuantity=None), W + "there is no value"),
        (changed(valueQuantity=None, valueString="75 kg"), W + "the value is not a quantity"),
        (
            changed(valueQuantity=None, valueCodeableConcept={"text": "big"}),
            W + "the value is not a quantity",
        ),
        (changed(status="preliminary"), W + "it is not final"),
        (changed(status=None), W + "it is not final"),
        (changed(status="entered-in-error"), "entered in error"),
        (changed(focus=[{"display": "fetus"}]), W + "it is about something else than the patient"),
        (
            changed(modifierExtension=[{"url": "https://a.example", "valueBoolean": True}]),
            "it has a modifier that this program does not know",
        ),
        (
            observation("b", "85354-9", component=[PART | {"modifierExtension": [{"url": "x"}]}]),
            "it has a modifier that this program does not know",
        ),
        (changed(implicitRules="https://a.example"), "it has a modifier that this program "),
        (changed(code=loinc("59576-9")), "LOINC 59576-9: not a vital sign that this program knows"),
        (changed(code=loinc("Mina Haddad")), "a vital sign without a LOINC code"),
        (changed(code={"text": "weight"}), "a vital sign without a LOINC code"),
        (changed(code=loinc("4548-4"), category=[]), "not a vital sign"),
        (
            changed(code={"coding": loinc("29463-7")["coding"] + loinc("8302-2")["coding"]}),
            W + "another code says that it is something else",
        ),
        (
            changed(dataAbsentReason=concept(ABSENT, "asked-declined")),
            W + "there is a value and a reason for having none",
        ),
        (
            changed(valueQuantity=None, dataAbsentReason=concept(ABSENT, "unknown")),
            W + "not measured, and the reason has no word here",
        ),
        (
            changed(valueQuantity=None, dataAbsentReason=concept("https://a.example", "error")),
            W + "not measured, and the reason has no word here",
        ),
        (
            changed(
                valueQuantity=None, valueString="75", dataAbsentReason=concept(ABSENT, "error")
            ),
            W + "there is a value and a reason for having none",
        ),
        (
            pressure(dataAbsentReason=concept(ABSENT, "asked-declined")),
            B + "there is a value and a reason for having none",
        ),
        (changed(valueString="57 kg"), W + "there are two values"),
        (
            changed(code=loinc("41653-7"), valueString="HI", valueQuantity=quantity(90, "mg/dL")),
            "LOINC 41653-7: there are two values",
        ),
        (observation("b", "85354-9", component=[BOTH, PART]), B + "a part says that it is two"),
        (
            observation("b", "85354-9", component=[PART | {"valueInteger": 12}, LOW]),
            B + "there are two values",
        ),
        (
            observation("s", "8480-6", category=[], valueQuantity=quantity(128, "mm[Hg]")),
            "LOINC 8480-6: only a part, without the rest",
        ),
        (observation("b", "85354-9", component=[PART]), B + "a part is missing"),
        (observation("b", "85354-9", component=[PART, PART]), B + "a part stands twice"),
        (observation("b", "85354-9", hasMember=[{"reference": "x"}]), B + "a part is missing"),
        (pressure(valueString="128/82"), B + "a value stands beside its parts"),
        (changed(subject={"reference": "Patient/p2"}), "its patient is not among those taken"),
        (changed(subject=None), "its patient is not among those taken"),
    ],
)
def test_what_can_not_be_taken_stays_out_with_its_code_and_reason(
    resource: Element, reason: str
) -> None:
    incoming = read(patient(), resource)
    (skip,) = incoming.skipped
    assert incoming.patients[0].observations == ()
    assert (skip.resource, skip.count) == ("Observation", 1)
    assert skip.reason.startswith(reason)
    assert "Haddad" not in skip.reason
    assert not any(number in skip.reason for number in ("7500", "-3", "400", "1e"))


def test_a_part_with_a_reason_and_a_part_with_a_value_are_not_half_a_pressure() -> None:
    gone = {"code": loinc("8462-4"), "dataAbsentReason": concept(ABSENT, "asked-declined")}
    resource = observation("b", "85354-9", component=[PART, gone])
    assert reasons(resource)[0].reason == B + "a part is missing"


def test_a_component_of_another_code_is_counted_and_the_rest_comes_in() -> None:
    resource = pressure()
    resource["component"] += [
        {"code": loinc("8478-0"), "valueQuantity": quantity(97, "mm[Hg]")},
        {"code": {"text": "cuff"}, "valueString": "large"},
    ]
    incoming = read(patient(), resource)
    assert len(incoming.patients[0].observations) == 1
    assert incoming.skipped == (
        Skip("Observation.component", "LOINC 8478-0: not a part that this program knows", 1),
        Skip(
            "Observation.component", "without a LOINC code: not a part that this program knows", 1
        ),
    )


def test_an_encounter_of_somebody_else_keeps_the_reading_out() -> None:
    incoming = read(
        patient(),
        patient("p2", "10043"),
        encounter(subject="Patient/p2"),
        weight(encounter={"reference": "Encounter/e1"}),
    )
    assert incoming.skipped == (Skip("Observation", "its encounter is another patient's", 1),)


def test_a_retracted_reading_is_named_by_the_id_that_it_came_in_with() -> None:
    (taken,) = only(weight()).observations
    (person,) = read(patient(), weight(status="entered-in-error")).patients
    assert person.retracted == (taken.id,)
    assert person.observations == ()


def test_the_same_file_gives_the_same_ids_and_another_patient_gives_others() -> None:
    one, again = only(weight(), pressure()), only(pressure(), weight())
    assert {item.id for item in one.observations} == {item.id for item in again.observations}
    (other,) = read(patient(mrn="10043"), weight()).patients
    assert other.observations[0].id not in {item.id for item in one.observations}


def test_a_reading_without_an_id_is_known_again_by_what_it_says() -> None:
    nameless = weight(id=None)
    one = only(nameless).observations[0].id
    assert only(nameless | {"meta": {"versionId": "2"}}).observations[0].id == one
    assert only(weight(id=None, value=76)).observations[0].id != one
    assert reasons(nameless, nameless) == (Skip("Observation", "stands twice in the file", 1),)
