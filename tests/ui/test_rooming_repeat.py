"""The coach of a repeated blood pressure and the set on standing, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ma_desktop.services import rooming, timers
from ma_desktop.ui.rooming.stands_dialog import StandsDialog
from ma_desktop.ui.stage import settle
from tests.clock import FixedClock
from tests.ui.house import ALT, CONTROL, House
from tests.ui.rooming_house import screen, vitals


@pytest.fixture
def house(house: House, visit_id: str) -> House:
    house.open(visit_id)
    screen(house).go("vitals", "bp")
    return house


def test_rest_records_the_reading_and_the_dock_brings_back(
    house: House, visit_id: str, clock: FixedClock
) -> None:
    house.enter("148/92")
    assert vitals(house).aside.repeat.rest.isVisible()
    house.type("78")
    house.press(Qt.Key.Key_B, CONTROL)
    settle()
    assert house.window.dock.words.text() == "BP again · G.O."
    assert vitals(house).form.rows["hr"].text == "78"
    today = rooming.open_visit(house.clinic, visit_id).today
    assert [item.reading.text for item in today] == ["148/92"]
    clock.advance(minutes=5)
    house.window.timers.tick()
    assert house.words[-1] == "BP again · G.O.: time is up."
    house.window.show_screen("today")
    house.press(Qt.Key.Key_T, ALT)
    house.press(Qt.Key.Key_Space)
    settle()
    house.enter("144/90")
    house.main_action()
    words = vitals(house).aside.repeat.words.text()
    assert words.startswith("Recorded: 148/92, 144/90. Average 146/91 of 2 readings.")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_not_again_asks_why(house: House, visit_id: str) -> None:
    house.enter("148/92")
    house.press(Qt.Key.Key_B, CONTROL)
    settle()
    vitals(house).aside.repeat.decline.click()
    house.type("1")
    settle()
    assert timers.running(house.clinic) == ()
    assert rooming.open_visit(house.clinic, visit_id).repeat.declined == "The patient declined"


def test_the_set_on_standing_by_keys(house: House, visit_id: str) -> None:
    vitals(house).aside.repeat.stand.click()
    dialog = house.window.findChild(StandsDialog)
    assert dialog is not None
    house.qtbot.waitUntil(dialog.isActiveWindow)
    for values in (("130/80", "70"), ("126/80", "74"), ("108/74", "92")):
        house.enter(*values)
        settle()
    assert dialog.says[2].text() == ("108/74 at 8:30 · systolic −22, diastolic −6, heart rate +22")
    assert dialog.note.text() == "Tell the provider. Systolic falls by 20 or more on standing."
    assert len(rooming.open_visit(house.clinic, visit_id).stands) == 3
