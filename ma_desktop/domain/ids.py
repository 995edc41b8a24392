"""UUID version 7 identifiers: unique, and sorted by the time of their making (RFC 9562)."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> str:
    """A fresh UUIDv7 as its 36 characters."""
    milliseconds = time.time_ns() // 1_000_000 & 0xFFFF_FFFF_FFFF
    chance = int.from_bytes(os.urandom(10), "big")
    high = 0x7000 | chance >> 64 & 0x0FFF
    low = 0b10 << 62 | chance & 0x3FFF_FFFF_FFFF_FFFF
    text = f"{milliseconds:012x}{high:04x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def stable_id(*parts: str) -> str:
    """The same id for the same parts each time: imports that repeat do not double."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "ma-desktop\x1f" + "\x1f".join(parts)))
