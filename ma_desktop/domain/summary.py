"""The frozen read model that the visit summary is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ma_desktop.domain.patient import Allergy, Medication, Patient
from ma_desktop.domain.visit import IdentityCheck, Visit


@dataclass(frozen=True)
class ClinicProfile:
    """The clinic as it stands on paper; `zone` is an IANA name."""

    name: str
    address: str = ""
    phone: str = ""
    zone: str = "UTC"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class SummaryLine:
    """One measured vital sign: today's words with unit, its flag in words, the time before."""

    name: str
    value: str
    flag: str = ""
    last: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True)
class SeriesPoint:
    """One point of a chart: time, value, and the second value of a pair."""

    at: datetime
    value: Decimal
    second: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """A vital sign over time in its shown unit; low and high bound the reference band."""

    name: str
    unit: str
    points: tuple[SeriesPoint, ...]
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class VisitSummary:
    """All that the summary says, frozen at one moment."""

    clinic: ClinicProfile
    patient: Patient
    visit: Visit
    roomed_by: str
    made_at: datetime
    identity: IdentityCheck | None
    reason: str
    lines: tuple[SummaryLine, ...]
    allergies: tuple[Allergy, ...]
    no_known_allergies: bool
    medications: tuple[Medication, ...]
    done: tuple[str, ...]
    chart: Series | None = None
    draft: bool = True
