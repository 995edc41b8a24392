"""UUID version 7 identifiers: unique, and sorted by the time of their making (RFC 9562)."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id() -> str:
    """A fresh UUIDv7 as its 36 characters."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    bits |= 0x7 << 76
    bits |= secrets.randbits(12) << 64
    bits |= 0b10 << 62
    bits |= secrets.randbits(62)
    return str(uuid.UUID(int=bits))


def stable_id(*parts: str) -> str:
    """The same id for the same parts each time: imports that repeat do not double."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "ma-desktop\x1f" + "\x1f".join(parts)))
