"""What a scan, or a number that was typed in its place, means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from ma_desktop.domain.specimen import is_accession

_LONGEST = 200
"""Characters kept of a scan; codes on vials and kits are shorter."""
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
"""Symbology identifier that scanners may put before the data (ISO/IEC 15424)."""
_PACK = re.compile(r"SP[0-9A-Z-]{4,30}")
"""Number of a sterilized pack."""

Kind = Literal["specimen", "pack", "unknown"]


@dataclass(frozen=True)
class Scan:
    """`text` holds no control characters; an accession number stands without its dashes."""

    kind: Kind
    text: str


def what(text: str) -> Scan:
    """Tell the numbers of specimens and packs, scanned or typed as printed, from all else."""
    kept = "".join(char for char in text if not unicodedata.category(char).startswith("C"))
    kept = _AIM.sub("", kept.strip())[:_LONGEST]
    number = kept.replace("-", "").replace(" ", "")
    if number.isascii() and is_accession(number):
        return Scan("specimen", number)
    if _PACK.fullmatch(kept.upper()):
        return Scan("pack", kept.upper())
    return Scan("unknown", kept)
