"""The draft: on disk within a second, back after a lock, and never lost to another workstation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.domain.rooming import Draft, DraftField
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.rooming.conflict_card import differences
from ma_desktop.ui.rooming.field_names import field_names, untouched
from tests.clinics import roomed_visit
from tests.ui.rooming_desk import Hands, open_screen, open_visit

WIDE = (1348, 775)


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic, visit_id: str) -> Hands:
    found = open_screen(qtbot, clinic, visit_id, WIDE)
    found.go("vitals")
    return found


def test_a_change_is_on_disk_within_a_second(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    hands.type("128/")

    def stored() -> bool:
        return rooming.open_visit(clinic, visit_id).draft.fields["bp"].text == "128/"

    hands.settle()
    hands.qtbot.waitUntil(stored, timeout=1000)
    assert hands.screen.foot.words.text() == "Draft saved 8:30:00 — safe to lock or close"


def test_the_draft_comes_back_with_step_cursor_and_texts(
    hands: Hands, qtbot: QtBot, clinic: Clinic, visit_id: str
) -> None:
    hands.enter("128/82", "190")
    hands.enter("")
    hands.type("1")
    hands.screen.deactivate()
    assert tasks.drain()
    again = open_screen(qtbot, clinic, visit_id, WIDE)
    assert again.screen.step_key == "vitals"
    assert again.row("bp").text == "128/82"
    assert again.row("rr").text == "1"
    assert again.focus is again.row("rr").edit
    assert "confirmed" in again.row("hr").verdict.words.lower()
    assert not again.screen.desk.keeper.stack.canUndo()


def test_an_unlock_goes_to_the_field_that_was_left(hands: Hands, qtbot: QtBot) -> None:
    hands.go("vitals", "temp")
    place = hands.screen.location()
    assert place == {"step": "vitals", "focus": "temp"}
    hands.go("identify")
    hands.screen.restore(place)
    assert hands.focus is hands.row("temp").edit


def test_another_visit_and_back(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    hands.type("128/82")
    other = roomed_visit(clinic, birth_date=rooming.open_visit(clinic, visit_id)
                         .chart.patient.birth_date, number="2")  # fmt: skip
    open_visit(hands, other)
    hands.go("vitals")
    assert hands.row("bp").text == ""
    open_visit(hands, visit_id)
    assert hands.row("bp").text == "128/82"


def interfere(clinic: Clinic, visit_id: str, text: str) -> Draft:
    """Another workstation saves the same draft."""
    found = rooming.open_visit(clinic, visit_id).draft
    fields = {**found.fields, "bp": DraftField(text)}
    return rooming.save_draft(clinic, replace(found, fields=fields))


def run_into_conflict(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    hands.type("128/82")
    hands.settle()
    interfere(clinic, visit_id, "148/92")
    hands.go("vitals", "hr")
    hands.type("72")
    hands.qtbot.waitUntil(hands.screen.conflict.isVisible, timeout=5000)


def test_a_conflict_shows_both_and_keeps_mine(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    run_into_conflict(hands, clinic, visit_id)
    words = hands.screen.conflict.words.text()
    assert "Blood pressure: here 128/82, there 148/92" in words
    hands.screen.conflict.keep.click()
    hands.settle()
    fields = rooming.open_visit(clinic, visit_id).draft.fields
    assert (fields["bp"].text, fields["hr"].text) == ("128/82", "72")


def test_a_conflict_can_take_theirs(hands: Hands, clinic: Clinic, visit_id: str) -> None:
    run_into_conflict(hands, clinic, visit_id)
    hands.screen.proceed()
    assert rooming.open_visit(clinic, visit_id).today == ()
    hands.screen.conflict.take.click()
    assert hands.row("bp").text == "148/92"
    assert hands.row("hr").text == ""
    assert not hands.screen.conflict.isVisible()


def test_a_failing_disk_is_said_and_tried_again(
    hands: Hands, clinic: Clinic, visit_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rooming.save_draft

    def full(_clinic: Clinic, _draft: Draft) -> Draft:
        raise MachineFailure("The disk is full.", do="Make room, then go on.")

    monkeypatch.setattr(rooming, "save_draft", full)
    hands.type("128/82")
    foot = hands.screen.foot.words
    hands.qtbot.waitUntil(lambda: "The disk is full." in foot.text())
    assert foot.property("state") == "critical"
    monkeypatch.setattr(rooming, "save_draft", real)
    hands.screen.deactivate()
    hands.settle()
    assert foot.text().startswith("Draft saved")
    assert rooming.open_visit(clinic, visit_id).draft.fields["bp"].text == "128/82"


def test_a_conflict_speaks_in_words_and_says_how_a_value_was_taken(
    hands: Hands, clinic: Clinic, visit_id: str
) -> None:
    opened = rooming.open_visit(clinic, visit_id)
    names, booked = field_names(clinic, opened), untouched(opened)
    here = {
        "reason": DraftField(),
        "allergy.substance": DraftField("Latex"),
        "answer.tobacco.tobacco_1": DraftField("never"),
        "bp": DraftField("128/82", {"bp_position": "sitting"}),
        "medicine.name": DraftField(),
    }
    there = {"bp": DraftField("128/82", {"bp_position": "standing"}, confirmed="Is it right?")}
    found = differences(here, there, names, booked)
    assert ("Reason for visit", "empty", "Yearly check") in found
    assert ("New allergy", "Latex", "empty") in found
    assert (
        "Blood pressure",
        "128/82 (sitting, not confirmed)",
        "128/82 (standing, confirmed)",
    ) in found
    form = clinic.catalog.forms.all["tobacco"]
    assert (f"{form.short}: {form.items[0].text}", "never", "empty") in found
    assert differences(here, here, names, booked) == []
