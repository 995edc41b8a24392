"""Growth on the Trends screen: from the vital sign's field to the chart, to paper, by keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.services import clinic_settings, facts, growth
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.trends.screen import TrendsScreen
from tests.clock import START
from tests.documents.papers import page_texts
from tests.ui.desk import Desk
from tests.ui.test_trends import person, put, show

BORN = date(2025, 6, 10)


@pytest.fixture
def baby(clinic: Clinic) -> Visit:
    visit = person(clinic, BORN, "Nguyen")
    apart = timedelta(days=90)
    first = START - timedelta(days=272)
    put(clinic, visit, "weight", "3.4kg", "6.1kg", "7.6kg", "8.5kg", at=first, apart=apart)
    put(clinic, visit, "height", "50cm", "60.5cm", "66cm", "70cm", at=first, apart=apart)
    put(clinic, visit, "head", "34.5", "40", "42.4", "43.9", at=first, apart=apart)
    return visit


def test_the_growth_chart_by_keys(desk: Desk, baby: Visit) -> None:
    screen = show(desk, baby)
    desk.type("g")
    desk.settle()
    page = screen.growth
    assert screen.stack.currentWidget() is page
    assert page.key == "WHO.height"
    page.choose("WHO.weight")
    assert page.chart.accessibleName() == "Girls, birth to 24 months: Weight for age"
    page.chart.setFocus()
    desk.press(Qt.Key.Key_Left)
    assert page.chart.row == 3
    assert page.chart.accessibleDescription().startswith("8.5 kg, 6")
    assert "percentile (z " in page.readout.text()
    spot = page.chart.spots(3)[0].toPoint()
    page.chart.point_to(-1)
    assert page.chart.grab().toImage().pixelColor(spot) == theme.colour("brand")
    assert [point.cells[2] for point in page.table.records.rows] == [
        "8.5 kg",
        "7.6 kg",
        "6.1 kg",
        "3.4 kg",
    ]
    desk.type("v")
    desk.settle()
    assert screen.stack.currentWidget() is screen.vitals


def test_rooming_opens_the_growth_view(desk: Desk, baby: Visit) -> None:
    desk.window.context.signals.view_opened.emit(baby.id, "trends", "growth")
    desk.settle()
    desk.settle()
    screen = desk.window.screens["trends"]
    assert isinstance(screen, TrendsScreen)
    assert screen.stack.currentWidget() is screen.growth
    assert screen.location()["view"] == "growth"


def test_a_grown_person_has_no_growth_charts(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "hr", "72")
    screen = show(desk, visit)
    desk.type("g")
    assert screen.view == "vitals"
    assert not screen.tabs["growth"].isVisibleTo(screen)


def test_the_page_opens_as_pdf_with_both_identifiers(
    desk: Desk, clinic: Clinic, baby: Visit
) -> None:
    screen = show(desk, baby)
    desk.type("g")
    desk.settle()
    screen.growth.show_page()
    desk.settle()
    assert desk.dialog.windowTitle() == "Growth charts"
    desk.press(Qt.Key.Key_Escape)
    (words,) = page_texts(growth.growth_pdf(clinic, baby.patient_id, ["WHO.height", "WHO.weight"]))
    for part in ("NGUYEN, Grace A.", "Born 10 Jun 2025", "MRN Nguyen", "8.5 kg", "WHO Child"):
        assert part in words
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert {"growth charts viewed", "growth chart made"} <= set(actions)


def test_corrected_age_only_where_the_clinic_wants_it(clinic: Clinic, baby: Visit) -> None:
    facts.record_facts(clinic, baby.patient_id, {"gestation": str(32 * 7)})
    plain = growth.growth(clinic, baby.patient_id)
    assert not plain.corrected
    with clinic.work(Right.MANAGE_STAFF) as uow:
        uow.settings.put("corrected_growth", "true")
    moved = growth.growth(clinic, baby.patient_id)
    assert clinic_settings.settings(clinic).corrected_growth
    assert moved.corrected
    last = [
        next(c for c in record.charts if c.key == "WHO.weight").points[-1]
        for record in (plain, moved)
    ]
    assert last[0].x - last[1].x == pytest.approx(56 / 30.4375)
