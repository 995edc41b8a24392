"""Who comes in from a bundle: names, record numbers, and never a social security number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.patient import Name
from ma_desktop.exchange.incoming import Skip
from tests.exchange.bundles import Element, identifier, patient, read, weight

SSN = identifier("999-12-3456", "SS", "http://hl7.org/fhir/sid/us-ssn")


def test_the_person_comes_in_with_the_current_name_and_the_mobile_number() -> None:
    (person,) = read(patient()).patients
    assert person.name == Name("Okafor-Nowak", "Adaeze Joy")
    assert (person.mrn, person.system) == ("10042", "https://clinic.example/mrn")
    assert (person.birth_date, person.sex) == (date(1984, 5, 17), "female")
    assert (person.phone, person.language) == ("555 0142", "ig")
    assert person.patient_id == stable_id("patient", "10042")


@pytest.mark.parametrize(
    ("identifiers", "mrn"),
    [
        ([SSN, identifier("B-7")], "B-7"),
        ([{"value": "first"}, identifier("B-7")], "B-7"),
        ([SSN, {"value": "first"}, {"value": "second"}], "first"),
        ([identifier("B-6") | {"use": "old"}, identifier("B-7")], "B-7"),
        ([identifier("B-6") | {"period": {"end": "2020-01-01"}}, identifier("B-7")], "B-7"),
        ([SSN], "p1"),
        ([identifier("999-12-3456")], "p1"),
        ([identifier("999123456", "MR", "http://hl7.org/fhir/sid/us-ssn")], "p1"),
        ([identifier("S99910268", "DL"), identifier("X1", "PPN")], "p1"),
        ([identifier("  ")], "p1"),
        ([], "p1"),
    ],
)
def test_the_record_number_is_the_mr_else_the_first_else_the_id(
    identifiers: list[Element], mrn: str
) -> None:
    incoming = read(patient(identifier=identifiers))
    assert incoming.patients[0].mrn == mrn
    assert "999" not in repr(incoming)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"family": "Kshlerin58", "given": ["Amiee123"]}], Name("Kshlerin58", "Amiee123")),
        (
            [{"family": "van  der\tBerg", "given": ["Jo"], "suffix": ["Jr."]}],
            Name("van der Berg", "Jo", "Jr."),
        ),
        ([{"use": "usual", "given": ["Suharto"]}], Name("Suharto")),
        ([{"text": "Björk Guðmundsdóttir"}], Name("Björk Guðmundsdóttir")),
        ([{"use": "nickname", "family": "B"}, {"use": "usual", "family": "A"}], Name("A")),
        (
            [{"family": "Old", "period": {"end": "2020"}}, {"use": "temp", "family": "New"}],
            Name("New"),
        ),
        ([{"family": "=HYPERLINK(1)", "given": [None, "<b>"]}], Name("=HYPERLINK(1)", "<b>")),
    ],
)
def test_names_stay_as_the_file_has_them(names: list[Element], expected: Name) -> None:
    assert read(patient(name=names)).patients[0].name == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"birthDate": None}, "there is no full birth date"),
        ({"birthDate": "1984"}, "there is no full birth date"),
        ({"birthDate": "1984-05"}, "there is no full birth date"),
        ({"birthDate": "1984-05-32"}, "a date does not exist"),
        ({"birthDate": "0984-05-12"}, "a date is too long ago"),
        ({"birthDate": "2027-01-01"}, "the birth date is in the future"),
        ({"name": []}, "there is no name"),
        ({"name": [{"use": "old", "family": "A"}]}, "there is no name"),
        ({"name": [{"use": "usual"}]}, "there is no name"),
        ({"name": [{"family": "A" * 201}]}, "a text is longer than 200 characters"),
        ({"name": [{"family": "A", "given": ["B" * 150] * 2}]}, "a text is longer than 200"),
        ({"name": [{"family": "Na\x00me"}]}, "a text holds control characters"),
        ({"name": [{"family": "\u202egninnur"}]}, "a text holds control characters"),
        ({"name": [{"family": "\ud800"}]}, "a text holds control characters"),
        ({"gender": "F"}, "the gender is not a FHIR code"),
        ({"identifier": [identifier("1" * 65)]}, "a text is longer than 64 characters"),
        ({"identifier": [], "id": "p" * 65}, "a text is longer than 64 characters"),
        ({"identifier": [SSN], "id": None}, "there is no record number"),
        ({"identifier": [], "id": "999-12-3456"}, "there is no record number"),
        ({"active": False}, "the record is marked as not in use"),
        ({"link": [{"type": "replaced-by", "other": {}}]}, "another record replaces it"),
        ({"modifierExtension": [{"url": "https://a.example"}]}, "it has a modifier that this"),
    ],
)
def test_a_patient_who_can_not_be_taken_is_counted_and_brings_nothing_in(
    fields: dict[str, Any], reason: str
) -> None:
    incoming = read(patient(**fields), weight())
    assert incoming.patients == ()
    kept_out, person = incoming.skipped
    assert kept_out == Skip("Observation", "its patient is not among those taken", 1)
    assert person.resource == "Patient"
    assert person.reason.startswith(reason)


def test_the_dead_and_those_without_a_stated_sex_come_in() -> None:
    fields: dict[str, Any] = {
        "deceasedDateTime": "2020-01-01",
        "gender": None,
        "telecom": [],
        "communication": [],
    }
    (person,) = read(patient(**fields)).patients
    assert (person.sex, person.phone, person.language) == ("unknown", "", "")


def test_two_patients_with_one_record_number_refuse_the_file() -> None:
    with pytest.raises(Refused, match=r"entry\[1\]\.resource has the record number"):
        read(patient(), patient("p2"))
