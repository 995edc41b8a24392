"""Encounters and appointments of a FHIR bundle: one visit each."""

from __future__ import annotations

import re
from datetime import datetime

from ma_desktop.exchange.fhir_index import Index, Resource
from ma_desktop.exchange.fhir_node import Node
from ma_desktop.exchange.fhir_patient import person_name
from ma_desktop.exchange.fhir_time import refuse_future, span
from ma_desktop.exchange.incoming import IncomingPatient, IncomingVisit, Unfit
from ma_desktop.exchange.plain_text import NAME_LENGTH, clean

_MOST_PARTICIPANTS = 50
_PRACTITIONER = re.compile(r"(^|/)Practitioner(Role)?([/?]|$)")
_PLANNED = "planned"
_ENCOUNTER_STATUS = frozenset(
    {_PLANNED, "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"}
)
_BOOKED_STATUS = frozenset({"booked", "arrived", "checked-in", "fulfilled", "cancelled", "noshow"})
_NOT_YET = frozenset({"proposed", "pending", "waitlist"})


def read_encounter(
    resource: Resource, owner: IncomingPatient, index: Index, now: datetime
) -> IncomingVisit:
    """A visit that took or takes place. Raises Unfit without a start or with an unknown status."""
    node = resource.node
    status = node.text("status")
    if status not in _ENCOUNTER_STATUS:
        raise Unfit("the status is not known")
    period = node.node("period")
    if period is None or not period.has("start"):
        raise Unfit("there is no start")
    start, end = span(period)
    if status != _PLANNED and status != "cancelled":
        refuse_future(start, now)
    return IncomingVisit(
        id=owner.record_id(resource.type, resource.key),
        scheduled_at=start,
        ended_at=end,
        visit_type=_first_words(node, "type") or _class(node),
        provider=_provider(resource, index, "individual"),
        reason=_first_words(node, "reasonCode"),
        status=status,
    )


def read_appointment(resource: Resource, owner: IncomingPatient, index: Index) -> IncomingVisit:
    """A visit that was booked. Raises Unfit when it is not booked yet or has no start."""
    node = resource.node
    status = node.text("status")
    if status in _NOT_YET:
        raise Unfit("it is not booked yet")
    if status not in _BOOKED_STATUS:
        raise Unfit("the status is not known")
    if not node.has("start"):
        raise Unfit("there is no start")
    start, end = span(node)
    return IncomingVisit(
        id=owner.record_id(resource.type, resource.key),
        scheduled_at=start,
        ended_at=end,
        visit_type=node.words("appointmentType") or _first_words(node, "serviceType"),
        provider=_provider(resource, index, "actor"),
        reason=_first_words(node, "reasonCode") or node.text("description"),
        status=status,
    )


def _first_words(node: Node, key: str) -> str:
    return next((words for item in node.nodes(key) if (words := item.own_words())), "")


def _class(node: Node) -> str:
    kind = node.node("class")
    return "" if kind is None else kind.text("display") or kind.text("code")


def _provider(resource: Resource, index: Index, key: str) -> str:
    """The first practitioner among the participants by name, or an empty string."""
    for participant in resource.node.nodes("participant")[:_MOST_PARTICIPANTS]:
        reference = participant.node(key)
        if reference is not None and (name := practitioner_name(reference, resource, index)):
            return name
    return ""


def practitioner_name(reference: Node, source: Resource, index: Index) -> str:
    """Who a reference of `source` means, as a name; empty when it is no practitioner."""
    target = index.resolve(reference, source)
    if target is not None and target.type == "PractitionerRole":
        role = target
        reference = role.node.node("practitioner") or reference
        target = index.resolve(reference, role)
    if target is not None and target.type == "Practitioner":
        return _full_name(target.node) or reference.text("display", NAME_LENGTH)
    said = reference.raw("reference") or reference.raw("type")
    outside = target is None and _PRACTITIONER.search(said)
    return reference.text("display", NAME_LENGTH) if outside else ""


def _full_name(practitioner: Node) -> str:
    name = person_name(practitioner)
    if name is None:
        return ""
    parts = (
        *name.texts("prefix"),
        *name.texts("given"),
        name.text("family"),
        *name.texts("suffix"),
    )
    return clean(" ".join(part for part in parts if part) or name.text("text"), NAME_LENGTH)
