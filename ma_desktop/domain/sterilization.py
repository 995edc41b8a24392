"""Sterilization: cycles and what they must reach, loads, packs, indicators, and the recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import mod_11_10

AIR_REMOVAL = "dynamic air removal"
"""The kind of sterilizer that needs a Bowie-Dick test before its first load of the day (ST79)."""


@dataclass(frozen=True)
class Cycle:
    """What `resources/sterilizers/cycles.toml` says of one cycle: its required minimums.

    `temp_c` in degrees Celsius, times in minutes; `dry_min` holds the least and the usual most.
    A test cycle has an empty chamber; `exposure_max_min` bounds it above.
    """

    id: str
    name: str
    sterilizer: str
    load: str
    temp_c: Decimal
    exposure_min: Decimal
    dry_min: tuple[Decimal, Decimal]
    exposure_max_min: Decimal | None = None
    immediate_use: bool = False
    test_only: bool = False
    allowed: bool = True
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incubation:
    """How long a biological indicator is incubated."""

    id: str
    name: str
    hours: Decimal


@dataclass(frozen=True)
class RecallStep:
    """One thing to do in a recall."""

    id: str
    text: str


@dataclass(frozen=True)
class SterilizationRules:
    """What `resources/sterilizers/rules.toml` says. `recall_after` names kinds of FAILURES."""

    retest_cycles: int
    biological_days: int
    keep_years: int
    recall_after: tuple[str, ...]
    incubations: tuple[Incubation, ...]
    recall_steps: tuple[RecallStep, ...]


@dataclass(frozen=True)
class Sterilizer:
    """One of the clinic's sterilizers. `code` begins its load numbers; `cycles` are ids."""

    id: str
    name: str
    code: str
    kind: str
    model: str = ""
    serial: str = ""
    cycles: tuple[str, ...] = ()
    in_service: bool = True
    version: int = 1


@dataclass(frozen=True)
class InstrumentSet:
    """A tray or a single instrument: `contents` is the count sheet, names with their counts."""

    id: str
    name: str
    contents: tuple[tuple[str, int], ...] = ()
    implant: bool = False
    active: bool = True
    version: int = 1


class PackState(StrEnum):
    """Where a pack is; only a sterile one may be used."""

    PACKED = "packed"
    LOADED = "loaded"
    STERILE = "sterile"
    QUARANTINE = "quarantine"
    USED = "used"
    OPENED = "opened"
    RECALLED = "recalled"
    RECOVERED = "recovered"
    FAILED = "failed"

    @property
    def words(self) -> str:
        """The state for people."""
        return _PACK_WORDS[self]


_PACK_WORDS = {
    PackState.PACKED: "packed, not sterilized",
    PackState.LOADED: "in a load that is not released",
    PackState.STERILE: "sterile",
    PackState.QUARANTINE: "in quarantine",
    PackState.USED: "used already",
    PackState.OPENED: "opened or damaged",
    PackState.RECALLED: "recalled",
    PackState.RECOVERED: "recalled and set aside",
    PackState.FAILED: "from a failed load",
}


@dataclass(frozen=True)
class Pack:
    """One package. Without `expires_on` it is sterile until something happens to it (ST79)."""

    id: str
    number: str
    set_id: str
    packed_by: str
    packed_at: datetime
    implant: bool = False
    expires_on: date | None = None
    load_id: str = ""
    state: PackState = PackState.PACKED
    version: int = 1


@dataclass(frozen=True)
class CycleValues:
    """What display or printout say: least temperature during exposure in Celsius, minutes.

    None is a value that nobody could read.
    """

    temp_c: Decimal | None
    exposure_min: Decimal | None
    dry_min: Decimal | None


def values_words(values: CycleValues) -> str:
    """132.4 °C, 4.1 min, dry 25 min; a missing one says so."""
    parts = (("", values.temp_c, " °C"), ("", values.exposure_min, " min"),
             ("dry ", values.dry_min, " min"))  # fmt: skip
    names = ("temperature", "exposure", "drying")
    return ", ".join(
        f"{name} missing" if value is None else f"{before}{value}{unit}"
        for name, (before, value, unit) in zip(names, parts, strict=True)
    )


@dataclass(frozen=True)
class CycleCorrection:
    """Cycle values that stood before somebody corrected them, and why they were wrong."""

    id: str
    load_id: str
    before: CycleValues
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Printout:
    """A file of a sterilizer's printer that is kept with its load; `size` in bytes."""

    id: str
    load_id: str
    name: str
    size: int
    at: datetime
    by: str


