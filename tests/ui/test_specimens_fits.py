"""Specimens at 1280 x 720: what names a patient, counts down or acts is never cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.services import specimens
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.specimens.screen import SpecimensScreen
from ma_desktop.ui.stage import settle
from ma_desktop.ui.widgets.record_delegate import lines_of
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.services.collections import PaperTray, collected, drawn, ordered
from tests.ui.house import House, open_house

Scaled = Callable[[int], Clinic]


@pytest.fixture
def scaled(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Scaled]:
    opened: list[Clinic] = []

    def at(percent: int) -> Clinic:
        theme.apply(qapp, "light", percent)
        opened.append(open_made(make_store(tmp_path), clock))
        return opened[0]

    yield at
    tasks.drain()
    QApplication.processEvents()
    for clinic in opened:
        clinic.close()
    theme.apply(qapp, "light")


def specimens_of(house: House, visit_id: str) -> SpecimensScreen:
    house.open(visit_id, "specimens")
    screen = house.window.screen_now
    assert isinstance(screen, SpecimensScreen)
    return screen


def test_custody_shows_whose_a_tube_is_in_large_text(qtbot: QtBot, scaled: Scaled) -> None:
    clinic = scaled(200)
    visit_id = roomed_visit(clinic)
    collected(clinic, visit_id, "cbc")
    house = open_house(qtbot, clinic)
    screen = specimens_of(house, visit_id)
    screen.show_view("custody")
    table = screen.custody.table
    qtbot.waitUntil(lambda: len(table.records.rows) == 1)
    titles = [column.title for column in table.records.columns]
    name = table.records.rows[0].name
    assert name == "OKAFOR, Grace A."
    settle()
    assert table.visibleRegion().boundingRect().top() == 0
    needed = QFontMetrics(table.font()).horizontalAdvance(name)
    assert table.columnWidth(titles.index("Patient")) >= needed + theme.px(24)
    house.window.timers.stop()


@pytest.mark.parametrize("minutes", [0, 31])
def test_the_time_that_is_left_is_whole_in_large_text(
    qtbot: QtBot, scaled: Scaled, clock: FixedClock, minutes: int
) -> None:
    clinic = scaled(200)
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "cmp")
    clock.advance(minutes=minutes)
    house = open_house(qtbot, clinic)
    specimens_of(house, visit_id)
    dock = house.window.dock
    qtbot.waitUntil(dock.isVisible)
    assert dock.left.text() == ("1:00 ago" if minutes else "30:00")
    assert dock.left.width() >= dock.left.sizeHint().width()
    assert dock.rect().contains(dock.cancel.geometry())
    assert house.window.size().toTuple() == (1280, 720)
    house.window.timers.stop()


def test_the_buttons_of_an_infant_with_a_long_hint_are_whole(qtbot: QtBot, scaled: Scaled) -> None:
    clinic = scaled(100)
    born = clinic.local(clinic.now()).date() - timedelta(days=200)
    visit_id = roomed_visit(clinic, birth_date=born)
    ordered(clinic, visit_id, "lactate", "cmp", "cbc", "glu")
    house = open_house(qtbot, clinic)
    screen = specimens_of(house, visit_id)
    qtbot.waitUntil(lambda: screen.collect.blood.isVisible())
    acting = [
        one for one in screen.findChildren(QAbstractButton) if one.text() in ("Void", "Drawn")
    ]
    assert len(acting) == 2
    for one in acting:
        assert one.visibleRegion().boundingRect() == one.rect()
    house.window.timers.stop()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_chosen_tube_and_its_print_button_are_in_reach(
    qtbot: QtBot, scaled: Scaled, percent: int
) -> None:
    """With a timer running at 1280 x 720: the third of four tubes waits for its label."""
    clinic = scaled(percent)
    visit_id = roomed_visit(clinic)
    items = drawn(clinic, visit_id, "ptinr", "cmp", "cbc", "glu")
    for item in items[:2]:
        specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    house = open_house(qtbot, clinic)
    screen = specimens_of(house, visit_id)
    table, side = screen.collect.table, screen.collect.side
    qtbot.waitUntil(lambda: table.currentIndex().row() == 2 and house.window.dock.isVisible())
    settle()
    row = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(row)
    assert table.viewport().visibleRegion().contains(row.center())
    assert table.viewport().visibleRegion().boundingRect().contains(row)
    assert side.isVisible()
    assert side.one.isVisible()
    assert screen.rect().width() >= side.one.mapTo(screen, side.one.rect().bottomRight()).x()
    if percent == 100:
        assert side.one.visibleRegion().boundingRect() == side.one.rect()
    house.window.timers.stop()


def test_inversions_and_times_of_a_tube_stand_whole(qtbot: QtBot, scaled: Scaled) -> None:
    clinic = scaled(100)
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "ptinr", "cmp", "cbc", "glu", "ammonia", "lactate")
    house = open_house(qtbot, clinic)
    screen = specimens_of(house, visit_id)
    table = screen.collect.table
    qtbot.waitUntil(lambda: len(table.records.rows) == 6)
    settle()
    titles = [column.title for column in table.records.columns]
    for title in ("Container", "Tests"):
        column = titles.index(title)
        inner = table.columnWidth(column) - theme.px(24)
        for row in range(len(table.records.rows)):
            lines = lines_of(
                table.records.columns[column].cell(table.records.rows[row]),
                inner,
                table.rowHeight(row),
            )
            assert not any(line.endswith("…") for line, _font, _ink in lines), lines
    house.window.timers.stop()


def test_the_rules_of_the_draw_stand_beside_blood_that_waits(qtbot: QtBot, scaled: Scaled) -> None:
    clinic = scaled(100)
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc", "ua")
    house = open_house(qtbot, clinic)
    screen = specimens_of(house, visit_id)
    rules, table = screen.collect.side.preview.more, screen.collect.table
    qtbot.waitUntil(rules.isVisible)
    assert "Tourniquet at most 1 min" in rules.text()
    number, advice = screen.collect.number, screen.collect.advice
    assert number.visibleRegion().boundingRect() == number.rect()
    assert advice.geometry().top() >= table.geometry().bottom()
    table.select(1)
    settle()
    assert not rules.isVisible()
    house.window.timers.stop()
