"""A trend on paper: what the screen shows stands there too, in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.documents.chart import Box
from ma_desktop.documents.sheet import Mark, Path, Text
from ma_desktop.documents.style import BAND, BAND_2, BRAND, INK, SECOND, SUNKEN, WHITE
from ma_desktop.documents.trend_chart import Shown, marks, reduced
from ma_desktop.documents.trend_pdf import MOST_ROWS, Row, TrendPaper, render
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.trend import Band, Level, Number, Stay, Taken, Trend, columns_of
from ma_desktop.domain.trend_figure import figure_of, plain_pane, traced
from ma_desktop.domain.vitals import Unit
from tests.documents.papers import page_texts
from tests.documents.visits import patient

ZONE = ZoneInfo("America/New_York")
BOX = Box(38, 300, 536, 290)
DAY = 86_400.0
START = datetime(2024, 3, 1, 15, tzinfo=UTC).timestamp()
END = START + 720 * DAY
MADE = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)


def taken(day: int, *values: int, state: str = "", way: str = "") -> Taken:
    parts = ("sbp", "dbp")[: len(values)]
    numbers = tuple(
        Number(part, f"{value}", "u", f"{value}", "u")
        for part, value in zip(parts, values, strict=True)
    )
    absent = "" if values else "refused"
    text = "/".join(map(str, values))
    return Taken(
        f"{day}", START + day * DAY, numbers, text, way, absent, "rivera", None, state=state
    )


def trend(name: str, unit: Unit, items: list[Taken], parts: tuple[str, ...]) -> Trend:
    columns = columns_of(items, ["sbp", "dbp"][: len(parts)], [(1.0, 0.0)] * len(parts))
    return Trend(name.lower(), name, unit, parts, tuple(items), columns)


def pressures() -> Trend:
    items = [
        taken(10, 128, 82),
        taken(200, 199, 92, state="amended"),
        taken(201, 138, 88),
        taken(300),
        taken(500, 141, 90, way='{"site": "left-wrist"}'),
        taken(700, 131, 79),
    ]
    made = trend("Blood pressure", Unit("mm[Hg]", "mmHg", 0), items, ("Systolic", "Diastolic"))
    return replace(
        made,
        bands=(
            Band(0, START - DAY, START + 400 * DAY, 90, 110),
            Band(0, START + 400 * DAY, END, 100, 120),
            Band(1, START - DAY, END, 60, 80),
        ),
        levels=(
            Level(0, START, END, 140, "notify", "Systolic from 140: tell provider"),
            Level(0, START + 100 * DAY, inf, 130, "target", "Target at most 130, Dr. Lindqvist"),
        ),
    )


def shown() -> Shown:
    pulse = trend(
        "Heart rate", Unit("/min", "bpm", 0), [taken(10, 72), taken(700, 88)], ("Heart rate",)
    )
    weight = trend("Weight", Unit("kg", "kg", 1), [taken(10, 80), taken(700, 78)], ("Weight",))
    figure = replace(
        figure_of(traced(pressures())),
        right=plain_pane(traced(weight), 2),
        below=plain_pane(traced(pulse), 3),
        visits=(START + 10 * DAY, START + 500 * DAY),
        stays=(
            Stay("Lisinopril 10 mg", START + 300 * DAY, inf),
            Stay("Metformin 500 mg", START + 100 * DAY, START + 200 * DAY),
        ),
    )
    return Shown(figure, START, END, ZONE)


@pytest.fixture
def drawn() -> list[Mark]:
    return marks(shown(), BOX)


def paths(drawn: list[Mark]) -> list[Path]:
    return [mark for mark in drawn if isinstance(mark, Path)]


def words(drawn: list[Mark]) -> list[str]:
    return [mark.text for mark in drawn if isinstance(mark, Text)]


def test_the_range_goes_with_the_age(drawn: list[Mark]) -> None:
    first, second = (path for path in paths(drawn) if path.fill == BAND)
    assert first.points[1][0] == pytest.approx(second.points[0][0])
    assert first.points[0][1] < second.points[0][1]
    assert len([path for path in paths(drawn) if path.fill == BAND_2]) == 1


def test_lines_to_tell_and_targets_are_drawn_with_their_words(drawn: list[Mark]) -> None:
    assert "Systolic from 140: tell provider" in words(drawn)
    assert "Target at most 130, Dr. Lindqvist" in words(drawn)
    (target,) = (path for path in paths(drawn) if len(path.dashes) == 4)
    left, right = target.points
    assert left[0] > BOX.x + 60  # from its day on, not before
    assert left[1] == right[1]


def test_readings_and_what_became_of_them_have_their_marks(drawn: list[Mark]) -> None:
    hollow = [path for path in paths(drawn) if path.fill == WHITE]
    assert len(hollow) == 2
    dots = [path for path in paths(drawn) if path.fill == BRAND]
    assert len(dots) == 4
    assert len([path for path in paths(drawn) if path.fill == SECOND]) == 4
    rings = [path for path in paths(drawn) if path.fill is None and len(path.points) == 17]
    assert len(rings) == 2
    crosses = [path for path in paths(drawn) if path.thickness == 1.0 and not path.dashes]
    assert len(crosses) == 2


def test_pulse_beneath_weight_on_the_right_visits_and_medications(drawn: list[Mark]) -> None:
    found = words(drawn)
    assert "Heart rate, bpm" in found
    assert "Lisinopril 10 mg →" in found
    assert "Metformin 500 mg" in found
    assert len([path for path in paths(drawn) if path.fill == SUNKEN]) == 2
    assert len([path for path in paths(drawn) if len(path.dashes) == 2 and path.dashes[0] < 1]) == 2
    assert len([path for path in paths(drawn) if path.fill == INK]) == 2


def test_nothing_leaves_the_box(drawn: list[Mark]) -> None:
    for path in paths(drawn):
        for x, y in path.points:
            assert BOX.x <= x <= BOX.x + BOX.width
            assert BOX.y <= y <= BOX.y + BOX.height + 5


@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(0, 200)), min_size=1, max_size=400),
    st.floats(0.5, 20),
)
def test_reduced_for_paper_no_extreme_is_dropped(
    places: list[tuple[float, float]], column: float
) -> None:
    places.sort()
    kept = reduced(places, column)
    assert min(y for _x, y in kept) == min(y for _x, y in places)
    assert max(y for _x, y in kept) == max(y for _x, y in places)


def paper(rows: int, of: int) -> TrendPaper:
    made = [
        Row(("10 Mar 2026 08:30", f"{n}", "bpm", "", "=", "J. R."), n == 3) for n in range(rows)
    ]
    return TrendPaper(
        ClinicProfile("Maple Street Family Medicine", zone="America/New_York"),
        patient(),
        "Heart rate",
        "2024 to 2026",
        shown(),
        "Last 72",
        ("● Systolic", "× not taken"),
        ("Taken", "Value", "Unit", "How", "Change", "By"),
        tuple(made),
        of,
        MADE,
        "J. Rivera",
    )


def test_a_trend_of_many_readings_says_how_many_it_leaves_out() -> None:
    pages = page_texts(render(paper(MOST_ROWS + 100, 100_000)))
    assert all("OKAFOR, Grace" in page and "MRN 004-118-27" in page for page in pages)
    assert "The newest 500 of 100,000 readings." in pages[-1]
    assert "● Systolic" in pages[0]
    empty = page_texts(render(paper(0, 0)))
    assert "No readings in this time." in empty[0]


def test_an_empty_figure_is_a_page_too() -> None:
    none = trend("Heart rate", Unit("/min", "bpm", 0), [], ("Heart rate",))
    empty = replace(paper(0, 0), shown=Shown(figure_of(traced(none)), START, END, ZONE))
    assert render(empty) == render(empty)
