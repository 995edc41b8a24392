"""Growth charts of one child: percentile curves, and where each measurement lies on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ma_desktop.domain.curve_chart import Curve, CurveChart, Place, Plotted, round_ends
from ma_desktop.domain.derived import velocity
from ma_desktop.domain.growth import (
    CHARTED_SEXES,
    GrowthAge,
    GrowthPoint,
    GrowthReference,
    Measure,
    Spot,
    chart_for,
    growth_age,
    ordinal,
    percent_of_p95,
    place,
    spot_for,
    value_on_chart,
)
from ma_desktop.domain.lms import z_at
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import age_on

PERCENTILES = (3, 5, 10, 25, 50, 75, 90, 95, 97)
_BMI_PERCENTILES = (3, 5, 10, 25, 50, 75, 85, 90, 95, 97)
_OF_CHART: dict[str, tuple[Measure, ...]] = {
    "WHO": ("height", "weight", "head", "weight_for_length", "bmi"),
    "CDC": ("height", "weight", "bmi"),
}
_NAMES: dict[tuple[str, Measure], str] = {
    ("WHO", "height"): "Length",
    ("WHO", "weight"): "Weight",
    ("WHO", "head"): "Head circumference",
    ("WHO", "weight_for_length"): "Weight for length",
    ("WHO", "bmi"): "Body mass index",
    ("CDC", "height"): "Stature",
    ("CDC", "weight"): "Weight",
    ("CDC", "bmi"): "Body mass index",
}
_UNITS: dict[Measure, str] = {
    "height": "cm",
    "weight": "kg",
    "head": "cm",
    "weight_for_length": "kg",
    "bmi": "kg/m²",
}
_POUNDS, _INCHES = ("lb", 1 / 0.45359237), ("in", 1 / 2.54)
_SECOND: dict[Measure, tuple[str, float]] = {
    "height": _INCHES,
    "weight": _POUNDS,
    "head": _INCHES,
    "weight_for_length": _POUNDS,
    "bmi": ("", 1.0),
}
_PAGES = {"height": "size", "weight": "size", "head": "head", "weight_for_length": "head"}
_TITLES = {"WHO": "birth to 24 months", "CDC": "2 to 20 years"}
_SEX_WORDS = {"female": "Girls", "male": "Boys"}
_SOURCES = {
    "WHO": "WHO Child Growth Standards 2006",
    "CDC": "Source: CDC. 2000 growth charts; BMI above the 95th percentile: CDC 2022",
}
_HEADS = ("Date", "Age", "Value", "Percentile and z", "Growth")
_LENGTHS = (45, 110)
_INFANT_MONTHS = 12


@dataclass(frozen=True)
class Measured:
    """One measurement: canonical value (kg, cm, kg/m2), and its words as the clinic shows it."""

    on: date
    measure: Measure
    value: float
    shown: str
    standing: bool | None = None
    length_cm: float = 0.0


@dataclass(frozen=True)
class Child:
    """Whose charts they are; `gestation_days` only where the age is to be corrected."""

    born: date
    sex: str
    gestation_days: int | None = None


def growth_charts(
    reference: GrowthReference, child: Child, measured: Sequence[Measured]
) -> tuple[CurveChart, ...]:
    """All charts of a child, WHO first; none for a sex that has no tables."""
    if child.sex not in CHARTED_SEXES:
        return ()
    return tuple(
        _chart(reference, child, chart, measure, [m for m in measured if m.measure == measure])
        for chart, measures in _OF_CHART.items()
        for measure in measures
    )


def _chart(
    reference: GrowthReference,
    child: Child,
    chart: str,
    measure: Measure,
    measured: Sequence[Measured],
) -> CurveChart:
    percents = _BMI_PERCENTILES if measure == "bmi" else PERCENTILES
    curves = tuple(
        Curve(
            f"{percent}",
            tuple(_curve(reference, chart, measure, child.sex, percent)),
            percent == 50,
        )
        for percent in percents
    )
    points = tuple(_points(reference, child, chart, measured))
    name, unit = _NAMES[chart, measure], _UNITS[measure]
    ys = [y for curve in curves for _x, y in curve.places] + [point.y for point in points]
    by_length = measure == "weight_for_length"
    return CurveChart(
        f"{chart}.{measure}",
        f"{chart}.{_PAGES.get(measure, measure)}",
        name,
        f"{_SEX_WORDS[child.sex]}, {_TITLES[chart]}: {name}{'' if by_length else ' for age'}",
        _SOURCES[chart],
        "Length, cm" if by_length else "Age, months" if chart == "WHO" else "Age, years",
        f"{name}, {unit}",
        _LENGTHS if by_length else (0, 24) if chart == "WHO" else (24, 240),
        round_ends(min(ys), max(ys)),
        _ticks(chart, by_length=by_length),
        curves,
        points,
        _HEADS,
        _SECOND[measure],
    )


def _ticks(chart: str, *, by_length: bool) -> tuple[tuple[float, str], ...]:
    if by_length:
        return tuple((float(at), f"{at}") for at in range(45, 111, 5))
    if chart == "WHO":
        return tuple((float(at), f"{at}") for at in range(0, 25, 2))
    return tuple((float(at), f"{at // 12}") for at in range(24, 241, 12))


def _curve(
    reference: GrowthReference, chart: str, measure: Measure, sex: str, percent: int
) -> Iterator[Place]:
    days = reference.rules.days_in_a_month
    z = z_at(percent)
    if measure == "weight_for_length":
        spots = [
            (float(at), Spot(chart, measure, sex, 0, at))
            for at in range(_LENGTHS[0], _LENGTHS[1] + 1)
        ]
    elif chart == "WHO":
        # The table ends with day 730, half a day before 24 months of 30.4375 days.
        spots = [(at / 4, Spot(chart, measure, sex, min(at / 4 * days, 730))) for at in range(97)]
    else:
        spots = [(float(at), Spot(chart, measure, sex, at)) for at in range(24, 241, 3)]
    for x, spot in spots:
        y = value_on_chart(reference, spot, z)
        if y is not None:
            yield float(x), y


def _points(
    reference: GrowthReference, child: Child, chart: str, measured: Sequence[Measured]
) -> Iterator[Plotted]:
    rules, before = reference.rules, None
    for item in sorted(measured, key=lambda one: one.on):
        age = growth_age(child.born, item.on, rules, child.gestation_days)
        if age is None:
            continue
        found = place(
            reference,
            item.measure,
            child.sex,
            age.days,
            item.value,
            standing=item.standing,
            length_cm=item.length_cm,
        )
        if found is not None and chart_for(age.days, rules) == chart:
            yield _plotted(reference, child, item, age, found, before)
        before = item


def _plotted(
    reference: GrowthReference,
    child: Child,
    item: Measured,
    age: GrowthAge,
    found: GrowthPoint,
    before: Measured | None,
) -> Plotted:
    by_length = item.measure == "weight_for_length"
    moved = found.moved_cm if item.measure == "height" else 0.0
    x = item.length_cm if by_length else age.days / reference.rules.days_in_a_month
    words = found.words + _beyond(reference, child, item, age)
    old = age_on(child.born, item.on).words
    if age.corrected_by:
        due = date.fromordinal(child.born.toordinal() + age.corrected_by)
        old = f"{old}, corrected {age_on(due, item.on).words}"
    grown = _grown(item, before, age)
    day = day_words(item.on)
    how = f"moved {moved:+.1f} cm for this chart" if moved else ""
    said = (f"{item.shown}, {words}", f"{day}, {old}", grown, how)
    cells = (day, old, item.shown, words, grown)
    return Plotted(x, item.value + moved, item.on, cells, tuple(line for line in said if line))


def _beyond(reference: GrowthReference, child: Child, item: Measured, age: GrowthAge) -> str:
    """A BMI from the 95th percentile on, in percent of it (CDC 2022)."""
    if item.measure != "bmi":
        return ""
    spot = spot_for(reference.rules, "bmi", child.sex, age.days)
    percent = percent_of_p95(reference, spot, item.value)
    if spot.chart != "CDC" or percent is None or percent < 100:
        return ""
    return f", {percent:.0f} % of the {ordinal(95)}"


def _grown(item: Measured, before: Measured | None, age: GrowthAge) -> str:
    """Growth since the measurement before: g a day and cm a month in infants, else a year."""
    if before is None or item.on <= before.on or item.measure in ("bmi", "weight_for_length"):
        return ""
    days = (item.on - before.on).days
    a_year = float(velocity(Decimal(repr(item.value)), Decimal(repr(before.value)), days))
    infant = age.days < _INFANT_MONTHS * 30.4375
    if item.measure == "weight":
        return f"{a_year * 1000 / 365.25:+.0f} g/day" if infant else f"{a_year:+.1f} kg/year"
    return f"{a_year / 12:+.1f} cm/month" if infant else f"{a_year:+.1f} cm/year"
