"""The large view that a patient answers alone locks like every other when nobody types."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.rooming import answer_field
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.lock_watch import IdleWatch
from ma_desktop.ui.rooming.forms_step import ScreeningsStep
from ma_desktop.ui.rooming.screen import RoomingScreen
from tests.clinics import roomed_visit
from tests.ui.house import open_house


def test_the_view_falls_asleep_and_keeps_what_was_answered(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic
) -> None:
    visit_id = roomed_visit(clinic)
    house = open_house(qtbot, clinic)
    house.open(visit_id)
    screen = house.window.screen_now
    assert isinstance(screen, RoomingScreen)
    screen.go("screenings")
    step = screen.steps["screenings"]
    assert isinstance(step, ScreeningsStep)
    step.give()
    view = step.view
    assert view is not None
    qtbot.waitUntil(view.isActiveWindow)
    QTest.keyClicks(view.pane, "1")
    locked: list[dict[str, str]] = []
    house.window.locking.connect(locked.append)
    idle = IdleWatch(qapp, limit=0.05)
    idle.expired.connect(house.window.lock)
    qtbot.waitUntil(lambda: bool(locked))
    idle.stop()
    assert (locked[0]["visit"], locked[0]["at.step"]) == (visit_id, "screenings")
    tasks.drain()
    QApplication.processEvents()
    draft = rooming.open_visit(clinic, visit_id).draft
    assert draft.fields[answer_field("phq2", "phq2_1")].text == "not-at-all"
    view.hide()
