"""What another workstation records for the open visit: beside the field, never in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.services.clinic import Clinic, add_user
from ma_desktop.ui.rooming.others_watch import LOOK_EVERY
from tests.clinics import PASSPHRASE, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import ENTER, Hands, open_screen, record

WIDE = (1348, 775)


@pytest.fixture
def colleague(clinic: Clinic, place: str, clock: FixedClock) -> Iterator[Clinic]:
    add_user(clinic, "nguyen", "T. Nguyen, RMA", PASSPHRASE)
    made = open_made(place, clock, "nguyen")
    yield made
    made.close()


@pytest.fixture
def hands(qtbot: QtBot, clinic: Clinic, colleague: Clinic) -> Hands:
    made = open_screen(qtbot, clinic, roomed_visit(clinic), WIDE)
    made.go("vitals", "bp")
    return made


def seconds_pass(hands: Hands) -> None:
    for _second in range(LOOK_EVERY):
        hands.screen.context.signals.ticked.emit()
    hands.settle()


def test_it_stands_beside_empty_fields_and_beside_what_is_typed(
    hands: Hands, colleague: Clinic
) -> None:
    hands.type("14")
    record(colleague, hands.visit_id, [("hr", "88"), ("bp", "148/92")])
    seconds_pass(hands)
    assert hands.row("hr").edit.text() == ""
    assert hands.row("hr").verdict.words == "88 · 8:30, T. Nguyen, RMA"
    assert hands.row("bp").edit.text() == "14"
    assert hands.row("bp").verdict.words == ""
    assert hands.row("bp").control.words == "148/92 mmHg recorded by T. Nguyen, RMA at 8:30."
    assert hands.row("bp").control.isVisible()
    assert "recorded by T. Nguyen" in hands.row("bp").edit.accessibleDescription()
    assert hands.focus is hands.row("bp").edit


def test_typing_goes_on_where_it_was_and_both_are_on_record(
    hands: Hands, colleague: Clinic
) -> None:
    hands.type("13")
    hands.settle()  # the draft is saved
    record(colleague, hands.visit_id, [("bp", "148/92"), ("head", "56")])
    seconds_pass(hands)
    assert "head" in hands.vitals.form.rows
    assert hands.focus is hands.row("bp").edit
    hands.type("2/84")
    hands.main_action()
    assert not hands.screen.conflict.isVisible()
    found = [x.reading.text for x in hands.record().today if x.reading.vital == "bp"]
    assert found == ["148/92", "132/84"]
    assert hands.record().draft.fields.get("bp") is None


def test_an_unlikely_value_is_asked_about_all_the_same(hands: Hands, colleague: Clinic) -> None:
    hands.go("vitals", "hr")
    hands.type("220")
    record(colleague, hands.visit_id, [("weight", "171.4")])
    seconds_pass(hands)
    hands.press(ENTER)
    assert hands.focus is hands.row("hr").edit
    assert hands.row("hr").verdict.words == "Unusual"
    hands.press(ENTER)
    assert hands.focus is hands.row("rr").edit


def test_nothing_is_read_while_nothing_changed(hands: Hands, clinic: Clinic) -> None:
    def views() -> int:
        with clinic.look() as uow:
            return [entry.action for entry, _ in uow.audit.entries()].count("chart viewed")

    before = views()
    seconds_pass(hands)
    assert views() == before
