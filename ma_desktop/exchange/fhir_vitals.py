"""Vital-sign Observations of a FHIR bundle as Readings: exact numbers, UCUM units, hard limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ma_desktop.catalog import Catalog
from ma_desktop.domain.units import NotANumber, UnknownUnit, are_convertible, is_known
from ma_desktop.domain.vital_parse import InvalidReading, refuse_impossible
from ma_desktop.domain.vitals import Measure, Part, Reading, VitalSign, measure
from ma_desktop.exchange.fhir_node import LOINC, SNOMED, UCUM, Node
from ma_desktop.exchange.fhir_words import ABSENT_CODES, ABSENT_SYSTEM, OWN, TRANSLATION
from ma_desktop.exchange.incoming import Tally, Unfit

_ABSENT = {code: reason for reason, code in ABSENT_CODES.items()}  # others have no word here
_TAKEN_STATUS = frozenset({"final", "amended", "corrected"})
_LOINC_SHAPE = re.compile(r"[0-9]{1,6}-[0-9]")


def read_vital(node: Node, catalog: Catalog, tally: Tally, today: date) -> Reading:
    """The reading that an Observation holds.

    Numbers and units stay as the file has them, with the canonical value beside. Components of
    codes that the vital sign does not have are counted in `tally`. Raises Unfit with the LOINC
    code and the reason for everything that can't be taken.
    """
    vital, code, implied = _known(node, catalog)
    try:
        return _reading(node, vital, code, (implied, today), tally)
    except Unfit as unfit:
        raise Unfit(f"LOINC {code}: {unfit.reason}") from None


def _known(node: Node, catalog: Catalog) -> tuple[VitalSign, str, Mapping[str, str]]:
    codes = [item.code for item in node.codings("code") if item.system == LOINC]
    found = [(code, match) for code in codes if (match := catalog.vital_for_loinc(code))]
    if found:
        code, (vital, implied) = found[0]
        if any(other.id != vital.id for _, (other, _) in found):
            raise Unfit(f"LOINC {code}: another code says that it is something else")
        return vital, code, implied
    own = (item.code for item in node.codings("code") if item.system == f"{OWN}vital-sign")
    if (key := next(own, "")) in catalog.vitals:
        return catalog.vitals[key], "", {}
    if part := next((code for code in codes if code in _part_codes(catalog)), ""):
        raise Unfit(f"LOINC {part}: only a part, without the rest")
    kinds = (item.code for concept in node.nodes("category") for item in concept.own_codings())
    if "vital-signs" not in kinds:
        raise Unfit("not a vital sign")
    named = next((code for code in codes if _LOINC_SHAPE.fullmatch(code)), "")
    if not named:
        raise Unfit("a vital sign without a LOINC code")
    raise Unfit(f"LOINC {named}: not a vital sign that this program knows")


def _part_codes(catalog: Catalog) -> frozenset[str]:
    return frozenset(part.loinc for vital in catalog.vitals.values() for part in vital.parts)


def _reading(
    node: Node, vital: VitalSign, code: str, around: tuple[Mapping[str, str], date], tally: Tally
) -> Reading:
    implied, today = around
    status = node.text("status")
    if status not in _TAKEN_STATUS:
        raise Unfit("it is not final")
    if node.has("focus"):
        raise Unfit("it is about something else than the patient")
    if len(_values(node)) > 1:
        raise Unfit("there are two values")
    qualifiers = _qualifiers(node, vital, implied)
    if word := _word(node, vital):
        reading = Reading(vital.id, code, word, (), qualifiers)
        return _possible(vital, reading, today)
    carriers = _carriers(node, vital, tally)
    absent = {_absent(carrier) for carrier in carriers}
    if len(absent) > 1:
        raise Unfit("a part is missing")
    if reason := absent.pop():
        return Reading(vital.id, code, "", (), qualifiers, reason)
    if not vital.parts:
        raise Unfit("there is no value that it can have")
    measures = tuple(
        _measure(part, carrier) for part, carrier in zip(vital.parts, carriers, strict=True)
    )
    return _possible(vital, Reading(vital.id, code, _text(measures), measures, qualifiers), today)


def _possible(vital: VitalSign, reading: Reading, today: date) -> Reading:
    try:
        refuse_impossible(vital, reading, today)
    except InvalidReading as error:
        raise Unfit(error.what) from None
    return reading


def _word(node: Node, vital: VitalSign) -> str:
    """A date, or a word that the vital sign knows (LO, HI); empty where there is a quantity."""
    if vital.kind == "date" and node.has("valueDateTime"):
        return node.text("valueDateTime")[: len("2026-05-12")]
    if (vital.words or vital.kind == "ratio") and node.has("valueString"):
        return node.text("valueString").strip().upper()
    return ""


def _carriers(node: Node, vital: VitalSign, tally: Tally) -> list[Node]:
    """The elements that hold the parts of `vital`, in their order."""
    wanted = {part.loinc for part in vital.parts if len(vital.parts) > 1}
    by_code = _components(node, vital, wanted, tally)
    if not wanted:
        return [node]
    if node.has("dataAbsentReason"):
        if by_code:
            raise Unfit("there is a value and a reason for having none")
        return [node] * len(vital.parts)
    if _values(node):
        raise Unfit("a value stands beside its parts")
    if len(by_code) < len(vital.parts):
        raise Unfit("a part is missing")
    return [by_code[part.loinc] for part in vital.parts]


def _components(node: Node, vital: VitalSign, wanted: set[str], tally: Tally) -> dict[str, Node]:
    """The components of the codes `wanted`; those of unknown codes are counted."""
    qualifying = {item.loinc for item in vital.qualifiers}
    by_code: dict[str, Node] = {}
    for component in node.nodes("component"):
        if component.code("code", f"{OWN}qualifier"):
            continue
        code = _part_code(component, wanted)
        if code in by_code:
            raise Unfit("a part stands twice")
        if code in wanted:
            by_code[code] = component
        elif code not in qualifying:
            named = f"LOINC {code}" if _LOINC_SHAPE.fullmatch(code) else "without a LOINC code"
            tally.add("Observation.component", f"{named}: not a part that this program knows")
    return by_code


def _part_code(component: Node, wanted: set[str]) -> str:
    """The LOINC code of a component: the one that is wanted where it has several."""
    codes = [item.code for item in component.codings("code") if item.system == LOINC]
    found = sorted(wanted.intersection(codes))
    if len(found) > 1:
        raise Unfit("a part says that it is two")
    return (found or [*codes, ""])[0]


def _absent(carrier: Node) -> str:
    """Why there is no value, in this program's words; empty when there is one."""
    if not carrier.has("dataAbsentReason"):
        return ""
    if _values(carrier):
        raise Unfit("there is a value and a reason for having none")
    code = carrier.code("dataAbsentReason", ABSENT_SYSTEM)
    reason = _ABSENT.get(code, "")
    if not reason:
        raise Unfit("not measured, and the reason has no word here")
    return reason


