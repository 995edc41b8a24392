"""The ring of safety by keys: labels before the draw, a second scan, another visit, a check that
ran out between.
"""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from ma_desktop.services import clinic_settings, rooming
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, drawn, labelled, ordered
from tests.services.test_collecting import earlier_visit
from tests.stories.specimen_desk import RollPrinter, open_desk


def test_a_label_before_the_draw_prints_only_where_the_clinic_allows_it(
    qtbot: QtBot, clinic: Clinic
) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.keys("p")
    assert printer.jobs == []
    assert "not marked as drawn yet" in desk.said[-1]
    chosen = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(chosen, labels_before_draw=True))
    desk.screen.load()
    desk.settle()
    desk.keys("p")
    assert len(printer.jobs) == 1
    assert b"BEFORE_20THE_20DRAW" in printer.jobs[0]
    (line,) = desk.screen.collect.table.records.rows
    assert line.state == ("labeled early", "warn")
    desk.scan(line.specimen.accession)
    assert desk.states == ["collected"]
    printer.unplug()


def test_what_is_confirmed_already_is_said_and_stays_so(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = labelled(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.scan(item.accession)
    desk.scan(item.accession)
    assert desk.stopped is None
    assert "confirmed already" in desk.said[-1]
    assert desk.states == ["collected"]


def test_the_label_of_an_earlier_visit_stops(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    number = earlier_visit(clinic, visit_id)
    desk = open_desk(qtbot, clinic, visit_id)
    desk.scan(number)
    dialog = desk.stopped
    assert dialog is not None
    assert "another visit of this patient" in dialog.accessibleName()
    assert len(audited(clinic, "wrong label scanned")) == 1
    desk.acknowledge()


def test_a_check_that_ran_out_prints_and_confirms_nothing(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cbc")
    chosen = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(chosen, identity_minutes=60))
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    clock.advance(hours=2)
    desk.keys("p")
    assert printer.jobs == []
    assert "identity check ran out" in desk.said[-1]
    rooming.confirm_identity(clinic, visit_id, ("name", "birth-date"))
    desk.screen.load()
    desk.settle()
    desk.keys("p")
    assert len(printer.jobs) == 1
    clock.advance(hours=2)
    desk.scan(item.accession)
    assert "identity check ran out" in desk.said[-1]
    assert desk.states == ["labelled"]
    printer.unplug()
