"""What US Core 6.1.0 demands of each profile that we export, checked element by element.

There is no library of the published profiles, so the tables here say what they say: elements that
must be there (where their parent is), bindings that are required, fixed codes and units, and the
invariants. Source: http://hl7.org/fhir/us/core/STU6.1/profiles-and-extensions.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"

Resource = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """`must` and `one_of` are paths; `codes` are required bindings by path (`|` before a system).

    `loinc` is the fixed code of a vital sign, `units` the UCUM codes that its value may have,
    `parts` the codes that its components must have.
    """

    kind: str
    must: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    loinc: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_OBSERVED = _set(
    "registered preliminary final amended corrected cancelled entered-in-error unknown"
)
_VITAL = ("status", "category", "code", "code.coding", "subject", "subject.reference")
_WHEN = (("effectiveDateTime", "effectivePeriod"),)


def _vital(loinc: str, units: str, *parts: str) -> Profile:
    return Profile(
        "Observation",
        _VITAL,
        _WHEN,
        {"status": _OBSERVED},
        tuple(loinc.split()),
        _set(units),
        parts,
    )


PROFILES = {
    "patient": Profile(
        "Patient",
        (
            "identifier",
            "identifier.system",
            "identifier.value",
            "name",
            "gender",
            "telecom.system",
            "telecom.value",
            "communication.language",
        ),
        (("name.family", "name.given"),),
        {
            "gender": _set("male female other unknown"),
            "identifier.use": _set("usual official temp secondary old"),
            "name.use": _set("usual official temp nickname anonymous old maiden"),
            "telecom.system": _set("phone fax email pager url sms other"),
        },
    ),
    "encounter": Profile(
        "Encounter",
        ("status", "class", "class.code", "type", "subject", "subject.reference"),
        (),
        {
            "status": _set(
                "planned arrived triaged in-progress onleave finished cancelled entered-in-error "
                "unknown"
            )
        },
    ),
    "allergyintolerance": Profile(
        "AllergyIntolerance",
        ("code", "patient", "patient.reference", "reaction.manifestation"),
        (),
        {
            f"clinicalStatus.coding|{CLINICAL}": _set("active inactive resolved"),
            f"verificationStatus.coding|{VERIFIED}": _set(
                "unconfirmed confirmed refuted entered-in-error"
            ),
            "criticality": _set("low high unable-to-assess"),
            "reaction.severity": _set("mild moderate severe"),
        },
    ),
    "medicationrequest": Profile(
        "MedicationRequest",
        ("status", "intent", "subject", "subject.reference"),
        (("medicationCodeableConcept", "medicationReference"),),
        {
            "status": _set(
                "active on-hold cancelled completed entered-in-error stopped draft unknown"
            ),
            "intent": _set(
                "proposal plan order original-order reflex-order filler-order instance-order option"
            ),
        },
    ),
    "immunization": Profile(
        "Immunization",
        ("status", "vaccineCode", "patient", "patient.reference"),
        (("occurrenceDateTime", "occurrenceString"),),
        {"status": _set("completed entered-in-error not-done")},
    ),
    "questionnaireresponse": Profile(
        "QuestionnaireResponse",
        ("questionnaire", "status", "subject", "subject.reference", "authored", "item.linkId"),
        (),
        {"status": _set("in-progress completed amended entered-in-error stopped")},
    ),
    "procedure": Profile(
        "Procedure",
        ("status", "code", "subject", "subject.reference", "performer.actor"),
        (("performedDateTime", "performedPeriod"),),
        {
            "status": _set(
                "preparation in-progress not-done on-hold stopped completed entered-in-error "
                "unknown"
            )
        },
    ),
    "specimen": Profile(
        "Specimen",
        ("type", "subject", "subject.reference"),
        (),
        {"status": _set("available unavailable unsatisfactory entered-in-error")},
    ),
    "provenance": Profile(
        "Provenance", ("target", "target.reference", "recorded", "agent", "agent.who")
    ),
    "blood-pressure": _vital("85354-9", "mm[Hg]", "8480-6", "8462-4"),
    "heart-rate": _vital("8867-4", "/min"),
    "respiratory-rate": _vital("9279-1", "/min"),
    "body-temperature": _vital("8310-5", "Cel [degF]"),
    "pulse-oximetry": _vital("2708-6 59408-5", "%"),
    "body-weight": _vital("29463-7", "g kg [lb_av]"),
    "body-height": _vital("8302-2", "cm [in_i]"),
    "head-circumference": _vital("9843-4", "cm [in_i]"),
    "bmi": _vital("39156-5", "kg/m2"),
}


def profile_of(resource: Resource) -> Profile | None:
    """The profile that a resource says it follows."""
    for url in resource.get("meta", {}).get("profile", ()):
        if url.startswith(CORE):
            return PROFILES[url.removeprefix(CORE)]
    return None


def faults(resource: Resource) -> list[str]:
    """What its US Core profile would say against it; none for a resource without one."""
    profile = profile_of(resource)
    if profile is None:
        return []
    found = [] if resource["resourceType"] == profile.kind else ["another kind of resource"]
    found += [f"{path} is missing" for path in profile.must if _lacks(resource, path)]
    found += [
        f"none of {', '.join(paths)}"
        for paths in profile.one_of
        if all(_lacks(resource, path) for path in paths)
    ]
    found += list(_bindings(resource, profile))
    return [*found, *_vital_faults(resource, profile), *_invariants(resource)]


def _values(value: Any, path: str) -> Iterator[Any]:
    """Everything at `path`, lists gone through."""
    if isinstance(value, list):
        for one in value:
            yield from _values(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        head, _, rest = path.partition(".")
        if head in value:
            yield from _values(value[head], rest)


def _lacks(resource: Resource, path: str) -> bool:
    """Whether a parent that is there lacks its child; at the top, whether it is not there."""
    parent, _, child = path.rpartition(".")
    return any(
        not (isinstance(one, dict) and one.get(child) not in (None, "", [], {}))
        for one in _values(resource, parent)
    )


def _bindings(resource: Resource, profile: Profile) -> Iterator[str]:
    for where, allowed in profile.codes.items():
        path, _, system = where.partition("|")
        for value in _values(resource, path):
            code = value.get("code") if system else value
            if code not in allowed or (system and value.get("system") != system):
                yield f"{path} has the code {code}"


def _codes(concept: Resource) -> set[str]:
    return {one["code"] for one in concept.get("coding", ()) if one.get("system") == LOINC}


def _vital_faults(resource: Resource, profile: Profile) -> Iterator[str]:
    """Slices and invariants of vital signs: category, code, units, a value or why there is none."""
    if not profile.loinc:
        return
    categories = list(_values(resource, "category.coding"))
    if {"system": CATEGORY, "code": "vital-signs"} not in [
        {key: one.get(key) for key in ("system", "code")} for one in categories
    ]:
        yield "category is not vital-signs"
    if not set(profile.loinc) <= _codes(resource.get("code", {})):
        yield "code is not the fixed one"
    if len(str(resource.get("effectiveDateTime", ""))) < len("2026-11-23"):
        yield "vs-1: the time is not at least a day"
    carriers = {
        code: part
        for part in resource.get("component", ())
        for code in _codes(part["code"])
        if code in profile.parts
    }
    if set(carriers) != set(profile.parts):
        yield "a component is missing"
    for one in carriers.values() if profile.parts else (resource,):
        if ("valueQuantity" in one) == ("dataAbsentReason" in one):
            yield "vs-2, vs-3: a value or the reason why there is none"
        yield from _quantity(one.get("valueQuantity"), profile.units)


def _quantity(value: Resource | None, units: frozenset[str]) -> Iterator[str]:
    if value is None:
        return
    if not {"value", "unit", "system", "code"} <= value.keys():
        yield "a quantity lacks value, unit, system or code"
    elif value["system"] != UCUM or value["code"] not in units:
        yield f"the unit {value['code']} is not one of the profile"


def _invariants(resource: Resource) -> Iterator[str]:
    kind = resource["resourceType"]
    if kind == "AllergyIntolerance":
        wrong = "entered-in-error" in _values(resource, "verificationStatus.coding.code")
        if wrong == ("clinicalStatus" in resource):
            yield "ait-1, ait-2: a clinical status, but not of an entry in error"
    if kind == "Provenance":
        for agent in resource.get("agent", ()):
            # provenance-1: onBehalfOf where who is a practitioner
            if agent.get("who", {}).get("type") == "Practitioner" and "onBehalfOf" not in agent:
                yield "provenance-1: a person acts on behalf of an organization"
