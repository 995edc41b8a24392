"""Answered questionnaires, sterile packs that were used, and audit entries for a FHIR bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ma_desktop.domain.audit import AuditEntry
from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.screening import Answer, Form, Status
from ma_desktop.domain.sterilization import PackUse
from ma_desktop.exchange.fhir_node import LOINC
from ma_desktop.exchange.fhir_words import (
    OWN,
    US_CORE,
    concept,
    instant,
    practitioner,
    reference,
)
from ma_desktop.exchange.outgoing import OutgoingResponse

_LOINC_FORM = "http://loinc.org/q/"
_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_SUCCESS, _FAILURE = "0", "4"
_TOTAL = "total"


def response_resource(
    one: OutgoingResponse, form: Form, zone: ZoneInfo, staff: Mapping[str, str], visits: set[str]
) -> dict[str, Any]:
    """US Core QuestionnaireResponse; one that was not done is `stopped` and says why."""
    item = one.item
    done = item.status is not Status.NOT_DONE
    made: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": one.id,
        "meta": {"profile": [US_CORE + "us-core-questionnaireresponse"]},
        "questionnaire": (
            f"{_LOINC_FORM}{form.loinc}" if form.loinc else f"{OWN}questionnaire:{form.id}"
        ),
        "status": item.status.value if done else "stopped",
        "subject": reference("Patient", item.patient_id),
        "authored": instant(item.taken_at, zone),
    }
    if item.visit_id in visits:
        made["encounter"] = reference("Encounter", item.visit_id)
    if item.taken_by in staff:
        made["author"] = practitioner(staff[item.taken_by])
    if item.by_patient:
        made["source"] = reference("Patient", item.patient_id)
    if item.absent:
        made["extension"] = [{"url": f"{OWN}not-done", "valueString": item.absent}]
    asked = [_answer(answer) for answer in item.answers]
    if item.total is not None:
        asked.append({"linkId": _TOTAL, "text": "Total", "answer": [{"valueInteger": item.total}]})
    return made | ({"item": asked} if asked else {})


def _answer(answer: Answer) -> dict[str, Any]:
    system = LOINC if answer.code else f"{OWN}answer"
    coding = {"system": system, "code": answer.code or answer.choice, "display": answer.text}
    value = {"valueCoding": coding} if answer.choice else {"valueString": answer.text}
    return {"linkId": answer.item, "text": answer.question, "answer": [value]}


def pack_use_resource(
    use: PackUse, zone: ZoneInfo, staff: Mapping[str, str], visits: set[str]
) -> dict[str, Any]:
    """US Core Procedure: sterile instruments were used, with the numbers of pack and load."""
    made: dict[str, Any] = {
        "resourceType": "Procedure",
        "id": stable_id("pack-use", use.pack_id, use.visit_id),
        "meta": {"profile": [US_CORE + "us-core-procedure"]},
        "identifier": [{"system": f"{OWN}pack", "value": use.pack_number}],
        "status": "completed",
        "code": concept("sterile-pack-use", f"{OWN}procedure", f"Sterile pack: {use.set_name}"),
        "subject": reference("Patient", use.patient_id),
        "performedDateTime": instant(use.at, zone),
        "performer": [{"actor": practitioner(staff.get(use.by, use.by))}],
        "usedCode": [concept(use.pack_number, f"{OWN}pack", use.set_name)],
        "note": [{"text": f"Load {use.load_number}"}],
    }
    if use.visit_id in visits:
        made["encounter"] = reference("Encounter", use.visit_id)
    return made


def audit_resource(
    entry: AuditEntry, store_id: str, zone: ZoneInfo, staff: Mapping[str, str]
) -> dict[str, Any]:
    """One entry of the audit trail: who did what to this patient's record, when and why."""
    agent: dict[str, Any] = {
        "who": practitioner(staff.get(entry.user, entry.user)),
        "requestor": True,
    }
    if entry.reason:
        agent["purposeOfUse"] = [{"text": entry.reason}]
    return {
        "resourceType": "AuditEvent",
        "id": stable_id("audit", store_id, str(entry.sequence)),
        "type": {"system": _DICOM, "code": "110110", "display": "Patient Record"},
        "subtype": [
            {
                "system": f"{OWN}audit",
                "code": entry.action.replace(" ", "-"),
                "display": entry.action,
            }
        ],
        "recorded": instant(entry.at, zone),
        "outcome": _SUCCESS if entry.outcome == "success" else _FAILURE,
        "agent": [agent],
        "source": {"observer": {"type": "Device", "display": entry.workstation or "MA Desktop"}},
        "entity": [{"what": reference("Patient", entry.patient_id)}],
    }
