"""Growth charts: which chart, which age, which words; and every curve leads back to its value."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.growth import (
    GrowthAge,
    GrowthPoint,
    Measure,
    Spot,
    chart_for,
    growth_age,
    is_implausible,
    on_chart,
    ordinal,
    percentile_words,
    place,
    spot_for,
    value_on_chart,
)
from ma_desktop.domain.lms import percentile, z_at

CHARTS = growth_content().charts
RULES = CHARTS.rules
BORN = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("days", "chart"), [(0, "WHO"), (730, "WHO"), (731, "CDC"), (7304, "CDC"), (7305, "")]
)
def test_the_chart_changes_at_24_months_and_ends_at_20_years(days: int, chart: str) -> None:
    assert chart_for(days, RULES) == chart


@pytest.mark.parametrize("sex", ["other", "unknown"])
def test_there_is_no_chart_without_a_sex(sex: str) -> None:
    assert place(CHARTS, "weight", sex, 100, 6.0) is None


@pytest.mark.parametrize(
    ("measure", "days", "value"),
    [("head", 1200, 50.0), ("weight", 7305, 70.0), ("weight", 100, 0.0)],
)
def test_outside_the_charts_there_is_no_point(measure: Measure, days: int, value: float) -> None:
    assert place(CHARTS, measure, "male", days, value) is None


def test_a_length_outside_the_table_has_no_weight_for_length() -> None:
    assert place(CHARTS, "weight_for_length", "male", 300, 9.0, length_cm=44.9) is None
    assert place(CHARTS, "weight_for_length", "male", 300, 9.0, length_cm=45.0) is not None


def test_what_was_measured_the_other_way_is_moved_and_says_so() -> None:
    lying = place(CHARTS, "height", "female", 900, 90.0, standing=False)
    standing = place(CHARTS, "height", "female", 900, 89.2, standing=True)
    assert lying
    assert standing
    assert lying.z == pytest.approx(standing.z)
    assert lying.moved_cm == -0.8
    infant = place(CHARTS, "height", "female", 300, 70.0, standing=True)
    assert infant
    assert infant.moved_cm == 0.7


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0.99, "below the 1st percentile"),
        (1, "1st percentile"),
        (2.4, "2nd percentile"),
        (62.5, "63rd percentile"),
        (11.2, "11th percentile"),
        (99, "99th percentile"),
        (99.01, "above the 99th percentile"),
    ],
)
def test_percentiles_are_words(percent: float, words: str) -> None:
    assert percentile_words(percent) == words


def test_a_point_says_its_percentile_and_its_score() -> None:
    assert GrowthPoint("WHO", "weight", 0.305, 62.0, 0.3).words == "62nd percentile (z 0.31)"
    assert GrowthPoint("WHO", "weight", -0.004, 49.8, 0.0).words == "50th percentile (z 0.00)"
    assert GrowthPoint("WHO", "weight", -1.5, 6.7, 0.0).words == "7th percentile (z −1.50)"


@pytest.mark.parametrize("number", [11, 12, 13, 111])
def test_eleven_twelve_and_thirteen_end_in_th(number: int) -> None:
    assert ordinal(number) == f"{number}th"


def test_the_age_of_a_child_born_early_is_corrected_until_24_months() -> None:
    weeks_32 = 32 * 7
    assert growth_age(BORN, BORN + timedelta(days=30), RULES, weeks_32) is None
    assert growth_age(BORN, BORN + timedelta(days=56), RULES, weeks_32) == GrowthAge(0, 56)
    assert growth_age(BORN, BORN + timedelta(days=730), RULES, weeks_32) == GrowthAge(674, 56)
    assert growth_age(BORN, BORN + timedelta(days=731), RULES, weeks_32) == GrowthAge(731, 0)


def test_from_37_weeks_on_nothing_is_corrected() -> None:
    assert growth_age(BORN, BORN + timedelta(days=30), RULES, 37 * 7) == GrowthAge(30, 0)
    assert growth_age(BORN, BORN + timedelta(days=30), RULES, 37 * 7 - 1) == GrowthAge(8, 22)


def test_before_birth_there_is_no_age() -> None:
    assert growth_age(BORN, BORN - timedelta(days=1), RULES) is None


@pytest.mark.parametrize(
    ("measure", "days", "value", "asked"),
    [
        ("weight", 365, 2.5, True),
        ("weight", 365, 10.0, False),
        ("height", 1826, 155.0, True),
        ("height", 1826, 110.0, False),
        ("bmi", 1826, 40.0, True),
    ],
)
def test_scores_far_out_are_asked_about(
    measure: Measure, days: int, value: float, asked: bool
) -> None:
    point = place(CHARTS, measure, "female", days, value)
    assert point
    assert is_implausible(point, RULES) is asked


MEASURES = st.sampled_from(["weight", "height", "head", "bmi", "weight_for_length"])
SEXES = st.sampled_from(["female", "male"])


def value_at(
    measure: Measure, sex: str, days: int, percent: float, length_cm: float
) -> float | None:
    """The value on a percentile's curve of the chart in use at this age."""
    spot = spot_for(CHARTS.rules, measure, sex, days, length_cm)
    return value_on_chart(CHARTS, spot, z_at(percent))


@given(MEASURES, SEXES, st.integers(0, 7304), st.floats(0.05, 99.95), st.floats(50, 100))
def test_a_curve_leads_back_to_its_percentile(
    measure: Measure, sex: str, days: int, percent: float, length: float
) -> None:
    value = value_at(measure, sex, days, percent, length)
    if value is None:
        return
    point = place(CHARTS, measure, sex, days, value, length_cm=length)
    assert point
    assert point.percentile == pytest.approx(percent, abs=1e-6)


@given(MEASURES, SEXES, st.integers(0, 7304), st.floats(1, 98))
def test_curves_do_not_cross(measure: Measure, sex: str, days: int, percent: float) -> None:
    low = value_at(measure, sex, days, percent, 80)
    high = value_at(measure, sex, days, percent + 1, 80)
    assert (low is None) == (high is None)
    assert low is None or high is None or low < high


@given(SEXES, st.floats(24, 239.9), st.floats(10, 120))
def test_a_heavier_child_has_a_higher_score(sex: str, months: float, bmi: float) -> None:
    spot = Spot("CDC", "bmi", sex, months)
    one, other = on_chart(CHARTS, spot, bmi), on_chart(CHARTS, spot, bmi + 0.1)
    assert one
    assert other
    assert one.z <= other.z <= 8.21


@pytest.mark.parametrize("chart", ["WHO", "CDC"])
def test_the_median_is_the_fiftieth_percentile(chart: str) -> None:
    for (name, indicator, sex), table in CHARTS.tables.items():
        if name == chart and indicator == "wfa":
            spot = Spot(chart, "weight", sex, table.at[3])
            assert value_on_chart(CHARTS, spot, 0.0) == pytest.approx(table.rows[3].median)


@given(st.floats(0.0001, 99.9999))
def test_percentile_and_z_are_inverse(percent: float) -> None:
    assert percentile(z_at(percent)) == pytest.approx(percent, abs=1e-9)
