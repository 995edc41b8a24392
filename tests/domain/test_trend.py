"""What lies beneath a trend: ages, lines to tell, what counts, numbers in the shown unit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.body_trend import with_body_mass
from ma_desktop.domain.trend import (
    COUNTS,
    STRUCK,
    Life,
    Number,
    Taken,
    bands_of,
    columns_of,
    marked,
    notify_levels,
    slope_of,
    statistics,
)
from ma_desktop.domain.units import convert

CATALOG = load_catalog()
ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 3, 10)


def life(born: date, sex: str = "female") -> Life:
    return Life(born, sex, TODAY, ZONE, CATALOG.bands)


def taken(
    value: str = "72", *, at: float = 0.0, name: str = "a", part: str = "hr", unit: str = "/min"
) -> Taken:
    number = Number(part, value, unit, value, unit)
    return Taken(name, at, (number,), value, "", "", "rivera", None)


@pytest.mark.parametrize(
    ("born", "count"), [(date(2026, 3, 9), 1), (date(2026, 1, 1), 2), (date(1921, 11, 2), 7)]
)
def test_stages_follow_each_other_from_birth_to_today(born: date, count: int) -> None:
    stages = list(life(born).stages())
    assert len(stages) == count
    assert stages[0][1] == born
    assert (stages[-1][2] - TODAY).days == 1
    assert all(one[2] == two[1] for one, two in pairwise(stages))


def test_the_band_at_each_age_is_the_one_of_the_content() -> None:
    part = CATALOG.vitals["hr"].parts[0]
    unit = CATALOG.vitals["hr"].usual
    bands = list(bands_of(life(date(2016, 3, 10)), part, 0, unit))
    rows = {row.ages: (float(row.low or 0), float(row.high or 0)) for row in part.reference}
    assert (bands[0].low, bands[0].high) == rows["newborn"]
    assert (bands[-1].low, bands[-1].high) == rows["school"]


def test_only_the_line_that_is_reached_first_is_drawn() -> None:
    part = CATALOG.vitals["bp"].part("sbp")
    unit = CATALOG.vitals["bp"].usual
    levels = notify_levels(life(date(1979, 3, 14)), part, 0, unit, None)
    today = datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp()
    now = {level.value for level in levels if level.start <= today < level.end}
    assert now == {160.0, 90.0}


def test_lines_of_pregnancy_begin_when_it_was_noted() -> None:
    part = CATALOG.vitals["bp"].part("sbp")
    noted = datetime(2026, 1, 5, 15, tzinfo=UTC)
    unit = CATALOG.vitals["bp"].usual
    levels = notify_levels(life(date(1997, 5, 11)), part, 0, unit, noted)
    (lower,) = [level for level in levels if level.value == 140 and level.start > 1.7e9]
    assert lower.start == noted.timestamp()


def test_the_low_pressure_of_children_goes_with_the_birthday() -> None:
    part = CATALOG.vitals["bp"].part("sbp")
    unit = CATALOG.vitals["bp"].usual
    levels = notify_levels(life(date(2020, 3, 10)), part, 0, unit, None)
    steps = [level.value for level in levels if level.words.endswith("tell provider")]
    by_age = {70.0 + 2 * years for years in range(1, 6)}
    assert by_age <= set(steps)


def test_amended_and_in_error_are_marked_and_the_mark_itself_is_no_row() -> None:
    rows = [
        (taken("118", name="a"), "final", None),
        (taken("118", name="b"), "entered-in-error", "a"),
        (taken("87", name="c"), "final", None),
        (taken("78", name="d"), "corrected", "c"),
        (taken("60", name="e"), "entered-in-error", None),
    ]
    found = {item.id: (item.state, item.kind) for item in marked(rows)}
    assert found == {
        "a": ("entered in error", STRUCK),
        "c": ("amended", STRUCK),
        "d": ("", COUNTS),
        "e": ("entered in error", STRUCK),
    }


@given(st.decimals(min_value=0, max_value=300, places=2))
def test_units_are_linear(value: Decimal) -> None:
    for vital in CATALOG.vitals.values():
        for part in vital.parts:
            for unit in vital.units:
                slope, offset = slope_of(part.ucum, unit)
                exact = convert(value, part.ucum, unit.ucum)
                assert float(value) * slope + offset == pytest.approx(float(exact), abs=1e-4)


def test_columns_hold_a_place_for_each_reading() -> None:
    rows = [taken("72", at=1.0), taken("75", at=2.0)._replace(numbers=(), absent="refused")]
    columns = columns_of(rows, ["hr"], [(1.0, 0.0)])
    assert list(columns.times) == [1.0, 2.0]
    assert columns.values[0][0] == 72.0
    assert columns.values[0][1] != columns.values[0][1]
    assert list(columns.kinds) == [0, 2]


def test_statistics_of_none_one_and_some() -> None:
    assert statistics([]).count == 0
    assert statistics([5.0]).change is None
    some = statistics([3.0, 9.0, 6.0])
    assert (some.last, some.change, some.least, some.most, some.average) == (6, -3, 3, 9, 6)


def test_body_mass_is_computed_where_nobody_recorded_it() -> None:
    day = 86_400.0
    start = datetime(2025, 6, 1, 16, tzinfo=UTC).timestamp()
    heights = [taken("170", at=start, part="height", unit="cm")]
    weights = [
        taken(kg, at=start + n * 30 * day, part="weight", unit="kg")
        for n, kg in enumerate(("72.25", "75", "80"))
    ]
    recorded = [taken("26.1", at=start + 30 * day, name="bmi", part="bmi", unit="kg/m2")]
    grown = with_body_mass(recorded, weights, heights, life(date(1979, 3, 14)))
    assert [item.text for item in grown] == ["25.0", "26.1", "27.7"]
    child = with_body_mass((), weights, heights, life(date(2018, 3, 14)))
    assert [item.text for item in child] == ["25.0"]