class LoadState(StrEnum):
    """What became of a load."""

    RUNNING = "running"
    WAITING = "waiting"
    QUARANTINE = "quarantine"
    RELEASED = "released"
    FAILED = "failed"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Load:
    """One run of a sterilizer. `sequence` counts the runs of a sterilizer and never goes back.

    A `test` runs without packs, after installation, repair or a positive indicator. Values are
    what was reached: the least temperature during exposure in Celsius, minutes.
    """

    id: str
    number: str
    sterilizer_id: str
    sequence: int
    cycle_id: str
    operator: str
    started_at: datetime
    cycle_number: str = ""
    ended_at: datetime | None = None
    temp_c: Decimal | None = None
    exposure_min: Decimal | None = None
    dry_min: Decimal | None = None
    implant: bool = False
    test: bool = False
    state: LoadState = LoadState.RUNNING
    released_by: str = ""
    released_at: datetime | None = None
    exception: str = ""
    notes: str = ""
    version: int = 1

    @property
    def values(self) -> CycleValues:
        """Temperature in Cel, exposure and drying in minutes, as read from the machine."""
        return CycleValues(self.temp_c, self.exposure_min, self.dry_min)


def load_words(state: LoadState) -> str:
    """A load's state as people say it."""
    return _LOAD_WORDS[state]


_LOAD_WORDS = {
    LoadState.RUNNING: "running",
    LoadState.WAITING: "to release",
    LoadState.QUARANTINE: "in quarantine",
    LoadState.RELEASED: "released",
    LoadState.FAILED: "failed",
    LoadState.RECALLED: "recalled",
}

FAILURES = ("biological", "mechanical", "chemical")
"""What can fail of a load."""


class Indicator(StrEnum):
    """What is checked of a load; ISO 11140-1 types 1, 2 and 5, and spores."""

    EXTERNAL = "external"
    INTERNAL = "internal"
    BOWIE_DICK = "bowie-dick"
    BIOLOGICAL = "biological"

    @property
    def words(self) -> str:
        """The indicator for people."""
        return _INDICATOR_WORDS[self]


_INDICATOR_WORDS = {
    Indicator.EXTERNAL: "External chemical indicator",
    Indicator.INTERNAL: "Internal chemical indicator",
    Indicator.BOWIE_DICK: "Bowie-Dick test",
    Indicator.BIOLOGICAL: "Biological indicator",
}


@dataclass(frozen=True)
class IndicatorResult:
    """One result on record; a correction is a new one that supersedes, with its reason.

    `passed` is None while a biological indicator is incubated. `control_grew` says that the
    unprocessed control of the same lot grew, without which a biological result proves nothing.
    """

    id: str
    load_id: str
    kind: Indicator
    passed: bool | None
    at: datetime
    by: str
    lot: str = ""
    control_lot: str = ""
    control_grew: bool | None = None
    due_at: datetime | None = None
    reason: str = ""
    supersedes: str | None = None


def result_words(item: IndicatorResult) -> str:
    """What an indicator says; a biological one is negative when no spores grew."""
    if item.passed is None:
        return "incubating"
    if item.kind is not Indicator.BIOLOGICAL:
        return "passed" if item.passed else "failed"
    if not item.passed:
        return "positive"
    return "negative" if item.control_grew else "no proof: control did not grow"


@dataclass(frozen=True)
class PackUse:
    """A pack was used on a patient."""

    pack_id: str
    pack_number: str
    set_name: str
    load_number: str
    visit_id: str
    patient_id: str
    at: datetime
    by: str


@dataclass(frozen=True)
class PackEvent:
    """One line of a pack's history; `visit_id` and `patient_id` only where it was used."""

    pack_id: str
    event: str
    load_id: str
    at: datetime
    by: str
    visit_id: str = ""
    patient_id: str = ""
    reason: str = ""


def load_number(code: str, day: date, run: int) -> str:
    """A1-1123-02: sterilizer, month and day, run of the day."""
    return f"{code}-{day:%m%d}-{run:02d}"


def pack_number(sequence: int) -> str:
    """SP and nine digits, the last one a check digit (ISO 7064 MOD 11,10).

    Raises Refused when the numbers are used up.
    """
    if not 0 < sequence < 100_000_000:
        raise Refused("No pack number is left.", do="Tell your administrator.")
    body = f"{sequence:08d}"
    return f"SP{body}{mod_11_10(body)}"


def is_pack_number(text: str) -> bool:
    """True for SP and nine digits whose last one checks."""
    digits = text[2:]
    if (
        not text.startswith("SP")
        or len(digits) != 9
        or not digits.isascii()
        or not digits.isdigit()
    ):
        return False
    return str(mod_11_10(digits[:-1])) == digits[-1]


def pack_refusal(pack: Pack, today: date) -> str:
    """Why a pack may not be used on a patient; empty when it may."""
    if pack.state is not PackState.STERILE:
        return f"This pack is {pack.state.words}."
    if pack.expires_on is not None and pack.expires_on < today:
        return f"This pack expired on {pack.expires_on.isoformat()}."
    return ""
