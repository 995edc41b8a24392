"""Vital signs: their definitions, and the one value that travels from the field to paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ma_desktop.domain.moments import day_words
from ma_desktop.domain.units import convert, decimals_of, half_up, tidy
from ma_desktop.domain.vital_bounds import ChangeLimit, Drift, NotifyRule, Range

ABSENT_REASONS = {
    "refused": "Refused",
    "unable": "Unable",
    "not-indicated": "Not indicated",
    "equipment": "Equipment not available",
}


COMPOUND = {"ft in": (12, "ft", "in"), "lb oz": (16, "lb", "oz")}
"""Labels of units that are spoken in two parts: how many of the small one make the large one."""


@dataclass(frozen=True)
class Source:
    """Where a clinical number comes from; rows cite it by the key of `sources.toml`."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Unit:
    """One way to type and show a value; `typed` are the suffixes that people write.

    A converted value is shown with `decimals`; a typed one may have `typed_decimals` (where the
    file is silent as many as are shown) and stands as typed. The label `ft in` shows inches as
    feet and inches, `lb oz` ounces as pounds and ounces.
    """

    ucum: str
    label: str
    decimals: int
    typed: tuple[str, ...] = ()
    typed_decimals: int | None = None

    @property
    def most_decimals(self) -> int:
        """How many decimals may be typed."""
        return self.decimals if self.typed_decimals is None else self.typed_decimals


_NO_UNIT = Unit("", "", 0)


@dataclass(frozen=True)
class Part:
    """One measured number of a vital sign. All bounds are in `ucum`, the canonical unit."""

    id: str
    name: str
    loinc: str
    ucum: str
    decimals: int
    hard: Range = field(hash=False)
    confirm: tuple[Range, ...] = field(default=(), hash=False)
    reference: tuple[Range, ...] = field(default=(), hash=False)
    notify: tuple[NotifyRule, ...] = field(default=(), hash=False)


@dataclass(frozen=True)
class WordValue:
    """A value that is a word: LO and HI of a meter, or fingers counted instead of a line read.

    `typed` are the forms that people write; `flag` and `severity` as of a number that far out.
    """

    text: str
    typed: tuple[str, ...]
    flag: str = ""
    severity: str = ""
    why: str = ""
    source: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a qualifier, with its SNOMED CT code where there is one.

    `asks` names vital signs that belong to it: oxygen by cannula asks for its flow.
    """

    id: str
    name: str
    snomed: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Qualifier:
    """How a value was taken: position, site, cuff, method.

    `sticky` says who keeps the last choice: the patient, the workstation, or nobody. Below
    `young_below_months` the default is `young_default`.
    """

    id: str
    name: str
    loinc: str = ""
    default: str = ""
    sticky: str = ""
    young_below_months: int | None = None
    young_default: str = ""
    choices: tuple[Choice, ...] = ()

    def name_of(self, choice: str) -> str:
        """The name of a choice; its id where it is not known any more."""
        return next((item.name for item in self.choices if item.id == choice), choice)


@dataclass(frozen=True)
class VitalSign:
    """What `resources/vitals/*.toml` says of one vital sign.

    `loinc` is the panel's code where there are several parts. `units[0]` is the unit a bare number
    is taken in. `also_loinc` and `import_loinc` are further codes sent and understood; an import
    code may carry a qualifier (8331-1 is an oral temperature). `gap` bounds first part less second
    (pulse pressure), `changes` the way from the last value, `drifts` the way over time; a value
    that in another unit would lie within `slip_percent` of the last one is asked about.
    Rooming asks from `asked_from_months` on to below `asked_to_months`, and only people of
    `asked_sex` where it is given (a prompt, never a block). `meter` names the thing that reads it.

    `kind` is number, date (its words are ISO dates, one more than `oldest_days` ago is asked
    about), ratio (20/40, its second number within `lines`) or word; `words` are values beside them.
    """

    id: str
    name: str
    loinc: str
    order: int
    parts: tuple[Part, ...]
    units: tuple[Unit, ...]
    hint: str = ""
    short: str = ""
    profile: str = ""
    also_loinc: tuple[str, ...] = ()
    import_loinc: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    qualifiers: tuple[Qualifier, ...] = ()
    gap: Range | None = None
    changes: tuple[ChangeLimit, ...] = ()
    drifts: tuple[Drift, ...] = ()
    slip_percent: Decimal | None = None
    derived: bool = False
    formula: str = ""
    asked: bool = True
    asked_from_months: int = 0
    asked_to_months: int | None = None
    asked_sex: tuple[str, ...] = ()
    kind: str = "number"
    words: tuple[WordValue, ...] = ()
    oldest_days: int | None = None
    lines: Range | None = None
    meter: str = ""
    source: tuple[str, ...] = ()

    @property
    def usual(self) -> Unit:
        """The unit in which a bare number is taken; one without a label where there is none."""
        return self.units[0] if self.units else _NO_UNIT

    @property
    def label(self) -> str:
        """The label of the usual unit; empty without units."""
        return self.usual.label

    def word(self, text: str) -> WordValue | None:
        """The listed value that stands as this word on record."""
        return next((item for item in self.words if item.text == text), None)

    def part(self, part_id: str) -> Part:
        """The part with this id; raises StopIteration for an unknown one."""
        return next(part for part in self.parts if part.id == part_id)

    def unit(self, ucum: str) -> Unit:
        """The shown unit for a UCUM code; the first one where the code is not shown."""
        return next((unit for unit in self.units if unit.ucum == ucum), self.usual)


@dataclass(frozen=True)
class Measure:
    """A number as it was typed, with its unit, and its canonical value."""

    part: str
    loinc: str
    typed: Decimal
    typed_unit: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Reading:
    """A vital sign that was measured, or the reason why it was not.

    `text` is what was typed. Where there are neither `measures` nor a reason, the text itself is
    the value: an ISO date, 20/40, LO or HI.
    """

    vital: str
    loinc: str
    text: str
    measures: tuple[Measure, ...] = ()
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""
    confirmed: str = ""

    @property
    def word(self) -> str:
        """The value where it is no number; empty for numbers and where there is none."""
        return "" if self.measures or self.absent else self.text

    def measure(self, part_id: str) -> Measure:
        """The measured part with this id; raises StopIteration for an unknown one."""
        return next(item for item in self.measures if item.part == part_id)

    @property
    def value(self) -> Decimal:
        """The first canonical value."""
        return self.measures[0].value


@dataclass(frozen=True)
class Observation:
    """A reading on record: append-only; a correction is a new one that supersedes.

    `notify` is the severity at which the provider has to be told, as judged when it was recorded.
    """

    id: str
    patient_id: str
    reading: Reading
    taken_at: datetime
    taken_by: str
    visit_id: str | None = None
    status: str = "final"
    supersedes: str | None = None
    source: str = ""
    notify: str = ""


def measure(part: Part, typed: Decimal, unit: str) -> Measure:
    """A measure of `part`. Raises UnknownUnit when `unit` can't become the canonical one."""
    return Measure(part.id, part.loinc, typed, unit, convert(typed, unit, part.ucum), part.ucum)


