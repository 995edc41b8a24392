"""The Trends screen by keys and pixels: numbers in their place, bands by age, table and chart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Medication, Name
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.services import screenings, targets
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.targets import Aim
from ma_desktop.ui import theme
from ma_desktop.ui.trends.screen import TrendsScreen
from ma_desktop.ui.trends.target_dialog import TargetDialog
from tests.clinics import roomed_visit
from tests.clock import START
from tests.ui.desk import Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def person(clinic: Clinic, born: date, name: str = "Okafor") -> Visit:
    visit_id = roomed_visit(clinic, Name(name, "Grace A."), born, mrn=name)
    with clinic.look() as uow:
        found = uow.visits.get(visit_id)
    assert found is not None
    return found


def put(
    clinic: Clinic,
    visit: Visit,
    vital: str,
    *texts: str,
    at: datetime = START - timedelta(days=300),
    apart: timedelta = timedelta(days=30),
) -> list[Observation]:
    """Readings as typed, oldest first."""
    made = [
        Observation(
            new_id(),
            visit.patient_id,
            parse(clinic.catalog.vitals[vital], text),
            at + number * apart,
            "rivera",
        )
        for number, text in enumerate(texts)
    ]
    with clinic.work(Right.ROOM) as uow:
        uow.observations.add(made)
    return made


def show(desk: Desk, visit: Visit) -> TrendsScreen:
    desk.window.open_visit(visit.id, "trends")
    desk.settle()
    screen = desk.window.screens["trends"]
    assert isinstance(screen, TrendsScreen)
    return screen


def colour_at(screen: TrendsScreen, spot: QPoint) -> QColor:
    made: QColor = screen.vitals.chart.grab().toImage().pixelColor(spot)
    return made


def pixel(plot: pg.PlotItem, at: float, value: float) -> QPoint:
    spot: QPointF = plot.getViewBox().mapViewToScene(QPointF(at, value))
    return spot.toPoint()


def test_every_number_stands_at_its_pixel_and_the_table_says_the_same(
    desk: Desk, clinic: Clinic
) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "bp", "128/82", "148/92", "131/79")
    screen = show(desk, visit)
    page, chart = screen.vitals, screen.vitals.chart
    table = page.table.records
    assert [page.readings and page.readings.value(r) for r in table.rows] == [
        "131/79",
        "148/92",
        "128/82",
    ]
    for row in table.rows:
        first, second = chart.spots(row)
        assert colour_at(screen, first.toPoint()) == theme.colour("brand")
        assert colour_at(screen, second.toPoint()) == theme.colour("info")
    (low, _), (high, _), (middle, _) = (chart.spots(row) for row in range(3))
    share = (low.y() - middle.y()) / (low.y() - high.y())
    assert share == pytest.approx((131 - 128) / (148 - 128), abs=0.01)
    assert (middle.x() - high.x()) == pytest.approx(high.x() - low.x(), abs=0.01)


def test_keys_step_zoom_pan_and_speak(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "bp", "128/82", "148/92", "131/79")
    screen = show(desk, visit)
    chart = screen.vitals.chart
    chart.setFocus()
    desk.press(Qt.Key.Key_Left)
    assert chart.row == 2
    assert chart.accessibleDescription().startswith("131/79 mmHg, ")
    desk.press(Qt.Key.Key_Left)
    assert chart.row == 1
    assert screen.vitals.readout.text().startswith("148/92 mmHg · 13 Jun 2025 08:30")
    desk.press(Qt.Key.Key_Home)
    assert chart.row == 0
    wide = chart.end - chart.start
    desk.press(Qt.Key.Key_Plus)
    assert chart.end - chart.start == pytest.approx(wide / 1.5)
    before = chart.start
    desk.press(Qt.Key.Key_Left, SHIFT)
    assert chart.start < before
    desk.press(Qt.Key.Key_End)
    assert chart.start < chart.figure.times[2] < chart.end if chart.figure else False
    desk.press(Qt.Key.Key_Escape)
    assert chart.row == -1
    assert screen.vitals.readout.text().startswith("Latest: ")


def test_the_band_goes_with_the_age(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(2019, 6, 1), "Nguyen")
    start = datetime(2020, 1, 10, 15, tzinfo=UTC)
    put(clinic, visit, "hr", "130", "118", "96", "88", at=start, apart=timedelta(days=700))
    screen = show(desk, visit)
    screen.vitals.controls.choose_span("all")
    desk.settle()
    chart = screen.vitals.chart
    trend = screen.vitals.loaded and screen.vitals.loaded.trend
    assert trend
    bands = [band for band in trend.bands if band.low is not None]
    assert len({(band.low, band.high) for band in bands}) >= 4
    assert all(one.end == two.start for one, two in pairwise(bands))
    for band in bands:
        middle = (max(band.start, chart.start) + min(band.end, chart.end)) / 2
        if not chart.start < middle < chart.end or band.low is None:
            continue
        edge = pixel(chart.main, middle, band.low)
        image = chart.grab().toImage()
        above = [image.pixelColor(edge - QPoint(0, up)) for up in range(3, 12)]
        below = [image.pixelColor(edge + QPoint(0, down)) for down in range(3, 12)]
        assert sum(is_greenish(one) for one in above) >= 6
        assert not any(is_greenish(one) for one in below)


def is_greenish(colour: QColor) -> bool:
    return colour.green() - colour.red() > 8 and colour.lightness() > 200


def test_what_does_not_count_is_struck_in_the_table_and_hollow_in_the_chart(
    desk: Desk, clinic: Clinic
) -> None:
    visit = person(clinic, date(1979, 3, 14))
    readings = put(clinic, visit, "hr", "72", "118", "75")
    vital = clinic.catalog.vitals["hr"]
    with clinic.work(Right.ROOM) as uow:
        wrong = readings[1]
        mark = Observation(
            new_id(),
            visit.patient_id,
            wrong.reading,
            wrong.taken_at,
            "rivera",
            status="entered-in-error",
            supersedes=wrong.id,
        )
        refused = Reading("hr", vital.loinc, "", absent="refused")
        none = Observation(new_id(), visit.patient_id, refused, START, "rivera")
        uow.observations.add([mark, none])
    screen = show(desk, visit)
    page = screen.vitals
    assert page.readings is not None
    assert [page.readings.change(r) for r in range(4)] == ["—", "in error", "↑ 3", "not taken"]
    assert [page.readings.is_struck(r) for r in range(4)] == [False, True, False, False]
    (spot,) = page.chart.spots(1)
    assert colour_at(screen, spot.toPoint()) == theme.colour("surface")
    page.controls.layers["struck"] = False
    page.controls.layered.emit()
    desk.settle()
    assert list(page.table.records.rows) == [3, 2, 0]
    assert page.chart.spots(1) == []
    assert "average 74 of 2 readings" in page.numbers.words.text()


def test_a_target_is_typed_with_the_provider_and_drawn(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "bp", "128/82", "148/92", "131/79")
    screen = show(desk, visit)
    screen.vitals.chart.setFocus()
    desk.type("t")
    dialog = desk.dialog
    assert isinstance(dialog, TargetDialog)
    desk.press(Qt.Key.Key_Return)
    assert dialog.value_field.note.text() == "Type a number."
    desk.type("130")
    dialog.provider.setFocus()
    desk.type("Dr. Lindqvist")
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert desk.last_words() == "The target is saved."
    loaded = screen.vitals.loaded
    assert loaded is not None
    (level,) = [level for level in loaded.trend.levels if level.kind == "target"]
    assert (level.value, level.words) == (130.0, "Target at most 130, Dr. Lindqvist")
    with clinic.look() as uow:
        (kept,) = uow.targets.of_patient(visit.patient_id)
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert (kept.part, kept.bound, kept.value) == ("sbp", "at-most", Decimal(130))
    assert "target set" in actions
    targets.withdraw_target(clinic, visit.patient_id, kept.id, "new order")
    screen = show(desk, visit)
    assert screen.vitals.loaded is not None
    assert screen.vitals.loaded.trend.targets == ()


def test_a_target_without_a_provider_is_refused(clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    today = date(2026, 3, 10)
    for aim, words in (
        (Aim("bp", "sbp", "at-most", Decimal(130), " ", today), "Who ordered"),
        (Aim("bp", "sbp", "at-most", Decimal(1300), "Dr. L", today), "can't be measured"),
        (Aim("bp", "sbp", "at-most", Decimal(130), "Dr. L", date(2027, 1, 1)), "a day to come"),
    ):
        with pytest.raises(Exception, match=words):
            targets.set_target(clinic, visit.patient_id, aim)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_another_vital_on_the_right_and_medications_beneath(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "bp", "128/82", "148/92")
    put(clinic, visit, "weight", "171.4", "176")
    day = (START - timedelta(days=200)).date()
    with clinic.work(Right.ROOM) as uow:
        uow.patients.add_medications(
            [Medication(new_id(), visit.patient_id, "Lisinopril 10 mg", started=day)]
        )
    screen = show(desk, visit)
    page = screen.vitals
    page.chart.setFocus()
    desk.type("c")
    assert page.controls.menu is not None
    QTest.keyClick(page.controls.menu, Qt.Key.Key_2)
    desk.settle()
    assert page.controls.other == "weight"
    figure = page.chart.figure
    assert figure is not None
    assert figure.right is not None
    assert [f"{v:.1f}" for v in figure.right.tracks[0].values] == ["171.4", "176.0"]
    page.chart.point_to(1)
    page.controls.layers["medications"] = True
    page.controls.layered.emit()
    page.chart.point_to(1)
    page.controls.layered.emit()
    desk.settle()
    lanes = page.chart.plots()[-1]
    assert lanes is not page.chart.main
    stay = page.chart.figure.stays[0] if page.chart.figure else None
    assert stay is not None
    place = pixel(lanes, stay.start + 195 * 86_400, 0.5)
    assert colour_at(screen, place) == theme.colour("sunken")


@pytest.mark.parametrize("born", [date(2026, 3, 9), date(1921, 11, 2)], ids=["newborn", "104"])
def test_the_youngest_and_the_oldest(desk: Desk, clinic: Clinic, born: date) -> None:
    visit = person(clinic, born)
    put(clinic, visit, "hr", "131", at=START - timedelta(hours=2))
    screen = show(desk, visit)
    for key in ("1m", "all"):
        screen.vitals.controls.choose_span(key)
        desk.settle()
        (spot,) = screen.vitals.chart.spots(0)
        assert colour_at(screen, spot.toPoint()) == theme.colour("brand")
    assert "of 1 reading" in screen.vitals.numbers.words.text()


def test_no_reading_teaches(desk: Desk, clinic: Clinic) -> None:
    screen = show(desk, person(clinic, date(1979, 3, 14)))
    assert screen.stack.currentWidget() is not screen.vitals


def test_scores_are_followed_like_vital_signs(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    form = clinic.catalog.forms.all["phq9"]
    for points in (1, 2):
        choices = {
            item.id: next(c.id for c in form.choices_of(item) if c.points == points)
            for item in form.items
            if item.scored
        }
        others = {i.id: form.choices_of(i)[0].id for i in form.items if not i.scored}
        screenings.finish(clinic, visit.id, "phq9", choices | others)
        desk.clock.advance(minutes=5)
    screen = show(desk, visit)
    page = screen.vitals
    page.controls.choose("form.phq9")
    desk.settle()
    assert page.readings is not None
    assert [page.readings.value(row) for row in page.table.records.rows] == ["18", "9"]
    assert page.readings.is_struck(0)
    assert page.readings.change(0) == "amended"
    assert page.readout.text().startswith("Latest: 18 points")


def test_a_hundred_thousand_readings_from_the_store(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    vital = clinic.catalog.vitals["hr"]
    start = START - timedelta(days=3650)
    one, high = parse(vital, "72"), parse(vital, "188")
    with clinic.work(Right.ROOM) as uow:
        uow.observations.add(
            [
                Observation(
                    new_id(),
                    visit.patient_id,
                    high if number == 61_234 else one,
                    start + timedelta(minutes=52 * number),
                    "rivera",
                )
                for number in range(100_000)
            ]
        )
    screen = show(desk, visit)
    page = screen.vitals
    page.controls.choose_span("all")
    desk.settle()
    assert len(page.table.records.rows) == 100_000
    assert page.numbers.words.text().endswith("average 72 of 100,000 readings")
    (spot,) = page.chart.spots(61_234)
    image = page.chart.grab().toImage()
    near = [image.pixelColor(round(spot.x()) + dx, round(spot.y()) + 1) for dx in range(-2, 3)]
    assert theme.colour("brand") in near
    page.chart.setFocus()
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_Left)
    assert page.chart.row == 99_998
    assert page.readings is not None
    assert page.readings.change(61_234) == "↑ 116"
