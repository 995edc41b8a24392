"""Allergies, medications and immunizations of a FHIR bundle."""

from __future__ import annotations

from datetime import UTC, datetime, time

from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.exchange.fhir_index import Index, Resource
from ma_desktop.exchange.fhir_node import CVX, Coding, Node
from ma_desktop.exchange.fhir_time import full_date, refuse_future
from ma_desktop.exchange.incoming import IncomingPatient, Retracted, Unfit
from ma_desktop.exchange.plain_text import TEXT_LENGTH, clean

_SEVERITIES = ("mild", "moderate", "severe")
_CRITICALITIES = ("low", "high")
_ALLERGY_STATUS = ("active", "inactive", "resolved")
# SNOMED CT: no known allergy (in general, drug, environmental, food, latex).
_NO_ALLERGY = frozenset({"716186003", "409137002", "428607008", "429625007", "1003774007"})
_PROPOSED = frozenset({"proposal", "plan", "option"})


def read_allergy(resource: Resource, owner: IncomingPatient) -> Allergy:
    """One entry of the allergy list. Raises Retracted when refuted, Unfit without a substance."""
    node = resource.node
    if any(item.code == "refuted" for item in node.codings("verificationStatus")):
        raise Retracted("it was refuted")
    codings = node.codings("code")
    if any(item.code in _NO_ALLERGY for item in codings):
        raise Unfit("it says that no allergy is known; ask the patient")
    substance = node.words("code")
    if not substance:
        raise Unfit("there is no substance")
    reactions = node.nodes("reaction")
    status = next((item.code for item in node.codings("clinicalStatus") if item.code), "active")
    if status not in _ALLERGY_STATUS:
        raise Unfit("the status is not a FHIR code")
    criticality = node.text("criticality")
    coding = _first_code(codings)
    return Allergy(
        id=owner.record_id(resource.type, resource.key),
        patient_id=owner.patient_id,
        substance=substance,
        reaction=_manifestations(reactions),
        severity=_worst(reactions),
        criticality=criticality if criticality in _CRITICALITIES else "",
        status=status,
        system=coding.system,
        code=coding.code,
    )


def _manifestations(reactions: tuple[Node, ...]) -> str:
    said = [
        words
        for reaction in reactions
        for item in reaction.nodes("manifestation")
        if (words := item.own_words())
    ]
    return clean("; ".join(dict.fromkeys(said)), TEXT_LENGTH)


def _worst(reactions: tuple[Node, ...]) -> str:
    said = [reaction.text("severity") for reaction in reactions]
    return max((word for word in said if word in _SEVERITIES), key=_SEVERITIES.index, default="")


def read_medication(resource: Resource, owner: IncomingPatient, index: Index) -> Medication:
    """One entry of the medication list, from a MedicationRequest or MedicationStatement.

    The dosage is the text that the prescriber wrote; structured dosages are not put into words.
    Raises Unfit for proposals, drafts, and what must not be given.
    """
    node = resource.node
    if node.flag("doNotPerform"):
        raise Unfit("it says what must not be given")
    status = node.text("status")
    if node.text("intent") in _PROPOSED or status == "draft":
        raise Unfit("it is only proposed")
    if not status:
        raise Unfit("there is no status")
    drug, key = _drug(resource, index)
    name = drug.words(key)
    if not name:
        raise Unfit("there is no name of a medication")
    coding = _first_code(drug.codings(key))
    instructions = node.nodes("dosageInstruction") + node.nodes("dosage")
    period = node.node("effectivePeriod") or _bounds(instructions)
    said = "; ".join(words for item in instructions if (words := item.text("text")))
    start = period.raw("start") if period else ""
    return Medication(
        id=owner.record_id(resource.type, resource.key),
        patient_id=owner.patient_id,
        name=name,
        dosage=clean(said, TEXT_LENGTH),
        status=status,
        started=full_date(start or node.raw("effectiveDateTime") or node.raw("authoredOn")),
        stopped=full_date(period.raw("end")) if period else None,
        system=coding.system,
        code=coding.code,
    )


def _bounds(instructions: tuple[Node, ...]) -> Node | None:
    """The days that the first dosage names, where it names any."""
    timings = (timing for item in instructions if (timing := item.node("timing")))
    repeats = (repeat for timing in timings if (repeat := timing.node("repeat")))
    return next((days for repeat in repeats if (days := repeat.node("boundsPeriod"))), None)


def _drug(resource: Resource, index: Index) -> tuple[Node, str]:
    """The element that names the drug: in the resource itself or in a Medication it refers to."""
    reference = resource.node.node("medicationReference")
    if reference is None:
        return resource.node, "medicationCodeableConcept"
    target = index.resolve(reference, resource)
    if target is None or target.type != "Medication":
        raise Unfit("its medication is not in the file")
    if target.node.raw("status") == "entered-in-error":
        raise Retracted("its medication was entered in error")
    return target.node, "code"


def read_immunization(resource: Resource, owner: IncomingPatient, now: datetime) -> Immunization:
    """One dose, given or not (`status`). Raises Unfit without a full date or a vaccine."""
    node = resource.node
    status = node.text("status")
    if status not in ("completed", "not-done"):
        raise Unfit("the status is not a FHIR code")
    given_on = full_date(node.raw("occurrenceDateTime"))
    if given_on is None:
        raise Unfit("there is no full date")
    refuse_future(datetime.combine(given_on, time(tzinfo=UTC)), now)
    cvx = node.code("vaccineCode", CVX)
    name = node.words("vaccineCode") or (f"CVX {cvx}" if cvx else "")
    if not name:
        raise Unfit("there is no vaccine")
    return Immunization(
        id=owner.record_id(resource.type, resource.key),
        patient_id=owner.patient_id,
        name=name,
        given_on=given_on,
        status=status,
        cvx=cvx,
    )


def _first_code(codings: tuple[Coding, ...]) -> Coding:
    return next((item for item in codings if item.code), Coding("", "", ""))
