"""The clinic's certificate for signing summaries: kept in the store, still under its passphrase."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.documents.signed_pdf import Signer, open_signer
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.own_content import keep_version
from ma_desktop.storage.store import UnitOfWork

KIND, _ONE = "certificate", "clinic"
_LARGEST = 100_000
"""Bytes of a PKCS#12 file; a key with a long chain takes a tenth of it."""


@dataclass(frozen=True)
class Held:
    """The certificate in force: whose it is, until when it is valid (UTC), its PKCS#12 file."""

    name: str
    until: datetime
    file: bytes


def held(uow: UnitOfWork) -> Held | None:
    """None where the clinic has put no certificate in, or has taken it out again."""
    found = [json.loads(item.body) for item in uow.contents.in_force(KIND)]
    if not found or not found[0]:
        return None
    kept = found[0]
    until = datetime.fromisoformat(kept["until"])
    return Held(kept["name"], until, b64decode(kept["file"]))


def certificate(clinic: Clinic) -> Held | None:
    """What is kept of the clinic's certificate; None without one."""
    with clinic.look() as uow:
        return held(uow)


def put_in(clinic: Clinic, file: bytes, passphrase: str) -> Changes:
    """Keep a PKCS#12 file for signing. The passphrase is tried, not kept.

    Raises Refused when the file does not open, can't sign, or has expired.
    """
    if len(file) > _LARGEST:
        raise Refused("This file is too large for a certificate.", do="Choose a .p12 file.")
    signer = open_signer(file, passphrase)
    if signer.until < clinic.now():
        raise Refused("This certificate has expired.", do="Choose a newer one.")
    kept = {
        "name": signer.name,
        "until": signer.until.isoformat(),
        "file": b64encode(file).decode(),
    }
    with clinic.work(Right.MANAGE_STAFF) as uow:
        keep_version(uow, clinic, KIND, _ONE, json.dumps(kept), "")
        uow.audit.write("certificate put in", record=_ONE)
    return Changes()


def take_out(clinic: Clinic) -> Changes:
    """Sign no more; what was signed stays valid."""
    with clinic.work(Right.MANAGE_STAFF) as uow:
        keep_version(uow, clinic, KIND, _ONE, "{}", "")
        uow.audit.write("certificate taken out", record=_ONE)
    return Changes()


def signer_of(clinic: Clinic, passphrase: str) -> Signer:
    """The clinic's certificate, opened. Raises Refused without one or for a wrong passphrase."""
    found = certificate(clinic)
    if found is None:
        raise Refused(
            "The clinic has no certificate to sign with.",
            safe="Nothing was signed.",
            do="Put one in, in Manage, or leave the signature out.",
        )
    return open_signer(found.file, passphrase)
