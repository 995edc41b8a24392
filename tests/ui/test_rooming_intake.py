"""Reason and lists: phrases, who tells, details, and why something is not asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.intake import Taken
from ma_desktop.services import handing_off, intake, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.rooming import findings
from tests.ui.rooming_desk import CONTROL, ENTER, Hands, open_screen


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic, visit_id: str) -> Hands:
    return open_screen(qtbot, clinic, visit_id, (1348, 775))


def test_a_phrase_the_agenda_and_who_told(hands: Hands, clinic: Clinic) -> None:
    hands.go("reason")
    hands.press(Qt.Key.Key_3, CONTROL)
    hands.go("reason", "reason.agenda")
    hands.type("knee pain; form for work")
    hands.go("reason", "reason.interpreter")
    hands.type("Igbo, by phone 4471")
    hands.main_action()
    told = hands.record().intake.reason
    assert told.text == "Yearly check, refill"
    assert told.agenda == ("knee pain", "form for work")
    assert told.given_by == "Patient"
    words = findings.situation(clinic, hands.record())
    assert findings.requests(hands.record()) == "knee pain; form for work."
    assert "Interpreter Igbo, by phone 4471." in words


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("step", ["allergies", "medications"])
def test_minus_and_one_choice_answer_a_step(
    hands: Hands, clinic: Clinic, visit_id: str, step: str
) -> None:
    hands.go(step)
    hands.type("-")
    menu = hands.screen.steps[step].menu
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_1)
    hands.settle()
    opened = hands.record()
    assert opened.intake.exceptions == {step: "refused"}
    assert step not in {p.step for p in handing_off.open_points(clinic, opened)}
    assert [point.word for point in findings.not_taken(clinic, opened)] == ["Refused"]


def test_a_later_answer_takes_the_exception_back(clinic: Clinic, visit_id: str) -> None:
    intake.not_asked(clinic, visit_id, "allergies", "unable")
    intake.review_allergies(clinic, visit_id, none_known=True)
    assert rooming.open_visit(clinic, visit_id).intake.exceptions == {}


def test_a_medication_taken_differently_says_how_and_when(hands: Hands, clinic: Clinic) -> None:
    intake.add_medication(clinic, hands.visit_id, "Lisinopril 10 mg", "every day")
    hands.screen.desk.reload()
    hands.settle()
    hands.go("medications")
    hands.type("3")
    row = next(iter(hands.screen.steps["medications"].rows.values()))  # type: ignore[attr-defined]  # the medications' own step
    row.dose.setFocus()
    hands.type("every other day")
    hands.press(ENTER)
    hands.type("yesterday")
    hands.main_action()
    taken = hands.record().intake.taken
    assert list(taken.values()) == [
        Taken("different", "every other day", "yesterday", "Patient says")
    ]
    points = findings.to_tell(clinic, hands.record(), {next(iter(taken)): "different"})
    assert points[-1].text == (
        "Lisinopril 10 mg is taken differently than listed: every other day, last yesterday"
    )
