"""A FHIR Patient as the clinic keeps one; a social security number is never read out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ma_desktop.domain.patient import SEXES, Name
from ma_desktop.exchange.fhir_index import Resource
from ma_desktop.exchange.fhir_node import Node
from ma_desktop.exchange.fhir_time import full_date
from ma_desktop.exchange.incoming import IncomingPatient, Unfit
from ma_desktop.exchange.plain_text import CODE_LENGTH, NAME_LENGTH

# HL7 table 0203: social security, driver's licence and passport are no record numbers.
_PRIVATE_TYPES = frozenset({"SS", "DL", "PPN", "SB", "TAX"})
_PRIVATE_SYSTEMS = frozenset({"http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"})
_SSN_SHAPE = re.compile(r"[0-9]{3}-[0-9]{2}-[0-9]{4}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous")


def read_patient(resource: Resource, now: datetime) -> IncomingPatient:
    """The person without lists. Raises Unfit when name or full birth date is missing."""
    node = resource.node
    if node.flag("active") is False:
        raise Unfit("the record is marked as not in use")
    if any(link.raw("type") == "replaced-by" for link in node.nodes("link")):
        raise Unfit("another record replaces it")
    born = full_date(node.raw("birthDate"))
    if born is None:
        raise Unfit("there is no full birth date")
    if born > (now + timedelta(days=1)).date():
        raise Unfit("the birth date is in the future")
    sex = node.text("gender") or "unknown"
    if sex not in SEXES:
        raise Unfit("the gender is not a FHIR code")
    mrn, system = _record_number(resource)
    return IncomingPatient(
        mrn=mrn,
        system=system,
        name=_name(node),
        birth_date=born,
        sex=sex,
        language=_language(node),
        phone=_phone(node),
    )


def person_name(node: Node) -> Node | None:
    """The name to address somebody by; former names only when there is no other."""
    names = [item for item in node.nodes("name") if item.raw("use") in _NAME_USES]
    current = [item for item in names if not _ended(item)] or names
    return min(current, key=lambda item: _NAME_USES.index(item.raw("use")), default=None)


def _name(node: Node) -> Name:
    found = person_name(node)
    if found is None:
        raise Unfit("there is no name")
    family = found.text("family", NAME_LENGTH)
    given = " ".join(found.texts("given", NAME_LENGTH))
    suffix = " ".join(found.texts("suffix", NAME_LENGTH))
    if len(given) > NAME_LENGTH or len(suffix) > NAME_LENGTH:
        raise Unfit(f"a text is longer than {NAME_LENGTH} characters")
    if not family:
        family, given = given or found.text("text", NAME_LENGTH), ""
    if not family:
        raise Unfit("there is no name")
    return Name(family, given, suffix)


def _record_number(resource: Resource) -> tuple[str, str]:
    """MRN and its system: an identifier of type MR, else the first one, else the resource's id."""
    usable = [item for item in resource.node.nodes("identifier") if _is_usable(item)]
    ranked = sorted(usable, key=lambda item: "MR" not in _types(item))
    if ranked:
        return ranked[0].text("value", CODE_LENGTH), ranked[0].text("system")
    if not resource.id or _SSN_SHAPE.fullmatch(resource.id):
        raise Unfit("there is no record number")
    if len(resource.id) > CODE_LENGTH:
        raise Unfit(f"a text is longer than {CODE_LENGTH} characters")
    return resource.id, ""


def _is_usable(identifier: Node) -> bool:
    value = identifier.raw("value").strip()
    private = (
        not _types(identifier).isdisjoint(_PRIVATE_TYPES)
        or identifier.raw("system").strip() in _PRIVATE_SYSTEMS
        or _SSN_SHAPE.fullmatch(value)
    )
    return bool(value) and not private and identifier.raw("use") != "old" and not _ended(identifier)


def _types(identifier: Node) -> frozenset[str]:
    return frozenset(coding.code for coding in identifier.codings("type"))


def _ended(item: Node) -> bool:
    period = item.node("period")
    return period is not None and period.has("end")


def _phone(node: Node) -> str:
    """The first telephone in use, a mobile one before others."""
    phones = [
        item
        for item in node.nodes("telecom")
        if item.raw("system") in ("phone", "sms")
        and item.raw("use") != "old"
        and item.has("value")
        and not _ended(item)
    ]
    ranked = sorted(phones, key=lambda item: item.raw("use") != "mobile")
    return ranked[0].text("value", CODE_LENGTH) if ranked else ""


def _language(node: Node) -> str:
    spoken = sorted(node.nodes("communication"), key=lambda item: not item.flag("preferred"))
    codes = (coding.code for item in spoken for coding in item.codings("language"))
    return next((code for code in codes if _LANGUAGE.fullmatch(code)), "")
