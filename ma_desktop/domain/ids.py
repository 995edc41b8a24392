"""UUID version 7 identifiers: unique, and sorted by the time of their making (RFC 9562)."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> str:
    """A fresh UUIDv7 as its 36 characters."""
    milliseconds = time.time_ns() // 1_000_000 & 0xFFFF_FFFF_FFFF
    at, chance = f"{milliseconds:012x}", os.urandom(10)
    digits, variant = chance.hex(), "89ab"[chance[9] & 3]
    return f"{at[:8]}-{at[8:]}-7{digits[:3]}-{variant}{digits[3:6]}-{digits[6:18]}"


def stable_id(*parts: str) -> str:
    """The same id for the same parts each time: imports that repeat do not double."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "ma-desktop\x1f" + "\x1f".join(parts)))
