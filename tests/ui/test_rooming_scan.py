"""A badge scanned into the identify step: told from typing, and from another patient's."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.rooming.identify import IdentifyStep
from tests.clinics import roomed_visit
from tests.ui.rooming_desk import Hands, open_screen


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic) -> Hands:
    visit_id = roomed_visit(clinic, mrn="118127", identified=False)
    roomed_visit(clinic, Name("Okafor", "Gloria"), mrn="120113", number="2")
    found = open_screen(qtbot, clinic, visit_id, (1348, 775))
    found.go("identify")
    return found


def step(hands: Hands) -> IdentifyStep:
    found = hands.screen.steps["identify"]
    assert isinstance(found, IdentifyStep)
    return found


def test_a_scan_ticks_the_badge_and_nothing_else(hands: Hands) -> None:
    hands.type("1")
    hands.qtbot.wait(80)
    hands.enter("118127")
    hands.settle()
    assert step(hands).ticked() == ("name", "badge")
    hands.main_action()
    check = hands.record().identity
    assert check is not None
    assert check.identifiers == ("name", "badge")


def test_another_patients_badge_confirms_nothing(hands: Hands) -> None:
    hands.enter("120113")
    hands.settle()
    assert step(hands).ticked() == ()
    assert step(hands).note.text() == (
        "The scanned number is not this patient's. "
        "Stop. Ask the patient's name and birth date, and check whose chart is open."
    )


def test_the_alert_shows_only_this_patients_side(hands: Hands) -> None:
    hands.settle()
    assert step(hands).alert.isVisible()
    assert step(hands).differs.text() == (
        "G.O. of today looks or sounds alike. What differs is here: given name Grace; "
        "middle name A.; record number 118127."
    )
