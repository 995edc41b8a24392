"""Broken and hostile files are refused soon, with words and a place, and with no data in them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange import fhir_index, plain_text
from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.incoming import Skip
from tests.domain.content import CATALOG
from tests.exchange.bundles import (
    NOW,
    appointment,
    as_bytes,
    bundle,
    observation,
    patient,
    read,
    request,
    weight,
    whole,
)

WHOLE = as_bytes(whole())


def refusal(data: bytes) -> Refused:
    """The refusal of `data`, which must come within two seconds."""
    started = time.process_time()
    with pytest.raises(Refused) as caught:
        read_bundle(data, CATALOG, now=NOW)
    assert time.process_time() - started < 2
    error = caught.value
    assert error.safe == "Nothing was stored."
    assert error.do
    return error


def deep(opening: str, closing: str, levels: int) -> bytes:
    inner = opening * levels + closing * levels
    return f'{{"resourceType": "Bundle", "type": "batch", "x": {inner}}}'.encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "breaks at line 1, column 1"),
        (b"{", "breaks at line 1, column 2"),
        (WHOLE[:-1], "breaks at line 1"),
        (WHOLE[: len(WHOLE) // 2], "breaks at line 1"),
        (WHOLE + b"{}", "goes on after its JSON value ends, at line 1"),
        (WHOLE + b"\n" + WHOLE, "goes on after its JSON value ends, at line 2"),
        (WHOLE.replace(b'"kg"', b'"k\xe9g"'), "not UTF-8"),
        (WHOLE.replace(b'"kg"', b'"k\xed\xa0\x80g"'), "not UTF-8"),
        (WHOLE.replace(b'"kg"', b'"k\x00g"'), "breaks at line 1"),
        (WHOLE.decode().encode("utf-16"), "UTF-16"),
        (WHOLE.replace(b"75.5", b"NaN"), "NaN or Infinity"),
        (WHOLE.replace(b"75.5", b"-Infinity"), "NaN or Infinity"),
        (WHOLE.replace(b"75.5", b"1e999999"), "number beyond all measure"),
        (WHOLE.replace(b"75.5", b"1e" + b"9" * 9999), "number beyond all measure"),
        (WHOLE.replace(b"75.5", b"7" * 10000), "number beyond all measure"),
        (WHOLE.replace(b"75.5", b"0." + b"7" * 10000), "number beyond all measure"),
        (WHOLE.replace(b"75.5", b"075"), "breaks at line 1"),
        (WHOLE.replace(b'"gender"', b'"gender": "male", "gender"'), "stands twice in one object"),
        (deep("[", "]", 64), "nests deeper than 64"),
        (deep('{"a":', "}", 100).replace(b":}", b":0}"), "nests deeper than 64"),
        (b"[" * 1_000_000, "nests deeper than 64"),
        (b'{"a":' * 100_000, "nests deeper than 64"),
        (b"[" + b"[]," * 3_000_001 + b"[]]", "too many parts"),
        (b"[" + b"0," * 6_000_001 + b"0]", "too many parts"),
        (b"[]", "an object was expected at the file"),
        (b"null", "an object was expected at the file"),
        (b'"Bundle"', "an object was expected at the file"),
        (b"{}", "has no resourceType"),
        (as_bytes(patient()), "a single FHIR resource (Patient)"),
        (b'{"resourceType": "Okafor"}', "a single FHIR resource (Other)"),
        (as_bytes(bundle(kind="document")), "type of bundle is not taken"),
        (as_bytes(bundle(kind="transaction-response")), "type of bundle is not taken"),
        (b'{"resourceType": "Bundle"}', "type of bundle is not taken"),
        (as_bytes(bundle(implicitRules="https://a.example")), "implicitRules"),
    ],
)
def test_a_file_that_is_no_whole_bundle_is_refused(data: bytes, words: str) -> None:
    assert words in str(refusal(data))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"entry": {}}, "a list was expected at Bundle.entry."),
        ({"entry": ["x"]}, "an object was expected at Bundle.entry[0]."),
        ({"entry": [{"resource": []}]}, "an object was expected at Bundle.entry[0].resource."),
        (
            {"entry": [{"resource": {"id": "1"}}]},
            "the name of a resource was expected at Bundle.entry[0].resource.resourceType.",
        ),
        ({"entry": [{"resource": {"resourceType": 7}}]}, "a text was expected at Bundle.entry[0]"),
        ({"entry": [{"resource": patient("a b")}]}, "an id was expected at Bundle.entry[0]"),
        ({"entry": [{"fullUrl": 7, "resource": patient()}]}, "Bundle.entry[0].fullUrl."),
        ({"type": 7}, "a text was expected at the file.type."),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(change: dict[str, Any], words: str) -> None:
    assert words in refusal(as_bytes(whole() | change)).what


@pytest.mark.parametrize(
    ("index", "fields", "place"),
    [
        (0, {"name": "Okafor"}, "a list was expected at Bundle.entry[0].resource.name."),
        (0, {"name": [{"given": [7]}]}, "resource.name[0].given."),
        (0, {"gender": 1}, "a text was expected at Bundle.entry[0].resource.gender."),
        (0, {"active": "no"}, "true or false was expected at Bundle.entry[0].resource.active."),
        (0, {"identifier": [7]}, "Bundle.entry[0].resource.identifier[0]."),
        (8, {"component": [{}, 7]}, "Bundle.entry[8].resource.component[1]."),
        (9, {"status": {}}, "Bundle.entry[9].resource.status."),
        (9, {"valueQuantity": {"value": "75"}}, "a number was expected at Bundle.entry[9]"),
        (
            9,
            {"code": {"coding": {}}},
            "a list was expected at Bundle.entry[9].resource.code.coding",
        ),
        (
            9,
            {"subject": "Patient/p1"},
            "an object was expected at Bundle.entry[9].resource.subject",
        ),
    ],
)
def test_a_field_of_another_type_is_refused_with_its_place(
    index: int, fields: dict[str, Any], place: str
) -> None:
    data = whole()
    data["entry"][index]["resource"] |= fields
    what = refusal(as_bytes(data)).what
    assert place in what
    assert "Okafor" not in what


def test_the_greatest_size_and_count_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "MAX_BYTES", len(WHOLE))
    read_bundle(WHOLE, CATALOG, now=NOW)
    assert "larger than 64 MB" in refusal(WHOLE + b" ").what
    monkeypatch.setattr(fhir_index, "MAX_ENTRIES", 3)
    read_bundle(as_bytes(bundle(*[weight()] * 3)), CATALOG, now=NOW)
    assert "more than 3 entries" in refusal(as_bytes(bundle(*[weight()] * 4))).what


def test_a_byte_order_mark_nesting_within_limits_and_great_doubles_do_no_harm() -> None:
    for data in (b"\xef\xbb\xbf" + WHOLE, WHOLE[:-1] + b', "x": ' + b"[" * 63 + b"]" * 63 + b"}"):
        assert len(read_bundle(data, CATALOG, now=NOW).patients) == 1
    doubles = WHOLE[:-1] + b', "x": [1.7976931348623157E308, 5e-324, -0]}'
    assert len(read_bundle(doubles, CATALOG, now=NOW).patients) == 1


def test_brackets_and_quotes_inside_texts_are_not_nesting() -> None:
    name = '\\" [[[[{{{{ \\\\" ' * 12
    assert read(patient(name=[{"family": name}])).patients[0].name.family == name.strip()


def test_names_of_unknown_types_and_endless_codes_do_not_reach_the_report() -> None:
    strange = [{"resourceType": f"Okafor{n}"} for n in range(3)]
    codes = [observation(f"o{n}", f"{n}-1") for n in range(10_000, 10_300)]
    skipped = read(patient(), *strange, *codes).skipped
    assert Skip("Observation", "left out for further reasons", 100) in skipped
    assert Skip("Other", "left out for further reasons", 3) in skipped
    assert len(skipped) == 202
    assert sum(skip.count for skip in skipped) == 303
    assert "Okafor" not in repr(skipped)


def test_entries_without_a_resource_are_counted() -> None:
    data = bundle(patient()) | {"entry": [{}, {"fullUrl": "urn:x"}]}
    incoming = read_bundle(as_bytes(data), CATALOG, now=NOW)
    assert incoming.skipped == (Skip("Other", "an entry without a resource", 2),)


@pytest.mark.parametrize(
    "crowd",
    [
        [patient(identifier=[{"value": str(n)} for n in range(20_000)])],
        [patient(), appointment(participant=[{"actor": {"reference": "#x"}}] * 20_000)],
        [patient(), *(weight(f"w{n}", subject="Patient?identifier=10042") for n in range(2000))],
        [patient(), request(contained=[{"id": str(n)} for n in range(20_000)])],
    ],
)
def test_crowded_resources_take_no_more_than_their_size(crowd: list[Any]) -> None:
    started = time.process_time()
    read(*crowd)
    assert time.process_time() - started < 2
