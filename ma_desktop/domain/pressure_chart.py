"""Blood pressure of a child by age: from where each category holds at this height, and readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ma_desktop.domain.curve_chart import Curve, CurveChart, Place, Plotted, round_ends
from ma_desktop.domain.growth import CHARTED_SEXES, ordinal
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.pressure import (
    Pressure,
    PressureReference,
    child_bounds,
    child_category,
    height_column,
)

_LAST_YEAR = 18
_MEDIAN = 50
_NAMES: dict[str, str] = {"sbp": "Systolic", "dbp": "Diastolic"}
_HEADS = ("Date", "Age", "Blood pressure", "Category", "Height percentile")


@dataclass(frozen=True)
class MeasuredPressure:
    """One reading as it is `shown`, and the height percentile then; None where it is not known."""

    on: date
    pressure: Pressure
    shown: str
    height_percent: float | None


def pressure_charts(
    reference: PressureReference, born: date, sex: str, measured: Sequence[MeasuredPressure]
) -> tuple[CurveChart, ...]:
    """Systolic and diastolic; the bounds are those of the latest known height percentile."""
    known = [item.height_percent for item in measured if item.height_percent is not None]
    if sex not in CHARTED_SEXES or not known:
        return ()
    column = height_column(known[-1], reference.height_columns)
    return tuple(_chart(reference, born, sex, measured, part, column) for part in ("sbp", "dbp"))


def _chart(
    reference: PressureReference,
    born: date,
    sex: str,
    measured: Sequence[MeasuredPressure],
    part: str,
    column: int,
) -> CurveChart:
    curves = tuple(_curves(reference, sex, part, column))
    points = tuple(
        point for item in measured if (point := _point(reference, born, sex, item, part))
    )
    ys = [y for curve in curves for _x, y in curve.places] + [point.y for point in points]
    first = reference.rules.ages.child_from_years
    return CurveChart(
        f"BP.{part}",
        "BP",
        _NAMES[part],
        f"{'Girls' if sex == 'female' else 'Boys'}: {_NAMES[part].lower()} pressure, "
        f"height at the {ordinal(column)} percentile",
        "AAP 2017 (Flynn et al., Pediatrics 140:e20171904)",
        "Age, years",
        f"{_NAMES[part]}, mmHg",
        (float(first), float(_LAST_YEAR)),
        round_ends(min(ys), max(ys)),
        tuple((float(year), f"{year}") for year in range(first, _LAST_YEAR + 1)),
        curves,
        points,
        _HEADS,
    )


def _curves(reference: PressureReference, sex: str, part: str, column: int) -> Iterator[Curve]:
    """The median, and from where each category above normal holds, year by year."""
    rules = reference.rules
    years = range(rules.ages.child_from_years, rules.ages.static_from_years)
    medians = [reference.table.get((sex, year, _MEDIAN, column)) for year in years]
    index = 0 if part == "sbp" else 1
    steps = [
        (year, pair[index]) for year, pair in zip(years, medians, strict=True) if pair is not None
    ]
    yield Curve("50th", tuple(_stairs(steps)), strong=True)
    static = [row for row in rules.adult if row.id not in rules.ages.static_without][1:]
    for number, row in enumerate(rules.child[1:]):
        found = [(year, child_bounds(sex, year, column, reference)) for year in years]
        levels = [(year, pairs[number].part(part)) for year, pairs in found if pairs]
        places = list(_stairs(levels))
        if number < len(static):
            bound = static[number].sbp if part == "sbp" else static[number].dbp
            if bound is not None:
                later = range(rules.ages.static_from_years, _LAST_YEAR)
                places += _stairs([(year, bound) for year in later])
        yield Curve(row.name, tuple(places))


def _stairs(steps: Sequence[tuple[int, Decimal]]) -> Iterator[Place]:
    """A completed year holds up to the next birthday."""
    for year, level in steps:
        yield float(year), float(level)
        yield float(year + 1), float(level)


def _point(
    reference: PressureReference, born: date, sex: str, item: MeasuredPressure, part: str
) -> Plotted | None:
    age = age_on(born, item.on)
    if not reference.rules.ages.child_from_years <= age.years < _LAST_YEAR:
        return None
    percent = item.height_percent
    category = None
    if percent is not None or age.years >= reference.rules.ages.static_from_years:
        column = height_column(percent or 0.0, reference.height_columns)
        category = child_category(item.pressure, sex, age.years, column, reference)
    words = category.name if category else "Height not known"
    tall = "" if percent is None else f"height {ordinal(min(max(round(percent), 1), 99))}"
    day = day_words(item.on)
    years = (item.on - born).days / 365.25
    return Plotted(
        years,
        float(item.pressure.part(part)),
        item.on,
        (day, age.words, item.shown, words, tall),
        (f"{item.shown} mmHg, {words}", f"{day}, {age.words}", tall),
    )
