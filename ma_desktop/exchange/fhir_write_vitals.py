"""Vital signs for a FHIR bundle, after the US Core profile that each one names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ma_desktop.domain.origin import UNCONFIRMED, UNCONFIRMED_WORDS
from ma_desktop.domain.vitals import ABSENT_REASONS, Measure, Qualifier, Reading, VitalSign
from ma_desktop.exchange.fhir_node import LOINC, SNOMED, UCUM
from ma_desktop.exchange.fhir_words import (
    ABSENT_CODES,
    ABSENT_SYSTEM,
    OWN,
    TRANSLATION,
    concept,
    instant,
    practitioner,
    reference,
)
from ma_desktop.exchange.outgoing import OutgoingObservation

_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
# The value set of units that US Core binds vital signs to (ucum-vitals-common).
_VITAL_UNITS = frozenset(
    {"%", "cm", "[in_i]", "kg", "g", "[lb_av]", "Cel", "[degF]", "mm[Hg]", "/min", "kg/m2", "m2"}
)


def observation_resource(
    one: OutgoingObservation,
    vital: VitalSign,
    zone: ZoneInfo,
    staff: Mapping[str, str],
    visits: set[str],
) -> dict[str, Any]:
    """One reading with the numbers and units that were typed, as far as US Core allows the unit."""
    item, reading = one.item, one.item.reading
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "id": one.id,
        "status": one.status,
        "category": [concept("vital-signs", _CATEGORY)],
        "code": _codes(vital, reading),
        "subject": reference("Patient", item.patient_id),
        "effectiveDateTime": instant(item.taken_at, zone),
    }
    if vital.profile:
        made["meta"] = {"profile": [vital.profile]}
    if item.visit_id in visits:
        made["encounter"] = reference("Encounter", str(item.visit_id))
    if item.taken_by in staff:
        made["performer"] = [practitioner(staff[item.taken_by])]
    if item.source == UNCONFIRMED:
        made["note"] = [{"text": UNCONFIRMED_WORDS.capitalize()}]
    made |= _values(vital, reading)
    return made | _qualifiers(vital, reading, made.get("component", []))


def _codes(vital: VitalSign, reading: Reading) -> dict[str, Any]:
    """The code that came in first, then those of the profile; our own where LOINC has none."""
    if not vital.loinc:
        return concept(vital.id, f"{OWN}vital-sign", vital.name)
    codes = dict.fromkeys((reading.loinc, vital.loinc, *vital.also_loinc))
    return {"coding": [{"system": LOINC, "code": code} for code in codes], "text": vital.name}


def _values(vital: VitalSign, reading: Reading) -> dict[str, Any]:
    parts = vital.parts if len(vital.parts) > 1 else ()
    if reading.absent:
        code = ABSENT_CODES[reading.absent]
        absent = {"dataAbsentReason": concept(code, ABSENT_SYSTEM, ABSENT_REASONS[reading.absent])}
        carriers = [{"code": concept(part.loinc, LOINC, part.name)} | absent for part in parts]
        return {"component": carriers} if parts else absent
    if reading.word:
        return {"valueDateTime" if vital.kind == "date" else "valueString": reading.word}
    if not parts:
        return _value(reading.measures[0])
    return {
        "component": [
            {"code": concept(part.loinc, LOINC, part.name)} | _value(reading.measure(part.id))
            for part in parts
        ]
    }


def _value(item: Measure) -> dict[str, Any]:
    """The quantity as typed; where the profile has no such unit, as the translation of another."""
    typed = _quantity(item.typed, item.typed_unit)
    if item.typed_unit in _VITAL_UNITS or item.typed_unit == item.unit:
        return {"valueQuantity": typed}
    translation = {"url": TRANSLATION, "valueQuantity": typed}
    return {"valueQuantity": {"extension": [translation], **_quantity(item.value, item.unit)}}


def _quantity(number: Decimal, unit: str) -> dict[str, Any]:
    return {"value": number, "unit": unit, "system": UCUM, "code": unit}


def _qualifiers(
    vital: VitalSign, reading: Reading, components: list[dict[str, Any]]
) -> dict[str, Any]:
    """How it was taken: site and method in their own elements, everything else as components."""
    found: dict[str, Any] = {}
    more: list[dict[str, Any]] = []
    for qualifier in vital.qualifiers:
        choice = reading.qualifiers.get(qualifier.id, "")
        if not choice:
            continue
        said = _choice(qualifier, choice)
        if qualifier.name in ("Site", "Method") and _snomed(qualifier, choice):
            found["bodySite" if qualifier.name == "Site" else "method"] = said
        else:
            more.append({"code": _qualifier_code(qualifier), "valueCodeableConcept": said})
    if more or components:
        found["component"] = [*components, *more]
    return found


def _qualifier_code(qualifier: Qualifier) -> dict[str, Any]:
    system = LOINC if qualifier.loinc else f"{OWN}qualifier"
    return concept(qualifier.loinc or qualifier.id, system, qualifier.name)


def _choice(qualifier: Qualifier, choice: str) -> dict[str, Any]:
    code = _snomed(qualifier, choice)
    system = SNOMED if code else f"{OWN}{qualifier.id}"
    return concept(code or choice, system, qualifier.name_of(choice))


def _snomed(qualifier: Qualifier, choice: str) -> str:
    return next((item.snomed for item in qualifier.choices if item.id == choice), "")
