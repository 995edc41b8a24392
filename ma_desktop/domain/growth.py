"""Where a child's measures lie among other children: WHO below 24 months, CDC from then on.

The tables and every bound come with `GrowthReference` (resources/growth, read on first use);
this module only computes. It never judges growth: the provider does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ma_desktop.domain.lms import Lms, LmsTable, percentile, z_at
from ma_desktop.domain.vitals import Source

Measure = Literal["weight", "height", "head", "bmi", "weight_for_length"]
MEASURES: tuple[Measure, ...] = ("weight", "height", "head", "bmi", "weight_for_length")
CHARTED_SEXES = ("female", "male")

_INDICATORS: dict[tuple[str, str], str] = {
    ("WHO", "weight"): "wfa",
    ("WHO", "height"): "lfa",
    ("WHO", "head"): "hcfa",
    ("WHO", "bmi"): "bmifa",
    ("WHO", "weight_for_length"): "wfl",
    ("CDC", "weight"): "wfa",
    ("CDC", "height"): "sfa",
    ("CDC", "head"): "hcfa_infant",
    ("CDC", "bmi"): "bmifa",
    ("CDC", "weight_for_length"): "wfs",
    ("CDC infant", "weight"): "wfa_infant",
    ("CDC infant", "height"): "lfa_infant",
    ("CDC infant", "head"): "hcfa_infant",
    ("CDC infant", "weight_for_length"): "wfl_infant",
}


@dataclass(frozen=True)
class ExtendedBmi:
    """The CDC 2022 tail above a percentile: sigma = a + b x age + c x age squared, in years."""

    from_percentile: float
    most_z: float
    sigma: Mapping[str, tuple[float, float, float]]
    source: str


@dataclass(frozen=True)
class Preterm:
    """Who is born early, the week that counts as term, and how long the age is corrected."""

    below_weeks: int
    term_weeks: int
    until_months: int
    source: str


@dataclass(frozen=True)
class Implausible:
    """Scores outside low to high are asked about: modified z on CDC charts, z on WHO charts."""

    chart: str
    measure: str
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class GrowthRules:
    """`resources/growth/rules.toml` without its classes of body mass."""

    who_below_months: float
    cdc_below_months: float
    days_in_a_month: float
    choice_source: str
    who_restricted_from_z: float
    who_restricted: tuple[str, ...]
    restricted_source: str
    who_moves_cm: float
    cdc_moves_cm: float
    moves_source: str
    extended_bmi: ExtendedBmi
    preterm: Preterm
    implausible: tuple[Implausible, ...]


@dataclass(frozen=True)
class GrowthReference:
    """All tables by chart ("WHO", "CDC"), indicator ("wfa", "lfa", ...) and sex, and the rules."""

    tables: Mapping[tuple[str, str, str], LmsTable]
    rules: GrowthRules
    sources: Mapping[str, Source]


@dataclass(frozen=True)
class GrowthAge:
    """Age in days, as the charts count it: corrected where `corrected_by` days are taken off."""

    days: int
    corrected_by: int = 0


@dataclass(frozen=True)
class GrowthPoint:
    """Where a value lies. `moved_cm` is what was added because it was measured the other way.

    `modified_z` serves the check of the entry alone.
    """

    chart: str
    measure: Measure
    z: float
    percentile: float
    modified_z: float
    moved_cm: float = 0.0

    @property
    def words(self) -> str:
        """62nd percentile (z 0.31); in the tails below the 1st, above the 99th percentile."""
        return f"{percentile_words(self.percentile)} (z {_two_decimals(self.z)})"


def percentile_words(percent: float) -> str:
    """62nd percentile, below the 1st percentile, above the 99th percentile."""
    if percent < 1:
        return "below the 1st percentile"
    if percent > 99:
        return "above the 99th percentile"
    return f"{ordinal(int(percent + 0.5))} percentile"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 62nd."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _two_decimals(z: float) -> str:
    """Two decimals, half away from zero, with a real minus sign and never a minus zero."""
    cents = int(abs(z) * 100 + 0.5)
    return f"{'−' if z < 0 and cents else ''}{cents // 100}.{cents % 100:02d}"


def growth_age(
    born: date, on: date, rules: GrowthRules, gestation_days: int | None = None
) -> GrowthAge | None:
    """The age that the charts take, in days; None before birth, and before term when corrected.

    `gestation_days` is the length of pregnancy where it is known and the age is to be corrected:
    below 37 weeks what was missing to 40 weeks is taken off, until 24 months of age.
    """
    days = (on - born) // timedelta(days=1)
    early = _days_early(days, rules, gestation_days)
    return GrowthAge(days - early, early) if days >= early and days >= 0 else None


def _days_early(days: int, rules: GrowthRules, gestation_days: int | None) -> int:
    preterm = rules.preterm
    if gestation_days is None or gestation_days >= preterm.below_weeks * 7:
        return 0
    if days / rules.days_in_a_month >= preterm.until_months:
        return 0
    return preterm.term_weeks * 7 - gestation_days


def chart_for(days: int, rules: GrowthRules) -> str:
    """WHO below 24 months, CDC below 20 years, empty from then on; months of 30.4375 days."""
    months = days / rules.days_in_a_month
    if months < rules.who_below_months:
        return "WHO"
    return "CDC" if months < rules.cdc_below_months else ""


@dataclass(frozen=True)
class Spot:
    """A place on a chart: `at` is the age in days (WHO) or months (CDC), `length_cm` where the
    measure is weight for length."""

    chart: str
    measure: Measure
    sex: str
    at: float
    length_cm: float = 0.0


def place(
    reference: GrowthReference,
    measure: Measure,
    sex: str,
    days: int,
    value: float,
    *,
    standing: bool | None = None,
    length_cm: float = 0.0,
) -> GrowthPoint | None:
    """Where `value` lies at an age of `days`: kg, cm or kg/m2; None where no chart covers it.

    `standing` says how a height or length was measured (None: as the chart wants it). Weight for
    length needs `length_cm`. Source: WHO 2006, CDC 2000, CDC 2022 for BMI above percentile 95.
    """
    spot = spot_for(reference.rules, measure, sex, days, length_cm)
    moved = _moved(reference.rules, spot.chart, standing)
    if measure == "height":
        point = on_chart(reference, spot, value + moved)
    elif measure == "weight_for_length":
        point = on_chart(reference, replace(spot, length_cm=length_cm + moved), value)
    else:
        return on_chart(reference, spot, value)
    return None if point is None else replace(point, moved_cm=moved)


def spot_for(
    rules: GrowthRules, measure: Measure, sex: str, days: int, length_cm: float = 0.0
) -> Spot:
    """The place on the chart that US practice takes at this age in days."""
    chart = chart_for(days, rules)
    at = days if chart == "WHO" else days / rules.days_in_a_month
    return Spot(chart, measure, sex, at, length_cm)


def _moved(rules: GrowthRules, chart: str, standing: bool | None) -> float:
    """Centimetres between lying and standing, when it was measured the other way."""
    if chart == "WHO" and standing is True:
        return rules.who_moves_cm
    if chart == "CDC" and standing is False:
        return -rules.cdc_moves_cm
    return 0.0


def on_chart(reference: GrowthReference, spot: Spot, value: float) -> GrowthPoint | None:
    """Where `value` lies on one given chart; None outside it, or from 0 down."""
    row, rules = row_at(reference, spot), reference.rules
    if row is None or value <= 0:
        return None
    if _is_restricted(spot, rules):
        z = row.restricted_z(value, rules.who_restricted_from_z)
        percent = percentile(z)
    elif _is_extended(spot):
        z, percent = extended_bmi(row, value, spot.sex, spot.at, rules.extended_bmi)
    else:
        z = row.z(value)
        percent = percentile(z)
    return GrowthPoint(spot.chart, spot.measure, z, percent, row.modified_z(value))


def row_at(reference: GrowthReference, spot: Spot) -> Lms | None:
    """L, M and S for a place on a chart; the CDC has tables of their own below 24 months."""
    infant = spot.chart == "CDC" and spot.at < reference.rules.who_below_months
    chart = "CDC infant" if infant else spot.chart
    indicator = _INDICATORS.get((chart, spot.measure), "")
    table = reference.tables.get((spot.chart, indicator, spot.sex))
    if table is None:
        return None
    return table.row(spot.length_cm if spot.measure == "weight_for_length" else spot.at)


def _is_restricted(spot: Spot, rules: GrowthRules) -> bool:
    return spot.chart == "WHO" and spot.measure in rules.who_restricted


def _is_extended(spot: Spot) -> bool:
    return spot.chart == "CDC" and spot.measure == "bmi"


def extended_bmi(
    row: Lms, bmi: float, sex: str, months: float, tail: ExtendedBmi
) -> tuple[float, float]:
    """z and percentile of a BMI; above the 95th percentile on the half-normal tail (CDC 2022)."""
    p95 = row.value(z_at(tail.from_percentile))
    if bmi <= p95:
        return row.z(bmi), percentile(row.z(bmi))
    beyond = (bmi - p95) / extended_sigma(sex, months, tail)
    missing = _upper(beyond) * 2 * (1 - tail.from_percentile / 100)
    z = -z_at(100 * missing) if missing > 0 else tail.most_z
    return min(z, tail.most_z), 100 * (1 - missing)


def extended_bmi_value(row: Lms, z: float, sex: str, months: float, tail: ExtendedBmi) -> float:
    """The BMI at a z-score: the inverse of `extended_bmi`."""
    if z <= z_at(tail.from_percentile):
        return row.value(z)
    share = _upper(z) / (2 * (1 - tail.from_percentile / 100))
    p95 = row.value(z_at(tail.from_percentile))
    return p95 - extended_sigma(sex, months, tail) * z_at(100 * share)


def _upper(z: float) -> float:
    """The share of people above a z-score."""
    return percentile(-z) / 100


def extended_sigma(sex: str, months: float, tail: ExtendedBmi) -> float:
    """The width of the tail at an age in months."""
    constant, linear, square = tail.sigma[sex]
    years = months / 12
    return constant + linear * years + square * years * years


def value_on_chart(reference: GrowthReference, spot: Spot, z: float) -> float | None:
    """The value at a z-score of one given chart: the inverse of `on_chart`."""
    row, rules = row_at(reference, spot), reference.rules
    if row is None:
        return None
    if _is_restricted(spot, rules):
        return row.restricted_value(z, rules.who_restricted_from_z)
    if _is_extended(spot):
        return extended_bmi_value(row, z, spot.sex, spot.at, rules.extended_bmi)
    return row.value(z)


def percent_of_p95(reference: GrowthReference, spot: Spot, bmi: float) -> float | None:
    """A BMI in percent of the 95th percentile for this age and sex."""
    z = z_at(reference.rules.extended_bmi.from_percentile)
    p95 = value_on_chart(reference, spot, z)
    return None if p95 is None else 100 * bmi / p95


def is_implausible(point: GrowthPoint, rules: GrowthRules) -> bool:
    """True where the score lies so far out that the entry is asked about (CDC and WHO flags)."""
    score = point.modified_z if point.chart == "CDC" else point.z
    return any(
        not row.low <= score <= row.high
        for row in rules.implausible
        if (row.chart, row.measure) == (point.chart, point.measure)
    )
