"""The dock of timers: on every screen, spoken once when time is up, ended with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.changes import Changes
from ma_desktop.services import timers
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.timers import Where
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.stage import settle
from tests.clinics import begun_timer, open_made
from tests.clock import FixedClock
from tests.ui.house import ALT, House, open_house

FIVE = timedelta(minutes=5)


def rest(house: House, visit_id: str, label: str = "BP rest", length: timedelta = FIVE) -> str:
    with house.clinic.look() as uow:
        visit = uow.visits.get(visit_id)
    assert visit is not None
    where = Where("bp", visit.patient_id, visit_id, screen="rooming")
    timer_id = begun_timer(house.clinic, "bp-rest", label, length, where)
    house.window.context.signals.changed.emit(Changes.of(timers=True))
    settle()
    return timer_id


def test_no_timer_no_dock(house: House) -> None:
    assert not house.window.dock.isVisible()
    house.press(Qt.Key.Key_T, ALT)
    assert house.words == ["No timer is running."]


def test_a_timer_is_seen_on_every_screen_with_initials_only(house: House, visit_id: str) -> None:
    rest(house, visit_id)
    for key in ("today", "manage", "rooming"):
        house.window.show_screen(key)
        assert house.window.dock.isVisible()
    assert house.window.dock.words.text() == "BP rest · G.O."
    assert house.window.dock.left.text() == "5:00"


def test_time_runs_and_is_spoken_once_when_it_is_up(
    house: House, visit_id: str, clock: FixedClock
) -> None:
    rest(house, visit_id)
    clock.advance(minutes=4, seconds=1)
    house.window.timers.tick()
    assert house.window.dock.left.text() == "0:59"
    assert house.said == []
    clock.advance(seconds=61)
    house.window.timers.tick()
    house.window.timers.tick()
    assert house.window.dock.left.text() == "time is up, 0:02 ago"
    assert house.window.dock.left.state == "warn"
    assert house.words == ["BP rest · G.O.: time is up."]


def test_go_opens_the_visit_at_the_field(house: House, visit_id: str) -> None:
    rest(house, visit_id)
    house.press(Qt.Key.Key_T, ALT)
    house.press(Qt.Key.Key_Space)
    settle()
    assert house.window.key == "rooming"
    assert house.window.where()["at.step"] == "vitals"
    assert house.window.where()["at.focus"] == "bp"


def test_done_ends_it_for_everybody(house: House, visit_id: str) -> None:
    timer_id = rest(house, visit_id)
    house.window.dock.finish.click()
    settle()
    assert timers.running(house.clinic) == ()
    assert not house.window.dock.isVisible()
    with house.clinic.look() as uow:
        ended = uow.timers.get(timer_id)
    assert ended is not None
    assert (ended.outcome, ended.ended_by) == ("done", "rivera")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_cancel_asks_for_a_reason(house: House, visit_id: str) -> None:
    timer_id = rest(house, visit_id)
    house.window.dock.cancel.click()
    assert timers.running(house.clinic) != ()
    house.type("2")
    settle()
    with house.clinic.look() as uow:
        ended = uow.timers.get(timer_id)
    assert ended is not None
    assert ended.outcome == "The patient declined"


def test_the_next_due_is_shown_and_another_can_be_chosen(house: House, visit_id: str) -> None:
    rest(house, visit_id, "Recheck temperature", timedelta(minutes=30))
    rest(house, visit_id)
    dock = house.window.dock
    assert dock.words.text() == "BP rest · G.O."
    assert [made.text() for made in dock.others] == ["Recheck temperature · G.O.  30:00"]
    dock.others[0].click()
    assert dock.words.text() == "Recheck temperature · G.O."
    assert [made.text() for made in dock.others] == ["BP rest · G.O.  5:00"]


def test_it_is_there_again_after_a_lock_and_a_restart(
    house: House, visit_id: str, qtbot: QtBot, place: str, clock: FixedClock
) -> None:
    rest(house, visit_id)
    house.window.lock()
    tasks.drain()
    clock.advance(minutes=6)
    again = open_made(place, clock)
    reopened = open_house(qtbot, again)
    assert reopened.window.dock.left.text() == "time is up, 1:00 ago"
    assert reopened.words == ["BP rest · G.O.: time is up."]
    reopened.window.timers.stop()
    tasks.drain()
    again.close()


def test_one_that_another_workstation_ended_goes_away(
    house: House, visit_id: str, place: str, clock: FixedClock
) -> None:
    timer_id = rest(house, visit_id)
    other = open_made(place, clock)
    timers.end(other, timer_id)
    other.close()
    house.window.dock.finish.click()
    settle()
    assert house.said[-1].kind == "critical"
    assert not house.window.dock.isVisible()


@pytest.mark.parametrize("percent", [100, 200])
def test_it_fits_a_small_screen(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic, visit_id: str, percent: int
) -> None:
    theme.apply(qapp, "light", percent)
    house = open_house(qtbot, clinic, (1280, 720))
    rest(house, visit_id, "Recheck temperature", timedelta(minutes=30))
    rest(house, visit_id)
    dock = house.window.dock
    assert house.window.width() == 1280
    for made in (dock.go, dock.finish, dock.cancel):
        assert dock.rect().contains(made.geometry())
        assert made.height() >= theme.px(40)
    house.window.timers.stop()
