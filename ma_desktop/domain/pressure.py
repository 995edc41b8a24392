"""Words for a blood pressure: categories of adults and of children.

Every bound comes with `PressureReference` (resources/pressure); the provider alone diagnoses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.lms import percentile
from ma_desktop.domain.vitals import Source

_PARTS = ("sbp", "dbp")


@dataclass(frozen=True)
class Category:
    """One row of the categories of adults: reached from either bound on, or only above it."""

    id: str
    name: str
    source: str
    sbp: Decimal | None = None
    dbp: Decimal | None = None
    above: bool = False

    def reached(self, part: str, value: Decimal) -> bool:
        """Whether `sbp` or `dbp` in mm[Hg] reaches this category; False where it has no bound."""
        bound = self.sbp if part == "sbp" else self.dbp
        if bound is None:
            return False
        return value > bound if self.above else value >= bound


@dataclass(frozen=True)
class ChildCategory:
    """One row of children: a percentile of the table plus `plus`, or a fixed pair if lower."""

    id: str
    name: str
    source: str
    percentile: int = 0
    plus: Decimal = Decimal(0)
    sbp: Decimal | None = None
    dbp: Decimal | None = None


@dataclass(frozen=True)
class Ages:
    """Completed years from which each list holds."""

    child_from_years: int
    static_from_years: int
    adult_from_years: int
    static_without: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class PulseRule:
    """Per cent of the systolic up to which a pulse pressure is narrow, mmHg above which wide."""

    narrow_percent: Decimal
    wide_above: Decimal
    source: str


@dataclass(frozen=True)
class FourthRow:
    """The polynomial of one sex and part."""

    sex: str
    part: str
    alpha: float
    beta: tuple[float, ...]
    gamma: tuple[float, ...]
    sigma: float


@dataclass(frozen=True)
class FourthReport:
    """Expected pressure by age and z-score of height."""

    centre_years: float
    from_years: float
    to_years: float
    source: str
    rows: tuple[FourthRow, ...]


@dataclass(frozen=True)
class Screen:
    """Pairs by completed years from 1, for children whose height is unknown."""

    male: tuple[tuple[Decimal, Decimal], ...]
    female: tuple[tuple[Decimal, Decimal], ...]
    source: str


@dataclass(frozen=True)
class PressureRules:
    """`resources/pressure/categories.toml`."""

    adult: tuple[Category, ...]
    child: tuple[ChildCategory, ...]
    ages: Ages
    pulse: PulseRule
    screen: Screen
    fourth_report: FourthReport
    sources: Mapping[str, Source]


@dataclass(frozen=True)
class PressureReference:
    """The rules, and AAP 2017: (sex, years, BP percentile, height percentile) -> the two bounds."""

    rules: PressureRules
    table: Mapping[tuple[str, int, int, int], tuple[Decimal, Decimal]]
    height_columns: tuple[int, ...]


@dataclass(frozen=True)
class Pressure:
    """Systolic and diastolic in mmHg."""

    sbp: Decimal
    dbp: Decimal

    def part(self, part: str) -> Decimal:
        """`sbp` or `dbp` in mm[Hg]."""
        return self.sbp if part == "sbp" else self.dbp


def mean(readings: Sequence[Pressure]) -> Pressure:
    """The mean of readings, unrounded."""
    count = len(readings)
    return Pressure(
        sum((item.sbp for item in readings), Decimal(0)) / count,
        sum((item.dbp for item in readings), Decimal(0)) / count,
    )


def adult_category(pressure: Pressure, rules: PressureRules) -> Category:
    """The highest category that either number reaches (2017 ACC/AHA)."""
    return _highest(pressure, rules.adult)


def _highest(pressure: Pressure, rows: Sequence[Category]) -> Category:
    reached = (
        row for row in reversed(rows) if any(row.reached(p, pressure.part(p)) for p in _PARTS)
    )
    return next(reached, rows[0])


def pulse_word(pressure: Pressure, rule: PulseRule) -> str:
    """`narrow` or `wide` of the difference between the two numbers (default of this program)."""
    difference = pressure.sbp - pressure.dbp
    if difference * 100 <= rule.narrow_percent * pressure.sbp:
        return "narrow"
    return "wide" if difference > rule.wide_above else ""


def height_column(percent: float, columns: Sequence[int], *, nearest: bool = False) -> int:
    """The column of the AAP table for a height percentile: the nearest not above it.

    That is the lower bound and flags sooner; `nearest` takes the nearest one instead. Below the
    first column the first one holds.
    """
    if nearest:
        return min(columns, key=lambda column: (abs(column - percent), column))
    return max((column for column in columns if column <= percent), default=columns[0])


def child_category(
    pressure: Pressure, sex: str, years: int, column: int, reference: PressureReference
) -> ChildCategory | Category | None:
    """The category at `years` completed years (AAP 2017); `column` as from `height_column`.

    From 13 years the numbers of adults hold without `severe`; None below 1 year and where the
    sex has no table.
    """
    rules = reference.rules
    if years < rules.ages.child_from_years:
        return None
    if years >= rules.ages.static_from_years:
        rows = [row for row in rules.adult if row.id not in rules.ages.static_without]
        return _highest(pressure, rows)
    bounds = child_bounds(sex, years, column, reference)
    if not bounds:
        return None
    for row, bound in reversed(list(zip(rules.child[1:], bounds, strict=True))):
        if pressure.sbp >= bound.sbp or pressure.dbp >= bound.dbp:
            return row
    return rules.child[0]


def child_bounds(
    sex: str, years: int, column: int, reference: PressureReference
) -> tuple[Pressure, ...]:
    """From where each category above normal holds for a child of 1 to 12 years; empty without."""
    found = []
    for row in reference.rules.child[1:]:
        pair = reference.table.get((sex, years, row.percentile, column))
        if pair is None:
            return ()
        sbp, dbp = (bound + row.plus for bound in pair)
        found.append(Pressure(_lower(sbp, row.sbp), _lower(dbp, row.dbp)))
    return tuple(found)


def _lower(bound: Decimal, fixed: Decimal | None) -> Decimal:
    return bound if fixed is None else min(bound, fixed)


def screens_high(pressure: Pressure, sex: str, years: int, rules: PressureRules) -> bool:
    """True where a child of unknown height is to be measured again (AAP 2017, table 6)."""
    if years < rules.ages.child_from_years:
        return False
    bound = screen_bounds(sex, years, rules)
    return pressure.sbp >= bound.sbp or pressure.dbp >= bound.dbp


def screen_bounds(sex: str, years: int, rules: PressureRules) -> Pressure:
    """From where a child of unknown height is measured again; the lower ones where the sex is
    unknown (AAP 2017, table 6, from 1 year)."""
    lists = {"male": [rules.screen.male], "female": [rules.screen.female]}
    pairs = [
        rows[min(years, len(rows)) - rules.ages.child_from_years]
        for rows in lists.get(sex, [rules.screen.male, rules.screen.female])
    ]
    return Pressure(min(sbp for sbp, _dbp in pairs), min(dbp for _sbp, dbp in pairs))


@dataclass(frozen=True)
class ExpectedPressure:
    """What the Fourth Report expects, and where a value lies."""

    expected: float
    z: float
    percentile: float


def fourth_report(
    value: float, part: str, sex: str, years: float, height_z: float, report: FourthReport
) -> ExpectedPressure | None:
    """Expected pressure and percentile at an age in years; None outside 1 to 17 years."""
    row = next((row for row in report.rows if (row.sex, row.part) == (sex, part)), None)
    if row is None or not report.from_years <= years < report.to_years + 1:
        return None
    age = years - report.centre_years
    expected = row.alpha + _polynomial(row.beta, age) + _polynomial(row.gamma, height_z)
    z = (value - expected) / row.sigma
    return ExpectedPressure(expected, z, percentile(z))


def _polynomial(factors: Sequence[float], at: float) -> float:
    return sum(factor * at**power for power, factor in enumerate(factors, start=1))
