"""What a scan, or a number that was typed in its place, means."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from ma_desktop.domain.specimen import is_accession

_LONGEST = 200
"""Characters kept of a scan; codes on vials and kits are shorter."""


@dataclass(frozen=True)
class Scan:
    """`text` holds no control characters; an accession number stands without its dashes."""

    kind: Literal["specimen", "unknown"]
    text: str


def what(text: str) -> Scan:
    """Tell a specimen's accession number, scanned or typed as printed, from all else."""
    kept = "".join(char for char in text if not unicodedata.category(char).startswith("C"))
    kept = kept.strip()[:_LONGEST]
    number = kept.replace("-", "").replace(" ", "")
    if number.isascii() and is_accession(number):
        return Scan("specimen", number)
    return Scan("unknown", kept)
