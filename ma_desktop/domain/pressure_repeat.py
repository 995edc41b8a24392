"""Blood pressure taken again in one visit: when, the average, and what changes on standing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.timer import Timer
from ma_desktop.domain.units import half_up
from ma_desktop.domain.vitals import Observation, Reading

_ENOUGH = 2
"""Readings that make an average (ACC/AHA 2017)."""


@dataclass(frozen=True)
class RepeatBound:
    """From this age on a reading at or above either number (mmHg) is taken again."""

    from_years: int
    systolic: Decimal
    diastolic: Decimal
    source: str


@dataclass(frozen=True)
class Position:
    """One reading of a set lying and standing, after so many minutes."""

    id: str
    name: str
    wait_minutes: int
    source: str


@dataclass(frozen=True)
class ChangeNotice:
    """`what` is systolic_fall, diastolic_fall or pulse_rise; told from `value` on."""

    what: str
    value: Decimal
    why: str
    source: str
    from_years: int = 0


@dataclass(frozen=True)
class PressureRepeat:
    """What `resources/rooming/pressure_repeat.toml` says."""

    rest_minutes: int
    readings: int
    technique: tuple[str, ...]
    repeat: tuple[RepeatBound, ...]
    positions: tuple[Position, ...]
    notify: tuple[ChangeNotice, ...]
    source: tuple[str, ...] = ()

    def asks_again(self, reading: Reading, years: int) -> bool:
        """Whether a first reading at this age is taken again."""
        bounds = [item for item in self.repeat if years >= item.from_years]
        if not bounds or not reading.measures:
            return False
        bound = max(bounds, key=lambda item: item.from_years)
        high = reading.measure("sbp").value >= bound.systolic
        return high or reading.measure("dbp").value >= bound.diastolic


@dataclass(frozen=True)
class Average:
    """Mean of `count` readings in mmHg, shown in whole numbers, half up."""

    systolic: Decimal
    diastolic: Decimal
    count: int

    @property
    def words(self) -> str:
        """Whole mm[Hg], half up, as `128/82`."""
        return f"{half_up(self.systolic, 0):f}/{half_up(self.diastolic, 0):f}"


@dataclass(frozen=True)
class Repeat:
    """Where the repeated blood pressure of a visit stands."""

    readings: tuple[Observation, ...] = ()
    wanted: int = 0
    is_planned: bool = False
    is_asked: bool = False
    declined: str = ""
    timer: Timer | None = None

    @property
    def is_open(self) -> bool:
        """Still to be taken, and nobody said why not: planned, or the first reading asks for it."""
        needed = self.wanted if self.is_planned else _ENOUGH if self.is_asked else 0
        return not self.declined and len(self.readings) < needed

    @property
    def average(self) -> Average | None:
        """The average of its readings; None while there are too few."""
        return average(self.readings)


@dataclass(frozen=True)
class Stand:
    """One reading of the set: position by name, blood pressure and pulse, at its own time."""

    name: str
    pressure: Observation
    pulse: Observation | None = None


def seated(items: Iterable[Observation], apart: frozenset[str]) -> tuple[Observation, ...]:
    """Measured blood pressures taken sitting that are not part of a set (`apart`)."""
    return tuple(
        item
        for item in items
        if item.reading.vital == "bp"
        and item.reading.measures
        and item.id not in apart
        and item.reading.qualifiers.get("bp_position", "sitting") == "sitting"
    )


def average(items: Sequence[Observation]) -> Average | None:
    """The mean of two or more readings (ACC/AHA 2017); None of fewer."""
    if len(items) < _ENOUGH:
        return None
    count = len(items)
    systolic = sum((item.reading.measure("sbp").value for item in items), Decimal()) / count
    diastolic = sum((item.reading.measure("dbp").value for item in items), Decimal()) / count
    return Average(systolic, diastolic, count)


def changes(first: Stand, later: Stand) -> dict[str, Decimal]:
    """Falls and rises from the first reading of a set to a later one, in mmHg and beats."""
    before, after = first.pressure.reading, later.pressure.reading
    found = {
        "systolic_fall": before.measure("sbp").value - after.measure("sbp").value,
        "diastolic_fall": before.measure("dbp").value - after.measure("dbp").value,
    }
    if first.pulse is not None and later.pulse is not None:
        found["pulse_rise"] = later.pulse.reading.value - first.pulse.reading.value
    return found


def notices(rules: PressureRepeat, stands: Sequence[Stand], years: int) -> tuple[str, ...]:
    """Why the provider is told of this set; only changes from lying to standing count."""
    lying = next((item for item in stands if item.name == rules.positions[0].name), None)
    if lying is None:
        return ()
    found = []
    for rule in _of_age(rules.notify, years):
        standing = [s for s in stands if s.pressure.reading.qualifiers.get("bp_position")
                    == "standing"]  # fmt: skip
        if any(changes(lying, s).get(rule.what, Decimal(-1)) >= rule.value for s in standing):
            found.append(rule.why)
    return tuple(found)


def _of_age(rules: Sequence[ChangeNotice], years: int) -> list[ChangeNotice]:
    """Of each kind the rule of the highest age that is reached."""
    best: dict[str, ChangeNotice] = {}
    for rule in rules:
        if years >= rule.from_years and (
            rule.what not in best or rule.from_years > best[rule.what].from_years
        ):
            best[rule.what] = rule
    return list(best.values())
