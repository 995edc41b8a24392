"""The audit trail: who did what, when, where and why, each entry bound to the one before it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_VALUES = json.JSONEncoder(ensure_ascii=False, default=str)
GENESIS = b"\0" * 32


@dataclass(frozen=True)
class AuditEntry:
    """One event. `digest` is the SHA-256 of the stored value in hex, where one was stored."""

    sequence: int
    at: datetime
    zone: str
    boot_seconds: Decimal
    user: str
    workstation: str
    action: str
    outcome: str = "success"
    patient_id: str = ""
    visit_id: str = ""
    record: str = ""
    digest: str = ""
    reason: str = ""


def canonical(entry: AuditEntry) -> bytes:
    """The bytes that are signed: JSON with sorted keys and the time in UTC."""
    fields = vars(entry) | {"at": entry.at.isoformat(), "boot_seconds": str(entry.boot_seconds)}
    return _JSON.encode(fields).encode()


def seal(key: bytes, previous: bytes, entry: AuditEntry) -> bytes:
    """HMAC-SHA-256 over the previous seal and this entry (32 bytes)."""
    return hmac.digest(key, previous + canonical(entry), "sha256")


def digest_of(*values: object) -> str:
    """SHA-256 in hex of a stored value."""
    return hashlib.sha256(_VALUES.encode(values).encode()).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """The key that seals now, and the replaced ones by the last sequence number of each."""

    present: bytes
    replaced: Mapping[int, bytes] = field(default_factory=dict)

    def at(self, sequence: int) -> bytes:
        """The key that sealed the entry of this number."""
        ends = [end for end in self.replaced if sequence <= end]
        return self.replaced[min(ends)] if ends else self.present


def first_break(keys: Keyring, sealed: Iterable[tuple[AuditEntry, bytes]]) -> int | None:
    """The sequence number at which the chain breaks, or None when it holds from 1 on."""
    previous = GENESIS
    expected = 1
    for entry, mac in sealed:
        key = keys.at(expected)
        if entry.sequence != expected or not hmac.compare_digest(seal(key, previous, entry), mac):
            return expected
        previous, expected = mac, expected + 1
    return None


def head_code(mac: bytes) -> str:
    """A short code of the chain's end that people can compare and write down."""
    text = mac.hex()[:12].upper()
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))