def _measure(part: Part, carrier: Node) -> Measure:
    quantity = carrier.node("valueQuantity")
    if quantity is None:
        raise Unfit("the value is not a quantity" if _values(carrier) else "there is no value")
    if len(_values(carrier)) > 1:
        raise Unfit("there are two values")
    number = quantity.number("value")
    if number is None:
        raise Unfit("there is no number")
    if quantity.has("comparator"):
        raise Unfit("the value is only a bound")
    unit = quantity.text("code")
    if not unit or quantity.raw("system") != UCUM:
        raise Unfit("the unit has no UCUM code")
    if not is_known(unit):
        raise Unfit("the unit is not one that this program converts")
    try:
        return _as_typed(part, quantity, measure(part, number, unit))
    except NotANumber:
        raise Unfit("the number is not possible for anybody") from None
    except UnknownUnit:
        raise Unfit(f"the unit {unit} does not fit") from None


def _as_typed(part: Part, quantity: Node, found: Measure) -> Measure:
    """The number and unit that were typed, where they stand beside and mean the same."""
    for extension in quantity.nodes("extension"):
        typed = extension.node("valueQuantity")
        if extension.text("url") != TRANSLATION or typed is None or typed.raw("system") != UCUM:
            continue
        number, unit = typed.number("value"), typed.text("code")
        if number is None or not are_convertible(unit, found.unit):
            continue
        same = measure(part, number, unit)
        if same.value == found.value:
            return same
    return found


def _values(carrier: Node) -> list[str]:
    """The names of the values that stand in an element; FHIR allows one."""
    return [key for key in carrier.value if key.startswith("value") and carrier.has(key)]


def _text(measures: tuple[Measure, ...]) -> str:
    """Numbers and unit as the file has them: 148/92 mm[Hg]."""
    if len({item.typed_unit for item in measures}) > 1:
        return " / ".join(f"{item.typed:f} {item.typed_unit}" for item in measures)
    numbers = "/".join(f"{item.typed:f}" for item in measures)
    return f"{numbers} {measures[0].typed_unit}"


def _qualifiers(node: Node, vital: VitalSign, implied: Mapping[str, str]) -> dict[str, str]:
    """Site, position and method by SNOMED CT code, joined with what the LOINC code implies."""
    qualifying = {item.loinc for item in vital.qualifiers if item.loinc}
    said = {item.code for key in ("bodySite", "method") for item in node.codings(key)}
    own: set[tuple[str, str]] = set()
    for component in node.nodes("component"):
        if component.code("code", LOINC) in qualifying:
            said.add(component.code("valueCodeableConcept", SNOMED))
        own |= {(it.system, it.code) for it in component.codings("valueCodeableConcept")}
    found = {
        qualifier.id: choice.id
        for qualifier in vital.qualifiers
        for choice in qualifier.choices
        if (choice.snomed and choice.snomed in said) or (OWN + qualifier.id, choice.id) in own
    }
    if any(found.get(key, value) != value for key, value in implied.items()):
        raise Unfit("the site contradicts the code")
    return found | dict(implied)
