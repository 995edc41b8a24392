"""A reference means one resource of the same file or none: never another server's patient."""

from __future__ import annotations

from typing import Any

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.incoming import Incoming, Skip
from tests.domain.content import CATALOG
from tests.exchange.bundles import NOW, Element, as_bytes, identifier, patient, weight

URN = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"
HERE, THERE = "https://here.example/fhir/", "https://there.example/fhir/"


def read(*entries: tuple[str, Element], kind: str = "transaction", **request: Any) -> Incoming:
    made = [
        {"fullUrl": address, "resource": resource} | ({"request": request} if request else {})
        for address, resource in entries
    ]
    data = {"resourceType": "Bundle", "type": kind, "entry": made}
    return read_bundle(as_bytes(data), CATALOG, now=NOW)


def linked(address: str, reference: Any, source: str = "", **fields: Any) -> bool:
    """True when a weight that refers like this finds the patient who stands at `address`."""
    subject = reference if isinstance(reference, dict) else {"reference": reference}
    incoming = read((address, patient(**fields)), (source, (weight() | {"subject": subject})))
    return bool(incoming.patients[0].observations)


@pytest.mark.parametrize(
    ("address", "reference", "source"),
    [
        (URN, URN, ""),
        (URN, "Patient/p1", ""),
        ("", "Patient/p1", ""),
        ("", "Patient/p1/_history/3", ""),
        (HERE + "Patient/p1", HERE + "Patient/p1", ""),
        (HERE + "Patient/p1", "Patient/p1", HERE + "Observation/w1"),
        (HERE + "Patient/p1", "Patient/p1", URN),
        ("", "Patient?identifier=https://clinic.example/mrn|10042", ""),
        ("", "Patient?identifier=https%3A%2F%2Fclinic.example%2Fmrn%7C10042", ""),
        ("", "Patient?identifier=10042", ""),
        (
            "",
            {"identifier": identifier("10042"), "type": "Patient"},
            "",
        ),
        ("", {"reference": "Patient/p1", "type": "Patient", "identifier": {"value": "7"}}, ""),
        ("", {"reference": "Patient/p1", "identifier": identifier("10042")}, ""),
    ],
)
def test_these_references_find_the_patient(address: str, reference: Any, source: str) -> None:
    assert linked(address, reference, source)


@pytest.mark.parametrize(
    ("address", "reference", "source"),
    [
        (URN, "urn:uuid:00000000-0000-0000-0000-000000000000", ""),
        ("", "Patient/p2", ""),
        ("", "patient/p1", ""),
        ("", "Practitioner/p1", ""),
        ("", THERE + "Patient/p1", ""),
        (HERE + "Patient/p1", THERE + "Patient/p1", ""),
        (HERE + "Patient/p1", "Patient/p1", THERE + "Observation/w1"),
        ("", "Patient?identifier=https://other.example|10042", ""),
        ("", "Patient?name=Okafor", ""),
        ("", "Patient?identifier=10042&name=Okafor", ""),
        ("", "Patient?", ""),
        ("", "Patient?identifier&", ""),
        ("", "#p1", ""),
        ("", "", ""),
        ("", {"display": "Adaeze"}, ""),
        ("", {"identifier": identifier("77"), "type": "Patient"}, ""),
        ("", {"reference": "Patient/p1", "type": "Group"}, ""),
        ("", {"reference": "Patient/p1", "identifier": identifier("77")}, ""),
    ],
)
def test_these_references_find_nobody(address: str, reference: Any, source: str) -> None:
    assert not linked(address, reference, source)


def test_an_identifier_of_two_resources_finds_neither() -> None:
    shared = {"value": "team-7"}
    people = [
        (
            "",
            patient(f"p{n}", f"1004{n}", identifier=[identifier(f"1004{n}"), shared]),
        )
        for n in (1, 2)
    ]
    incoming = read(
        *people, ("", (weight() | {"subject": {"reference": "Patient?identifier=team-7"}}))
    )
    assert incoming.skipped == (Skip("Observation", "its patient is not among those taken", 1),)


def test_one_id_with_two_contents_refuses_the_file_and_names_the_place() -> None:
    with pytest.raises(Refused, match=r"Bundle\.entry\[2\]\.resource has the id of another"):
        read(("", patient()), ("", weight()), ("", weight(value=76)))
    with pytest.raises(Refused, match=r"entry\[1\]\.resource has the id of another"):
        read((URN, patient()), (URN, weight()))


def test_a_resource_that_stands_twice_counts_once_at_both_addresses() -> None:
    incoming = read(
        (URN, patient()),
        (HERE + "Patient/p1", patient()),
        ("", (weight() | {"subject": {"reference": URN}})),
    )
    assert len(incoming.patients[0].observations) == 1
    assert incoming.skipped == (Skip("Patient", "stands twice in the file", 1),)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_entries_to_be_stored_are_taken(method: str) -> None:
    assert read((URN, patient()), method=method).skipped == ()


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "GET"])
def test_entries_with_another_request_are_not(method: str) -> None:
    incoming = read((URN, patient()), method=method)
    assert incoming.patients == ()
    assert incoming.skipped == (Skip("Patient", "the file does not ask to store it", 1),)
