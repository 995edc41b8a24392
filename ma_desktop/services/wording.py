"""The clinic's own approved words: what a value means, and whom to call. Shipped empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.own_content import keep_version
from ma_desktop.storage.store import UnitOfWork

EMERGENCY = "emergency"
"""The key of the frame that says whom to call."""
KIND = "wording"
_LONGEST = 400
FLAGS = {"N": "usual", "L": "low", "LL": "very low", "H": "high", "HH": "very high"}
"""FHIR interpretations that a wording can stand for: `bp.H` is a high blood pressure."""


def in_force(uow: UnitOfWork) -> dict[str, Mapping[str, str]]:
    """Words by key (`emergency`, or vital sign and interpretation) and language."""
    return {item.id: json.loads(item.body) for item in uow.contents.in_force(KIND)}


@dataclass(frozen=True)
class Approved:
    """Words by language; `note` says who approved them, `at` since when they stand."""

    words: Mapping[str, str]
    version: int
    at: datetime
    note: str


def approved(clinic: Clinic) -> dict[str, Approved]:
    """The words in force by key, with who approved them."""
    with clinic.look() as uow:
        return {
            item.id: Approved(json.loads(item.body), item.version, item.at, item.note)
            for item in uow.contents.in_force(KIND)
        }


def set_wording(clinic: Clinic, key: str, words: Mapping[str, str], approved_by: str) -> Changes:
    """A new version of the words for `key`; empty words say nothing again.

    Raises Refused for an unknown key or language, words of more than 400 characters, or when
    nobody approved them.
    """
    vital, _, flag = key.partition(".")
    known = key == EMERGENCY or (vital in clinic.catalog.vitals and flag in FLAGS)
    if not known or not set(words) <= set(LANGUAGES):
        raise Refused("This wording has no place.", do="Choose a vital sign and what it is.")
    if any(len(text) > _LONGEST or not text.isprintable() for text in words.values()):
        raise Refused("A wording has 400 characters at most, in one line.", do="Shorten it.")
    if not approved_by.strip():
        raise Refused("Who approved these words is missing.", do="Type the provider's name.")
    with clinic.work(Right.MANAGE_STAFF) as uow:
        body = json.dumps({language: text.strip() for language, text in words.items()})
        note = f"approved by {approved_by.strip()}"
        keep_version(uow, clinic, KIND, key, body, note)
        uow.audit.write("wording changed", record=key, reason=note)
    return Changes()
