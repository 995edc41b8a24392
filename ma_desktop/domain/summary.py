"""The frozen read model that the visit summary is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
        """The clinic's time zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class SummaryLine:
    """One reading of the visit: its number and unit as shown, and the time before.

    `vital` is the key of its plain name; `readings` says of how many it is the average; `absent`
    is the reason why it was not taken; `wording` holds what the clinic approved to say of such a
    value, by language.
    """

    vital: str
    name: str
    number: str
    unit: str = ""
    unit_code: str = ""
    last: str = ""
    last_unit: str = ""
    last_unit_code: str = ""
    last_on: date | None = None
    taken_at: datetime | None = None
    readings: int = 1
    absent: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)


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
    vital: str = ""


@dataclass(frozen=True)
class NextStep:
    """What the patient is to do next, in the words of the provider who asked for it."""

    id: str
    visit_id: str
    patient_id: str
    words: str
    ordered_by: str
    at: datetime
    by: str
    status: str = "final"
    supersedes: str | None = None


@dataclass(frozen=True)
class RecordRow:
    """One line of a printed record; a struck one was replaced or entered in error.

    The lines of `note` stand beneath it, not struck: by whom it was corrected, when and why.
    `tone` is out or missed for a line that must be seen; its words say why.
    """

    cells: tuple[str, ...]
    struck: bool = False
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class RecordTable:
    """One section of a printed record: column heads, their shares of the width, and rows.

    `height` in points is the least of a row, for tables that are filled in by hand.
    """

    title: str
    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[RecordRow, ...]
    height: float = 0.0


@dataclass(frozen=True)
class VisitSummary:
    """All that both copies of the summary say, frozen at one moment.

    `reviewed` holds the lists that were gone through; `samples` counts the collected specimens of
    `tests`; `answered` names questionnaires; `emergency` is the clinic's own wording by language.
    """

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
    reviewed: frozenset[str] = frozenset()
    samples: int = 0
    tests: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    chart: Series | None = None
    next_steps: tuple[str, ...] = ()
    next_visit: Visit | None = None
    emergency: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[RecordTable, ...] = ()
    audit_head: str = ""
    draft: bool = True
