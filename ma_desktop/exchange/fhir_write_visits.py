"""Visits for a FHIR bundle: an Encounter once the patient came, before that an Appointment."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.exchange.fhir_words import US_CORE, instant, practitioner, reference

_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_BOOKED = {
    VisitState.SCHEDULED: "booked",
    VisitState.CANCELLED: "cancelled",
    VisitState.NO_SHOW: "noshow",
}
_OVER = frozenset({VisitState.DONE, VisitState.LEFT})


def is_encounter(visit: Visit) -> bool:
    """Whether the patient came, so that other resources may refer to the visit as an Encounter."""
    return visit.state not in _BOOKED


def visit_resource(visit: Visit, zone: ZoneInfo) -> dict[str, Any]:
    return _encounter(visit, zone) if is_encounter(visit) else _appointment(visit, zone)


def _appointment(visit: Visit, zone: ZoneInfo) -> dict[str, Any]:
    people = [{"actor": reference("Patient", visit.patient_id), "status": "accepted"}]
    if visit.provider:
        people.append({"actor": practitioner(visit.provider), "status": "accepted"})
    made: dict[str, Any] = {
        "resourceType": "Appointment",
        "id": visit.id,
        "status": _BOOKED[visit.state],
        "appointmentType": {"text": visit.visit_type},
        "start": instant(visit.scheduled_at, zone),
        "participant": people,
    }
    # A booked appointment needs both ends; nobody says how long a visit is meant to be.
    if visit.state is VisitState.SCHEDULED:
        made["end"] = made["start"]
    return made | ({"description": visit.reason} if visit.reason else {})


def _encounter(visit: Visit, zone: ZoneInfo) -> dict[str, Any]:
    period = {"start": instant(visit.scheduled_at, zone)}
    if visit.state in _OVER and visit.state_since >= visit.scheduled_at:
        period["end"] = instant(visit.state_since, zone)
    made: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": visit.id,
        "meta": {"profile": [US_CORE + "us-core-encounter"]},
        "status": _status(visit),
        "class": {"system": _ACT, "code": "AMB", "display": "ambulatory"},
        "type": [{"text": visit.visit_type}],
        "subject": reference("Patient", visit.patient_id),
        "period": period,
    }
    if visit.provider:
        made["participant"] = [{"individual": practitioner(visit.provider)}]
    return made | ({"reasonCode": [{"text": visit.reason}]} if visit.reason else {})


def _status(visit: Visit) -> str:
    if visit.state in _OVER:
        return "finished"
    return "arrived" if visit.state is VisitState.ARRIVED else "in-progress"
