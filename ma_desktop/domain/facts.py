"""Facts about a patient that rules depend on: pregnancy, length of gestation, weight at birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["pregnancy", "gestation", "birth-weight", "news2-scale-2"]
LOINC: dict[Kind, str] = {"pregnancy": "82810-3"}
PREGNANCY = {
    "pregnant": "Pregnant",
    "possible": "Could be pregnant",
    "not-pregnant": "Not pregnant",
    "postpartum": "Gave birth in the past 6 weeks",
    "unknown": "Not known",
}
EXPECTING = ("pregnant", "postpartum")
"""Answers for which the limits of pregnancy hold: they do for six weeks after it (default of this
program)."""
WEEKS = range(20, 45)
"""Weeks of gestation that can be entered: a check of the entry, no clinical bound."""


@dataclass(frozen=True)
class Fact:
    """One answer on record: append-only, the latest of a kind counts. Values:

    pregnancy a key of PREGNANCY, gestation days, birth-weight kg, news2-scale-2 the provider who
    ordered SpO2 scale 2 of NEWS2 (RCP 2017: hypercapnic failure only), empty once it is taken back.
    """

    id: str
    patient_id: str
    kind: Kind
    value: str
    at: datetime
    by: str
    visit_id: str | None = None


@dataclass(frozen=True)
class PatientFacts:
    """What is known; `pregnant`, as limits take it, is None where nobody said, or could be."""

    pregnant: bool | None = None
    gestation_days: int | None = None
    birth_weight: Decimal | None = None
    scale_2_by: str = ""
    """The provider by whose order NEWS2 takes SpO2 scale 2."""

    @property
    def gestation_words(self) -> str:
        """`32 weeks 4 days`; empty where it is not known."""
        if self.gestation_days is None:
            return ""
        weeks, days = divmod(self.gestation_days, 7)
        more = f" {days} day{'s' if days > 1 else ''}" if days else ""
        return f"{weeks} weeks{more}"


def facts_of(latest: dict[str, Fact]) -> PatientFacts:
    """From the latest fact of each kind."""
    pregnancy = latest["pregnancy"].value if "pregnancy" in latest else ""
    gestation, weight = latest.get("gestation"), latest.get("birth-weight")
    return PatientFacts(
        True if pregnancy in EXPECTING else False if pregnancy == "not-pregnant" else None,
        int(gestation.value) if gestation else None,
        Decimal(weight.value) if weight else None,
        latest["news2-scale-2"].value if "news2-scale-2" in latest else "",
    )


def gestation_days(text: str) -> int | None:
    """Days of 32, 32w4d, 32+4 or `32 4`; None for anything else."""
    plain = text.lower().replace("weeks", "+").replace("days", "").replace("w", "+")
    parts = plain.replace("d", "").replace("/", "+").replace("+", " ").split()
    if not 1 <= len(parts) <= 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    weeks, days = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    return weeks * 7 + days if weeks in WEEKS and days < 7 else None
