"""Beside the hand-off: what comes next, the keys of this rooming, the medians of the week."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.services import after_rooming, orders, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.orders import Draft
from ma_desktop.ui.rooming.handoff import HandoffStep
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import Hands, open_screen, open_visit

WIDE = (1348, 775)


def handoff(hands: Hands) -> HandoffStep:
    hands.go("handoff")
    hands.settle()
    step = hands.screen.steps["handoff"]
    assert isinstance(step, HandoffStep)
    return step


def test_keys_and_clicks_are_counted_and_come_back_with_the_draft(
    qtbot: QtBot, clinic: Clinic
) -> None:
    visit_id = roomed_visit(clinic)
    hands = open_screen(qtbot, clinic, visit_id, WIDE)
    hands.go("vitals", "bp")
    before = hands.screen.desk.tally.counts[0]
    hands.type("128/82")
    hands.press(Qt.Key.Key_Return)
    QTest.mouseClick(hands.screen.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(600, 770))
    shown = handoff(hands).ahead.shown
    assert (shown["Keys"], shown["Mouse"]) == (str(before + 7), "1")
    hands.screen.deactivate()
    hands.settle()
    hands.screen.desk.close()
    hands.settle()
    open_visit(hands, visit_id)
    assert hands.screen.desk.tally.counts == (before + 7, 1)


def test_held_keys_count_with_the_key_they_are_held_for(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), WIDE)
    hands.go("vitals", "bp")
    before = hands.screen.desk.tally.counts[0]
    QTest.keyClick(hands.focus, Qt.Key.Key_Shift)
    assert hands.screen.desk.tally.counts[0] == before


def test_what_comes_next_leads_there(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    test = next(iter(clinic.catalog.tests))
    orders.place(clinic, visit_id, Draft((test,), "Dr. Lindqvist"))
    hands = open_screen(qtbot, clinic, visit_id, WIDE)
    step = handoff(hands)
    names = [made.accessibleName() for made in step.ahead.findChildren(type(step.rest))]
    assert names[0].startswith("Specimens: 1 container to collect")
    assert names[-1] == "Turnover: Exam 3, when the patient leaves"
    step.ahead.findChildren(type(step.rest))[0].click()
    assert hands.opened[-1] == (visit_id, "specimens")


def test_medians_of_the_week_stand_beside(qtbot: QtBot, clinic: Clinic, clock: FixedClock) -> None:
    for number, minutes in (("1", 8), ("2", 12)):
        other = roomed_visit(clinic, Name("Haddad", number), date(1970, 1, 1), number=number)
        clock.advance(minutes=minutes)
        handed_off(clinic, other)
    visit_id = roomed_visit(clinic)
    clock.advance(minutes=5, seconds=7)
    step = handoff(open_screen(qtbot, clinic, visit_id, WIDE))
    assert step.ahead.shown["Time"] == "5:07"
    assert step.ahead.shown["Your median this week"] == "10:00"
    assert step.ahead.shown["Clinic's median this week"] == "10:00"
    clock.advance(days=8)
    pace, _ahead = after_rooming.pace_and_next(clinic, rooming.open_visit(clinic, visit_id))
    assert pace == after_rooming.Pace()


def test_a_visit_handed_off_says_how_long_it_took(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    clock.advance(minutes=8, seconds=40)
    handed_off(clinic, visit_id)
    clock.advance(minutes=30)
    pace, _ahead = after_rooming.pace_and_next(clinic, rooming.open_visit(clinic, visit_id))
    assert pace.this is not None
    assert pace.this.total_seconds() == 520
