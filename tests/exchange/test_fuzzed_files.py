"""Whatever the bytes are: everything comes in or the file is refused, and it ends soon."""

from __future__ import annotations

import copy
import time
from typing import Any
from zoneinfo import ZoneInfo

from fhir.resources.R4B.bundle import Bundle
from hypothesis import example, given
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.vital_parse import refuse_impossible
from ma_desktop.exchange.incoming import Incoming
from ma_desktop.exchange.reader import read
from tests.domain.content import CATALOG
from tests.exchange.bundles import NOW, as_bytes, whole
from tests.exchange.schedules import HEADER, line

ZONE = ZoneInfo("America/New_York")
WHOLE = as_bytes(whole())
SCHEDULE = "\r\n".join([HEADER, line(), line(mrn="10043", time="09:00")]).encode()
ODD_TEXTS = st.sampled_from(
    [
        *("", "\x00", "\ud800", "#", "?", "Patient/p1", "Patient?identifier=%", "urn:uuid:"),
        *("2026-02-03", "2026-02-03T10:00:00Z", "9999-12-31T23:59:59-14:00", "entered-in-error"),
        "x" * 3000,
    ]
)
ODD_NUMBERS = st.sampled_from([0, -1, 1e308, 5e-324, 10**60, 0.1])
LEAVES = st.one_of(st.none(), st.booleans(), ODD_NUMBERS, ODD_TEXTS, st.text(max_size=8))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["coding", "code", "system", "value", "reference", "text", "id"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


def outcome(data: bytes, name: str = "x.json") -> Incoming | None:
    """What comes in, or None for a refusal; any other end fails the test."""
    started = time.process_time()
    incoming: Incoming | None = None
    refused: Refused | None = None
    try:
        incoming = read(name, data, CATALOG, ZONE, now=NOW)
    except Refused as error:
        refused = error
    assert time.process_time() - started < 2
    assert refused is None or (refused.what and refused.do and len(str(refused)) < 5000)
    return incoming


def is_sound(incoming: Incoming | None) -> None:
    """Nothing impossible, nothing that no encoding can write, no id twice."""
    if incoming is None:
        return
    repr(incoming).encode()
    for person in incoming.patients:
        ids = [item.id for item in person.observations]
        assert len(ids) == len(set(ids))
        for item in person.observations:
            refuse_impossible(CATALOG.vitals[item.reading.vital], item.reading)


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Each container of the structure with each of its keys."""
    if isinstance(value, dict):
        pairs: list[tuple[Any, Any]] = [(value, key) for key in value]
    elif isinstance(value, list):
        pairs = [(value, index) for index in range(len(value))]
    else:
        return []
    return pairs + [spot for holder, key in list(pairs) for spot in spots(holder[key])]


def test_the_bundle_that_is_mutated_is_valid_fhir() -> None:
    Bundle.model_validate_json(WHOLE)
    incoming = outcome(WHOLE)
    assert incoming is not None
    assert [skip.resource for skip in incoming.skipped] == ["Basic", "Practitioner"]


@given(st.data())
def test_mutated_structures_come_in_or_are_refused(data: st.DataObject) -> None:
    made = whole()
    for _ in range(data.draw(st.integers(1, 4))):
        places = spots(made)
        holder, key = places[data.draw(st.integers(0, len(places) - 1))]
        match data.draw(st.sampled_from(["replace", "remove", "double", "graft"])):
            case "replace":
                holder[key] = data.draw(VALUES)
            case "remove":
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case _:
                other, from_key = places[data.draw(st.integers(0, len(places) - 1))]
                holder[key] = copy.deepcopy(other[from_key])
    is_sound(outcome(as_bytes(made)))


def mutated(data: st.DataObject, source: bytes) -> bytes:
    made = bytearray(source)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(made)))
        end = start + data.draw(st.integers(0, 12))
        made[start:end] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b'"', b"[", b"\n", b","])
        )
    return bytes(made)


@given(st.data())
def test_mutated_bytes_come_in_or_are_refused(data: st.DataObject) -> None:
    is_sound(outcome(mutated(data, WHOLE)))


@given(st.data())
def test_mutated_schedules_come_in_or_are_refused(data: st.DataObject) -> None:
    is_sound(outcome(mutated(data, SCHEDULE), "x.csv"))


@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.csv", "x", ""]))
@example(b"\xef\xbb\xbf", "x.csv")
@example(b"{", "x.csv")
def test_any_bytes_come_in_or_are_refused(data: bytes, name: str) -> None:
    is_sound(outcome(data, name))
