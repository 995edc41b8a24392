"""Every exported resource meets each element, binding and invariant of its US Core profile."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, Reading, measure
from ma_desktop.exchange.fhir_write import write_bundle
from ma_desktop.exchange.outgoing import OutgoingObservation
from tests.domain.content import CATALOG
from tests.exchange.outgoings import acts, outgoing
from tests.exchange.us_core import CORE, PROFILES, Profile, faults, profile_of
from tests.factories import MORNING

TYPED = {"weight": ("171.4lb", "75kg"), "height": ("5'6", "170cm"), "temp": ("99.0", "37.2c")}


def resources() -> list[dict[str, Any]]:
    """Everything that can leave, with all units of the vital signs and all reasons for none."""
    out = acts(outgoing())
    more = [parse(CATALOG.vitals[key], text) for key, texts in TYPED.items() for text in texts]
    part = CATALOG.vitals["bmi"].parts[0]
    more.append(Reading("bmi", part.loinc, "27.9", (measure(part, Decimal("27.9"), "kg/m2"),)))
    more += [
        Reading(vital.id, vital.loinc, "", absent=reason)
        for vital in CATALOG.vitals.values()
        if vital.profile
        for reason in ABSENT_REASONS
    ]
    items = [
        Observation(f"more-{number}", out.patient.id, reading, MORNING, "rivera")
        for number, reading in enumerate(more)
    ]
    found = tuple(OutgoingObservation(item.id, item, "final") for item in items)
    wrong = tuple(
        replace(item, id=f"{item.id}-wrong", status="entered-in-error") for item in out.allergies
    )
    full = replace(out, observations=out.observations + found, allergies=out.allergies + wrong)
    return [one["resource"] for one in json.loads(write_bundle([full], CATALOG))["entry"]]


ALL = resources()
BY_PROFILE = {
    name: [one for one in ALL if profile_of(one) is profile] for name, profile in PROFILES.items()
}


@pytest.mark.parametrize("name", PROFILES)
def test_all_that_leaves_meets_its_profile(name: str) -> None:
    assert BY_PROFILE[name], "nothing of this profile was written"
    for one in BY_PROFILE[name]:
        assert faults(one) == [], one


def test_what_has_a_profile_says_so() -> None:
    without = {one["resourceType"] for one in ALL if profile_of(one) is None}
    assert without <= {"AuditEvent", "Observation"}
    plain = [one for one in ALL if one["resourceType"] == "Observation" and profile_of(one) is None]
    profiled = {code for profile in PROFILES.values() for code in profile.loinc}
    for one in plain:
        assert profiled.isdisjoint(coding["code"] for coding in one["code"]["coding"])


def _listed(child: Any) -> list[Any]:
    return child if isinstance(child, list) else [child]


@pytest.mark.parametrize(("name", "profile"), PROFILES.items())
def test_the_check_notices_each_element_that_is_gone(name: str, profile: Profile) -> None:
    for path in profile.must:
        first, *rest = path.split(".")
        for whole in (one for one in BY_PROFILE[name] if first in one):
            broken = copy.deepcopy(whole)
            parents: list[Any] = [broken]
            for step in path.split(".")[:-1]:
                steps = [parent[step] for parent in parents if step in parent]
                parents = [one for child in steps for one in _listed(child)]
            for parent in parents:
                parent.pop(rest[-1] if rest else first, None)
            assert faults(broken), path
            break


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("patient", {"gender": "F"}),
        ("encounter", {"status": "done"}),
        ("allergyintolerance", {"clinicalStatus": {"coding": [{"code": "active"}]}}),
        ("medicationrequest", {"intent": "reported"}),
        ("heart-rate", {"valueQuantity": {"value": 78, "unit": "bpm", "code": "bpm"}}),
        ("body-weight", {"category": [{"coding": [{"code": "vital-signs"}]}]}),
        ("blood-pressure", {"component": []}),
        ("pulse-oximetry", {"code": {"coding": [{"code": "2708-6"}]}}),
        ("bmi", {"effectiveDateTime": "2026"}),
        ("provenance", {"agent": [{"who": {"type": "Practitioner", "display": "J."}}]}),
    ],
)
def test_the_check_notices_what_is_wrong(name: str, change: dict[str, Any]) -> None:
    assert faults(BY_PROFILE[name][0] | change)


def test_profiles_that_we_name_are_the_checked_ones() -> None:
    named = {vital.profile for vital in CATALOG.vitals.values() if vital.profile}
    assert {url.removeprefix(CORE) for url in named} <= set(PROFILES)
