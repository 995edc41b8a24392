"""The record of a visit by keys: amend, mark as an error, struck through, refused with words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ma_desktop.services import rooming
from ma_desktop.ui.rooming.record_dialog import RecordDialog
from ma_desktop.ui.stage import settle
from tests.ui.house import CONTROL, House
from tests.ui.rooming_desk import record


@pytest.fixture
def house(house: House, visit_id: str) -> House:
    record(house.clinic, visit_id, [("hr", "87")])
    house.open(visit_id)
    return house


def opened(house: House) -> RecordDialog:
    house.press(Qt.Key.Key_R, CONTROL)
    settle()
    found = house.window.findChild(RecordDialog)
    assert found is not None
    house.qtbot.waitUntil(found.isActiveWindow)
    return found


def values(house: House, visit_id: str) -> list[str]:
    return [i.reading.text for i in rooming.open_visit(house.clinic, visit_id).today]


def test_amend_by_keys(house: House, visit_id: str) -> None:
    dialog = opened(house)
    assert dialog.rows[-1].words.text() == "87 bpm"
    house.type("a")
    house.enter("78", "digits swapped")
    settle()
    assert values(house, visit_id) == ["78"]
    struck = [row.words.text() for row in dialog.rows if row.words.property("role") == "struck"]
    assert struck == ["87 bpm"]
    assert "Amended 8:30 by J. Rivera, CMA: digits swapped" in [row.why for row in dialog.rows]


def test_in_error_by_keys_and_a_reason_is_asked(house: House, visit_id: str) -> None:
    dialog = opened(house)
    house.type("e")
    house.enter("")
    assert dialog.form is not None
    assert dialog.form.why.note.text() == "Say in a word or two what was wrong."
    house.enter("other patient")
    settle()
    assert values(house, visit_id) == []


def test_an_unlikely_value_is_asked_once(house: House, visit_id: str) -> None:
    dialog = opened(house)
    house.type("a")
    house.enter("195", "misread")
    settle()
    assert dialog.form is not None
    assert dialog.form.note.text().startswith("Heart rate is unusual for this age.")
    house.press(Qt.Key.Key_Return)
    settle()
    assert values(house, visit_id) == ["195"]


def test_escape_leaves_everything_as_it_is(house: House, visit_id: str) -> None:
    dialog = opened(house)
    house.type("a")
    house.type("99")
    house.press(Qt.Key.Key_Escape)
    assert dialog.form is None
    assert dialog.isVisible()
    house.press(Qt.Key.Key_Escape)
    assert values(house, visit_id) == ["87"]


def test_what_was_struck_through_stays_in_sight(house: House, visit_id: str) -> None:
    more = {"bp": "128/82", "rr": "16", "temp": "98.4", "spo2": "98", "weight": "171", "pain": "0"}
    for pair in more.items():
        record(house.clinic, visit_id, [pair])
    dialog = opened(house)
    for _up in range(len(dialog.rows)):
        if "87 bpm" in house.focus.accessibleName():
            break
        house.press(Qt.Key.Key_Up)
    house.type("e")
    settle()
    (chosen,) = [row for row in dialog.rows if row.words.text() == "87 bpm"]
    assert not chosen.visibleRegion().isEmpty()
    house.enter("other patient")
    settle()
    (struck,) = [row for row in dialog.rows if row.words.property("role") == "struck"]
    assert not struck.visibleRegion().isEmpty()
