"""What was measured over time: light enough for a hundred thousand readings, and what lies beneath.

Times are seconds since 1970, numbers are floats in the shown unit: both serve pictures and sums
only. What is read or printed of a reading comes from its exact text.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from math import isnan, nan
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ma_desktop.domain.limits import band_of, bound_of, range_for
from ma_desktop.domain.patient import Age, add_months, age_on
from ma_desktop.domain.summary import Series, SeriesPoint
from ma_desktop.domain.target import Target
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vital_bounds import AgeBand, NotifyRule
from ma_desktop.domain.vitals import Measure, Part, Reading, Unit, VitalSign, spoken

COUNTS, STRUCK, NO_NUMBER = 0, 1, 2
"""Kinds of a reading: in the line; amended or in error; refused, not taken or a word."""
_YEARS = 130


class Number(NamedTuple):
    """One number of a reading, digit for digit: as typed, and canonical."""

    part: str
    typed: str
    typed_unit: str
    value: str
    unit: str


class Taken(NamedTuple):
    """One reading or score on record. `state` is empty, `amended` or `entered in error`."""

    id: str
    at: float
    numbers: tuple[Number, ...]
    text: str
    qualifiers: str
    absent: str
    by: str
    visit_id: str | None
    source: str = ""
    state: str = ""

    @property
    def kind(self) -> int:
        """STRUCK, COUNTS or NO_NUMBER."""
        if self.state:
            return STRUCK
        return COUNTS if self.numbers else NO_NUMBER

    @property
    def moment(self) -> datetime:
        """When it was taken, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)


@dataclass(frozen=True)
class Band:
    """The usual range of one part from `start` to `end`, in the shown unit."""

    part: int
    start: float
    end: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Level:
    """A line to compare with: where the provider is told, or what a provider aims at."""

    part: int
    start: float
    end: float
    value: float
    kind: Literal["notify", "target"]
    words: str
    above: bool = True
    """Whether it is met by values above it, or below."""


@dataclass(frozen=True)
class Stay:
    """Something that lasted: a medication, or a visit as a moment. An open end is `inf`."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Columns:
    """Readings as arrays of equal length, oldest first, made once in the background.

    `values` holds one array a part, NaN where there is no number; `kinds` a byte a reading;
    `outside` 1 where a reading belongs to no visit; `unusual` rows taken another way than most.
    """

    times: array[float]
    values: tuple[array[float], ...]
    kinds: bytes
    outside: bytes
    unusual: frozenset[int]


@dataclass(frozen=True)
class Trend:
    """All readings of one vital sign or score, oldest first, and what stands beneath them."""

    key: str
    name: str
    unit: Unit
    parts: tuple[str, ...]
    taken: tuple[Taken, ...]
    columns: Columns
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def counted(self) -> tuple[Taken, ...]:
        """Those that are in the line."""
        return tuple(item for item in self.taken if item.kind == COUNTS)

    @property
    def series(self) -> Series:
        """The readings that count, for paper, with the range of today."""
        rows = (number for number, item in enumerate(self.taken) if item.kind == COUNTS)
        points = tuple(self._point(number) for number in rows)
        now = [band for band in self.bands if band.part == 0][-1:]
        low, high = (now[0].low, now[0].high) if now else (None, None)
        vital = "" if self.key.startswith(FORM) else self.key
        return Series(
            self.name, self.unit.label, points, self._exact(low), self._exact(high), vital
        )

    def words(self, value: float) -> str:
        """A number in the shown unit as people read it, without the unit's label."""
        return spoken(half_up(Decimal(repr(float(value))), self.unit.decimals), self.unit)

    def _point(self, number: int) -> SeriesPoint:
        first, *others = (self._exact(column[number]) for column in self.columns.values[:2])
        return SeriesPoint(
            self.taken[number].moment, first or Decimal(0), others[0] if others else None
        )

    def _exact(self, value: float | None) -> Decimal | None:
        if value is None or isnan(value):
            return None
        return half_up(Decimal(repr(value)), self.unit.decimals)


FORM = "form."
"""Begins the key of a scored screening."""


def columns_of(
    taken: Sequence[Taken], parts: Sequence[str], slopes: Sequence[tuple[float, float]]
) -> Columns:
    """The arrays of readings; the numbers of each part are slope x canonical value + offset."""
    return Columns(
        array("d", (item.at for item in taken)),
        tuple(
            array("d", (_number(item, part, slope, offset) for item in taken))
            for part, (slope, offset) in zip(parts, slopes, strict=True)
        ),
        bytes(item.kind for item in taken),
        bytes(item.visit_id is None for item in taken),
        _unusual(taken),
    )


def _unusual(taken: Sequence[Taken]) -> frozenset[int]:
    """Rows taken another way than most: another site, position or device."""
    ways = Counter(item.qualifiers for item in taken if item.kind == COUNTS)
    if len(ways) < 2:
        return frozenset()
    usual = ways.most_common(1)[0][0]
    return frozenset(
        row for row, item in enumerate(taken) if item.kind == COUNTS and item.qualifiers != usual
    )


def _number(item: Taken, part: str, slope: float, offset: float) -> float:
    for number in item.numbers:
        if number.part == part:
            return float(number.value) * slope + offset
    return nan


def slope_of(ucum: str, unit: Unit) -> tuple[float, float]:
    """Slope and offset from a canonical unit to a shown one; units are linear."""
    if ucum == unit.ucum or not unit.ucum:
        return 1.0, 0.0
    zero = convert(Decimal(0), ucum, unit.ucum)
    many = convert(Decimal(10**6), ucum, unit.ucum)
    return float((many - zero) / 10**6), float(zero)


