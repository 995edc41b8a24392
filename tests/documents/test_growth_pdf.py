"""Growth charts on paper: whole on their pages, both identifiers, whatever the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from ma_desktop.catalog.growth import growth_content
from ma_desktop.documents.chart import Box
from ma_desktop.documents.curve_chart import marks
from ma_desktop.documents.growth_pdf import GrowthPaper, render
from ma_desktop.documents.sheet import Mark, Path, Text
from ma_desktop.domain.curve_chart import CurveChart
from ma_desktop.domain.growth_chart import Child, Measured, growth_charts
from ma_desktop.domain.patient import Name
from ma_desktop.domain.summary import ClinicProfile
from tests.documents.papers import page_texts
from tests.documents.visits import patient

BORN = date(2025, 3, 10)
CLINIC = ClinicProfile("Maple Street Family Medicine", zone="America/New_York")
MADE = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
BOX = Box(40, 100, 530, 260)


def charts(count: int) -> tuple[CurveChart, ...]:
    """A girl measured `count` times in her first year."""
    items = [
        Measured(BORN + timedelta(days=9 * n), "weight", 3.4 + 0.15 * n, f"{3.4 + 0.15 * n:.2f} kg")
        for n in range(count)
    ]
    return growth_charts(growth_content().charts, Child(BORN, "female"), items)


MINH = Name("Nguyen", "Minh")


def paper(count: int = 4, name: Name = MINH) -> GrowthPaper:
    person = replace(patient(), name=name, birth_date=BORN)
    return GrowthPaper(CLINIC, person, charts(count), "32 weeks", True, MADE, "J. Rivera, CMA")


def places(found: list[Mark]) -> list[tuple[float, float]]:
    points = [point for mark in found if isinstance(mark, Path) for point in mark.points]
    return points + [(mark.x, mark.y) for mark in found if isinstance(mark, Text)]


@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_chart_stands_inside_its_box(count: int) -> None:
    for chart in charts(count):
        for x, y in places(marks(chart, BOX)):
            assert BOX.x - 0.01 <= x <= BOX.x + BOX.width + 0.01
            assert BOX.y <= y <= BOX.y + BOX.height


def test_names_of_curves_do_not_touch() -> None:
    for chart in charts(1):
        names = [curve.name for curve in chart.curves]
        found = [m for m in marks(chart, BOX) if isinstance(m, Text) and m.text in names]
        ends = [m.y for m in found if m.x > BOX.x + BOX.width * 0.75 and not m.right]
        heights = sorted(y for y in ends if y > BOX.y + 25)
        assert all(b - a > 7 for a, b in pairwise(heights))


def test_pages_pair_the_charts_as_the_paper_forms_do() -> None:
    pages = page_texts(render(paper()))
    assert len(pages) == 5
    assert "Length for age" in pages[0]
    assert "Weight for age" in pages[0]
    assert "Head circumference for age" in pages[1]
    assert "Weight for length" in pages[1]
    for page in pages:
        assert "NGUYEN, Minh" in page
        assert "Born 10 Mar 2025" in page
        assert "MRN 004-118-27" in page
        assert "born at 32 weeks, corrected age" in page
    assert "Page 5 of 5" in pages[4]


@pytest.mark.parametrize(
    "name",
    [Name("W" * 60, "W" * 30), Name("<b>=cmd()</b>", "&amp;"), Name("Đặng-Ōkubo", "Zoë")],
)
def test_the_nastiest_names_stay_on_the_page(name: Name) -> None:
    data = render(paper(40, name))
    assert data == render(paper(40, name))
    assert name.given in page_texts(data)[0]
