"""What Rooming says of meters whose control is not in order, and of the sterile packs used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.catalog.checklists import shipped_lists
from ma_desktop.domain.errors import Refused
from ma_desktop.services import (
    checklist_lists,
    checklists,
    clinic_settings,
    packs,
    rooming,
)
from ma_desktop.services.checklists import RunPlace
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.sterilizing import add_tray, add_vacuum, bowie_dick, packed, release, run
from tests.ui.rooming_desk import Hands, open_screen, record

GLUCOSE = "glucose_poc"


def at_glucose(qtbot: QtBot, clinic: Clinic) -> Hands:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), (1280, 720))
    hands.go("vitals")
    hands.vitals.extras.added.emit(GLUCOSE)
    hands.settle()
    return hands


def run_control(clinic: Clinic, meter: str, low: str) -> str:
    run_id, _ = checklists.start(clinic, "glucose_qc", RunPlace(meter))
    for item, value in (("strip_lot", "L4 2027-01"), ("low", low)):
        checklists.answer(clinic, run_id, item, value)
    return run_id


def test_an_overdue_control_stands_at_the_field_and_refuses_nothing(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    checklist_lists.add_equipment(clinic, "glucose_meter", "Meter 1", "Lab")
    clock.advance(hours=2)
    hands = at_glucose(qtbot, clinic)
    row = hands.row(GLUCOSE)
    assert row.control.isVisible()
    assert row.control.words == "Meter 1: control overdue since 9:00."
    assert "Meter 1" in row.edit.accessibleDescription()
    row.edit.setFocus()
    hands.enter("98")
    assert row.control.isVisible()
    hands.main_action()
    assert GLUCOSE in hands.today()


def test_a_failed_control_is_said_until_its_steps_are_signed(qtbot: QtBot, clinic: Clinic) -> None:
    meter, _ = checklist_lists.add_equipment(clinic, "glucose_meter", "Meter 1", "Lab")
    run_control(clinic, meter, "fail")
    hands = at_glucose(qtbot, clinic)
    assert "Meter 1: control failed. No patient tests" in hands.row(GLUCOSE).control.words


def test_where_the_clinic_chose_so_a_value_is_refused(clinic: Clinic, clock: FixedClock) -> None:
    checklist_lists.add_equipment(clinic, "glucose_meter", "Meter 1", "Lab")
    spare, _ = checklist_lists.add_equipment(clinic, "glucose_meter", "Meter 2", "Lab")
    chosen = replace(clinic_settings.settings(clinic), control_refuses=True)
    clinic_settings.change(clinic, chosen)
    visit_id = roomed_visit(clinic)
    clock.advance(hours=2)
    with pytest.raises(Refused, match="overdue"):
        record(clinic, visit_id, [(GLUCOSE, "98")])
    record(clinic, visit_id, [("hr", "72")])
    run_id = run_control(clinic, spare, "pass")
    for item, value in (("low_value", "55"), ("high", "pass"), ("high_value", "300")):
        checklists.answer(clinic, run_id, item, value)
    checklists.finish(clinic, run_id, 1)
    record(clinic, visit_id, [(GLUCOSE, "98")])


def test_each_meter_is_a_known_kind_of_thing(clinic: Clinic) -> None:
    meters = {vital.meter for vital in clinic.catalog.vitals.values() if vital.meter}
    assert meters
    assert meters <= set(shipped_lists().kinds)


def test_sterile_packs_stand_beside_each_step(qtbot: QtBot, clinic: Clinic) -> None:
    vacuum, tray = add_vacuum(clinic), add_tray(clinic)
    bowie_dick(clinic, vacuum)
    (pack,) = packed(clinic, tray, 1)
    release(clinic, run(clinic, vacuum, [pack]))
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), (1280, 720))
    line = hands.screen.packs
    for step in hands.screen.steps:
        hands.go(step)
        assert line.isVisible()
    assert line.button.accessibleName() == "Sterile packs: none"
    line.button.click()
    dialog = hands.screen.findChild(UsePackDialog)
    assert dialog is not None
    dialog.number.setText(pack.number)
    dialog.use()
    hands.settle()
    dialog.reject()
    assert [use.pack_number for use in packs.uses_in(clinic, hands.visit_id)] == [pack.number]
    assert line.button.accessibleName() == "Sterile packs: 1"
    assert line.names.text() == f"Suture tray {pack.number}"
    assert rooming.open_visit(clinic, hands.visit_id).packs[0].set_name == "Suture tray"