def shown(vital: VitalSign, item: Measure, unit: Unit | None = None) -> str:
    """The number as people read it, without its unit, rounded half up.

    A value typed in the shown unit stands as typed; inches become 5 ft 6 in, ounces 7 lb 9 oz.
    """
    target = unit or vital.unit(item.typed_unit)
    if item.typed_unit != target.ucum:
        value = half_up(convert(item.value, item.unit, target.ucum), target.decimals)
    elif decimals_of(item.typed) > target.most_decimals:
        value = half_up(item.typed, target.decimals)
    else:
        value = item.typed
    return spoken(value, target)


def spoken(value: Decimal, unit: Unit) -> str:
    """A number in `unit` without its label; a compound unit is spoken whole (5 ft 6 in)."""
    if unit.label not in COMPOUND:
        return f"{value:f}"
    size, large, small = COMPOUND[unit.label]
    whole, rest = divmod(value, size)
    words = f"{tidy(rest):f} {small}"
    return f"{whole:f} {large} {words}" if whole else words


def shown_reading(vital: VitalSign, reading: Reading, unit: Unit | None = None) -> str:
    """All parts joined as they are spoken (148/92), without the unit; words where not taken."""
    if reading.absent:
        return ABSENT_REASONS[reading.absent]
    if reading.word:
        return _shown_word(vital, reading.word)
    return "/".join(shown(vital, item, unit) for item in reading.measures)


def shown_with_unit(vital: VitalSign, reading: Reading, unit: Unit | None = None) -> str:
    """`shown_reading` with its unit label: 98.4 °F, 148/92 mmHg, 5 ft 6 in."""
    text = shown_reading(vital, reading, unit)
    if not reading.measures:
        return text
    label = (unit or vital.unit(reading.measures[0].typed_unit)).label
    if label in COMPOUND or not label:
        return text
    return f"{text}{label}" if label.startswith("/1") else f"{text} {label}"


def _shown_word(vital: VitalSign, word: str) -> str:
    """A word as it is read: dates as 12 May 2026, everything else as it stands."""
    if vital.kind != "date":
        return word
    return day_words(date.fromisoformat(word))