def marked(taken: Sequence[tuple[Taken, str, str | None]]) -> tuple[Taken, ...]:
    """Readings with their state; each comes with its status and the id that it supersedes.

    A copy that only says "entered in error" of another one is not shown beside it.
    """
    gone = {
        old: "entered in error" if status == "entered-in-error" else "amended"
        for _item, status, old in taken
        if old is not None
    }
    found = []
    for item, status, old in taken:
        if status == "entered-in-error" and old is not None:
            continue
        state = "entered in error" if status == "entered-in-error" else gone.get(item.id, "")
        found.append(item._replace(state=state) if state else item)
    return tuple(found)


@dataclass(frozen=True)
class Life:
    """Whose ages a trend goes through, in the clinic's zone, up to `today`."""

    born: date
    sex: str
    today: date
    zone: ZoneInfo
    bands: tuple[AgeBand, ...]

    def start_of(self, day: date) -> float:
        """The beginning of a local day in seconds since 1970."""
        return datetime.combine(day, time(), self.zone).timestamp()

    def stages(self) -> Iterator[tuple[str, date, date]]:
        """Age bands with their first day and the day after the last, up to tomorrow."""
        marks = sorted(
            {self.born}
            | {add_months(self.born, band.from_months) for band in self.bands if band.from_months}
            | {self.born + timedelta(days=band.from_days) for band in self.bands if band.from_days}
        )
        ends = [*marks[1:], self.today + timedelta(days=1)]
        for start, end in zip(marks, ends, strict=True):
            last = min(end, self.today + timedelta(days=1))
            if start < last:
                yield band_of(age_on(self.born, start), self.bands), start, last


def bands_of(life: Life, part: Part, index: int, unit: Unit) -> Iterator[Band]:
    """The usual range at each age."""
    slope, offset = slope_of(part.ucum, unit)
    for stage, start, end in life.stages():
        usual = range_for(part.reference, stage, life.sex)
        if usual is not None:
            low, high = (
                None if bound is None else round(float(bound) * slope + offset, unit.decimals)
                for bound in (usual.low, usual.high)
            )
            yield Band(index, life.start_of(start), life.start_of(end), low, high)


def notify_levels(
    life: Life, part: Part, index: int, unit: Unit, pregnant_since: datetime | None
) -> tuple[Level, ...]:
    """Where the provider is first told, at each age; in pregnancy from when it was noted on."""
    slope, offset = slope_of(part.ucum, unit)
    found = []
    for rule in part.notify:
        above = rule.op in (">", ">=")
        for start, end, bound in _spells(life, rule, pregnant_since):
            value = round(float(bound) * slope + offset, unit.decimals)
            shown = spoken(half_up(Decimal(repr(value)), unit.decimals), unit)
            words = f"{part.name} {'from' if above else 'below'} {shown}: tell provider"
            found.append(Level(index, start, end, value, "notify", words, above))
    return tuple(level for level in found if not any(_hides(o, level) for o in found))


def _hides(other: Level, level: Level) -> bool:
    """True when `other` is reached before `level`, all the time that it holds."""
    nearer = other.value < level.value if other.above else other.value > level.value
    all_time = other.start <= level.start and other.end >= level.end
    return other.above == level.above and nearer and all_time


def _spells(
    life: Life, rule: NotifyRule, pregnant_since: datetime | None
) -> Iterator[tuple[float, float, Decimal]]:
    if rule.severity == "flag" or (rule.pregnant and pregnant_since is None):
        return
    for stage, start, end in life.stages():
        last = end
        if rule.up_to_days is not None:
            last = min(end, life.born + timedelta(days=rule.up_to_days + 1))
        if rule.ages not in (stage, "*") or start >= last:
            continue
        for first, after, age in _years(life, rule, start, last):
            bound = bound_of(rule, age)
            begin, finish = life.start_of(first), life.start_of(after)
            if rule.pregnant and pregnant_since is not None:
                begin = max(begin, pregnant_since.timestamp())
            if begin < finish:
                yield begin, finish, bound


def _years(
    life: Life, rule: NotifyRule, start: date, end: date
) -> Iterator[tuple[date, date, Age]]:
    """The whole time, or year by year where the bound goes by the age."""
    if not rule.formula:
        yield start, end, age_on(life.born, start)
        return
    birthdays = [add_months(life.born, 12 * year) for year in range(_YEARS)]
    cuts = [start, *(day for day in birthdays if start < day < end), end]
    for first, after in pairwise(cuts):
        yield first, after, age_on(life.born, first)


@dataclass(frozen=True)
class Statistics:
    """Of the numbers that count in one span, in the shown unit; None without any."""

    count: int
    last: float | None = None
    change: float | None = None
    least: float | None = None
    most: float | None = None
    average: float | None = None


def statistics(values: Sequence[float]) -> Statistics:
    """Last, change from the one before, least, most and average; `values` oldest first."""
    if not values:
        return Statistics(0)
    change = values[-1] - values[-2] if len(values) > 1 else None
    average = sum(values) / len(values)
    return Statistics(len(values), values[-1], change, min(values), max(values), average)


def reading_of(vital: VitalSign, item: Taken) -> Reading:
    """The reading as it was recorded, to be put into words."""
    measures = tuple(
        Measure(
            number.part,
            "",
            Decimal(number.typed),
            number.typed_unit,
            Decimal(number.value),
            number.unit,
        )
        for number in item.numbers
    )
    qualifiers = json.loads(item.qualifiers) if item.qualifiers else {}
    return Reading(vital.id, vital.loinc, item.text, measures, qualifiers, item.absent)
