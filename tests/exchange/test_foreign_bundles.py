"""Bundles that nobody here wrote: each vital sign comes in with its number, or is counted."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ma_desktop.exchange.incoming import Incoming
from ma_desktop.exchange.reader import read
from tests.domain.content import CATALOG

# Read while tests are collected: within a test the environment holds no such settings.
FOLDER = os.environ.get("MA_DESKTOP_TEST_BUNDLES", "")
FILES = sorted(Path(FOLDER).glob("*.json")) if FOLDER else []
Fact = tuple[datetime, str, Decimal, str]


def vital_signs(data: bytes) -> list[dict[str, Any]]:
    """All vital-sign observations of a bundle, read with nothing of this program."""
    entries = json.loads(data, parse_float=Decimal, parse_int=Decimal)["entry"]
    observations = [
        entry["resource"] for entry in entries if entry["resource"]["resourceType"] == "Observation"
    ]
    return [
        one
        for one in observations
        if any(
            coding.get("code") == "vital-signs"
            for category in one.get("category", [])
            for coding in category.get("coding", [])
        )
    ]


def facts_of(observation: dict[str, Any]) -> list[Fact]:
    """Time, number and unit of each value, with the code of the part where there are several."""
    taken = datetime.fromisoformat(observation["effectiveDateTime"])
    parts = observation.get("component") or [observation]
    several = len(parts) > 1
    return [
        (
            taken,
            part["code"]["coding"][0]["code"] if several else "",
            part["valueQuantity"]["value"],
            part["valueQuantity"]["code"],
        )
        for part in parts
    ]


def facts_in(incoming: Incoming) -> list[Fact]:
    return [
        (
            item.taken_at,
            measure.loinc if len(measures) > 1 else "",
            measure.typed,
            measure.typed_unit,
        )
        for person in incoming.patients
        for item in person.observations
        for measures in (item.reading.measures,)
        for measure in measures
    ]


@pytest.mark.skipif(not FILES, reason="MA_DESKTOP_TEST_BUNDLES names no folder of bundles (*.json)")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stat().st_size))
def test_every_vital_sign_of_a_foreign_bundle_comes_in_or_is_counted(path: Path) -> None:
    data = path.read_bytes()
    incoming = read(path.name, data, CATALOG, ZoneInfo("America/New_York"))
    stated = vital_signs(data)
    expected = Counter(fact for one in stated for fact in facts_of(one))
    found = Counter(facts_in(incoming))
    kept_out = sum(
        skip.count
        for skip in incoming.skipped
        if skip.resource == "Observation" and skip.reason != "not a vital sign"
    )
    readings = sum(len(person.observations) for person in incoming.patients)
    assert not found - expected
    assert readings + kept_out == len(stated)
    assert kept_out or found == expected


@pytest.mark.skipif(not FILES, reason="MA_DESKTOP_TEST_BUNDLES names no folder of bundles (*.json)")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stat().st_size))
def test_no_social_security_number_of_a_foreign_bundle_comes_in(path: Path) -> None:
    data = path.read_bytes()
    numbers = [
        identifier["value"]
        for entry in json.loads(data)["entry"]
        for identifier in entry["resource"].get("identifier", [])
        if isinstance(identifier, dict) and identifier.get("system", "").endswith("us-ssn")
    ]
    shown = repr(read(path.name, data, CATALOG, ZoneInfo("America/New_York")))
    assert not any(number in shown for number in numbers)
