"""Interrupted: killed at the keyboard, another person at the same place, two workstations."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.rooming import Draft, DraftField
from ma_desktop.services import rooming, today
from ma_desktop.services.clinic import Clinic, add_user
from ma_desktop.ui.rooming.reason import ReasonStep
from tests.clinics import PASSPHRASE, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.crash_driver import BEGUN, TYPED
from tests.ui.rooming_desk import ENTER, Hands, open_screen

ROOT = Path(__file__).parents[2]
WIDE = (1348, 775)


@pytest.fixture
def other(clinic: Clinic, place: str, clock: FixedClock) -> Iterator[Clinic]:
    """A colleague, signed in."""
    add_user(clinic, "nguyen", "T. Nguyen", PASSPHRASE)
    made = open_made(place, clock, "nguyen")
    yield made
    made.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_while_typing_the_draft_is_there_with_its_field(
    place: str, clinic: Clinic, qtbot: QtBot
) -> None:
    visit_id = roomed_visit(clinic)
    driver = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.crash_driver", place, visit_id],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert driver.stdout is not None
    assert driver.stdout.readline() == "saved\n"
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    driver.stdout.close()
    hands = open_screen(qtbot, clinic, visit_id, WIDE)
    assert hands.screen.step_key == "vitals"
    assert hands.row("bp").edit.text() == TYPED
    assert hands.focus is hands.row("bp").edit
    fields = hands.record().draft.fields
    assert {name: fields[name].text for name in BEGUN} == {
        n: text for n, (_, text) in BEGUN.items()
    }
    assert fields["reason"] == DraftField()
    reason = hands.screen.steps["reason"]
    assert isinstance(reason, ReasonStep)
    hands.go("reason")
    assert reason.text.toPlainText() == ""
    assert reason.agenda.text() == "knee pain"


def test_another_person_sees_whose_it_is_and_no_text_until_they_take_it_over(
    clinic: Clinic, other: Clinic, qtbot: QtBot
) -> None:
    visit_id = roomed_visit(clinic)
    rooming.save_draft(clinic, Draft(visit_id, "vitals", "bp", {"bp": DraftField("128/8")}))
    words = "Exam 3: unfinished visit by J. Rivera, CMA"
    assert words in [item.text for item in today.board(other).due]
    assert words not in [item.text for item in today.board(clinic).due]
    seen = rooming.open_visit(other, visit_id).draft
    assert (dict(seen.fields), seen.saved_by) == ({}, "rivera")
    hands = open_screen_withheld(qtbot, other, visit_id)
    assert hands.screen.left_by.text() == "Exam 3 has an unfinished visit by rivera."
    assert hands.screen.desk.visit is None
    hands.press(ENTER)
    hands.qtbot.waitUntil(lambda: hands.screen.desk.visit is not None)
    hands.settle()
    assert hands.row("bp").edit.text() == "128/8"
    with other.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert "draft taken over" in actions


def open_screen_withheld(qtbot: QtBot, clinic: Clinic, visit_id: str) -> Hands:
    roomed = roomed_visit(clinic, mrn="M-9", number="2")
    hands = open_screen(qtbot, clinic, roomed, WIDE)
    hands.screen.set_visit(visit_id)
    hands.qtbot.waitUntil(hands.screen.left_page.isVisible)
    return hands


def test_what_another_workstation_typed_is_not_passed_over_by_recording(
    clinic: Clinic, other: Clinic, qtbot: QtBot
) -> None:
    visit_id = roomed_visit(clinic)
    hands = open_screen(qtbot, clinic, visit_id, WIDE)
    hands.go("vitals", "hr")
    hands.enter("78")
    hands.settle()
    taken = rooming.take_over(other, visit_id)
    theirs = {**taken.fields, "hr": DraftField("87")}
    rooming.save_draft(other, Draft(visit_id, "vitals", "hr", theirs, version=taken.version))
    hands.main_action()
    hands.qtbot.waitUntil(hands.screen.conflict.isVisible)
    assert "Heart rate: here 78, there 87" in hands.screen.conflict.words.text()
    assert rooming.open_visit(clinic, visit_id).today == ()
