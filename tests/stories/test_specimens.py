"""Specimens as an MA works: from order to courier, collected again, wrong label, unplugged."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.services import collecting, custody, orders, rooming, specimens, timers, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.specimens.dialogs import DetailsDialog, ReasonDialog
from ma_desktop.ui.today.lines import Line
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, labelled
from tests.stories.specimen_desk import RollPrinter, open_desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_four_tubes_from_the_order_to_the_courier(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.order("pt/inr", "cmp", "lipid", "tsh", "cbc", "a1c", "glu")
    assert [item.tube for item in desk.tubes()] == ["citrate", "sst", "edta", "fluoride"]
    desk.keys("d")
    assert desk.states == ["drawn"] * 4
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.settle()
    assert len(printer.jobs) == 4
    assert desk.states == ["labelled"] * 4
    for item in desk.tubes():
        desk.scan(item.accession)
    assert desk.states == ["collected"] * 4

    desk.keys("2")
    clock.advance(minutes=31)
    desk.keys("s")
    clock.advance(minutes=10)
    desk.keys("f")
    assert sorted(desk.states) == ["collected", "collected", "collected", "processed"]
    desk.keys("b")
    desk.press(Qt.Key.Key_Return)
    assert desk.states == ["bagged"] * 4
    assert len(printer.jobs) == 5
    assert b"SPECIMENS" in printer.jobs[-1]
    desk.keys("l")
    desk.press(Qt.Key.Key_Return)  # it came out
    desk.press(Qt.Key.Key_Return)
    assert b"COPY" in printer.jobs[-1]
    desk.keys("c")
    desk.keys("Mbeki")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Escape)
    assert desk.states == ["picked-up"] * 4
    assert custody.shelf(clinic).pickups[0].courier == "Mbeki"
    desk.keys("r")
    assert desk.states == ["received"] * 4
    printer.unplug()


def test_a_clotted_tube_is_collected_again(qtbot: QtBot, clinic: Clinic) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    (old,) = labelled(clinic, visit_id, "cbc")
    collecting.scan_back(clinic, visit_id, old.accession)
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.keys("x")
    desk.press(Qt.Key.Key_Return)

    (row,) = today.board(clinic).rows
    line = Line(row, "", clinic.now(), clinic.zone)
    assert [(pill.text, pill.state) for pill in line.needs] == [("Recollect", "warn")]
    gone, new = desk.tubes()
    assert (gone.state, gone.replaced_by, new.replaces) == ("rejected", new.id, gone.id)
    desk.scan(old.accession)
    assert desk.stopped is not None
    desk.acknowledge()
    desk.keys("d")
    desk.press(Qt.Key.Key_Down)
    desk.keys("p")
    desk.scan(new.accession)
    assert desk.states == ["rejected", "collected"]
    printer.unplug()


def test_the_label_of_another_patient_stops_everything(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    (wrong,) = labelled(clinic, other, "cbc")
    labelled(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.scan(wrong.accession)
    dialog = desk.stopped
    assert dialog is not None
    assert "another patient" in dialog.accessibleName()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Tab):
        desk.press(key)
    desk.scan(wrong.accession)
    desk.scan("   \r")
    assert desk.stopped is dialog
    assert desk.states == ["labelled"]
    assert len(audited(clinic, "wrong label scanned")) == 1
    desk.acknowledge()
    assert desk.states == ["labelled"]


def test_what_is_no_label_of_this_patient_stops_and_is_noted(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[bool] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(True))
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1", mrn="004-120-11")
    (old,) = labelled(clinic, visit_id, "cbc")
    collecting.void(clinic, old, "Label spoiled")
    before = len(audited(clinic, "wrong label scanned"))
    desk = open_desk(qtbot, clinic, visit_id)
    cases = {
        old.accession: "This number is void.",
        "260690009991": "This number is not known here.",
        "2606900": "a number not known here",
        "004-120-11": "another patient's record number",
    }
    for number, (code, words) in enumerate(cases.items(), 1):
        desk.scan(code)
        dialog = desk.stopped
        assert dialog is not None, code
        assert words in dialog.accessibleName()
        assert len(beeps) == number
        desk.acknowledge()
        assert len(audited(clinic, "wrong label scanned")) == before + number
    assert not any(item.confirmed_at for item in desk.tubes())


def test_the_printer_is_unplugged_in_mid_batch(qtbot: QtBot, clinic: Clinic) -> None:
    printer = RollPrinter(takes=2)
    visit_id = roomed_visit(clinic)
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.order("pt/inr", "cmp", "cbc", "glu")
    desk.keys("d")
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.settle()
    assert len(printer.jobs) == 2
    assert "Nothing was printed" in desk.said[-1]
    printer.plug_in()
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.settle()
    assert len(printer.jobs) == 4
    assert len(set(printer.jobs)) == 4
    assert all(b"COPY" not in job for job in printer.jobs)
    assert [item.prints for item in desk.tubes()] == [1, 1, 1, 1]
    printer.unplug()


def test_a_second_workstation_was_faster(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    desk = open_desk(qtbot, clinic, visit_id)
    desk.order("cbc")
    collecting.record_draw(clinic, visit_id, desk.tubes(), collecting.Draw())
    desk.keys("d")
    assert "Somebody else changed this first" in desk.said[-1]
    assert desk.states == ["drawn"]
    assert desk.screen.collect.table.records.rows[0].specimen.state == "drawn"


def test_record_numbers_and_unknown_codes(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1", mrn="004-120-11")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.scan("004-118-27")
    assert desk.said[-1] == "This is the record number of the open patient."
    desk.scan("004-120-11")
    assert desk.stopped is not None
    desk.acknowledge()
    taken: list[str] = []
    desk.window.context.scans.register("pack", lambda scan: taken.append(scan.text))
    desk.scan("SP26-000123")
    assert taken == ["SP26-000123"]


def test_another_patient_opened_between_preview_and_print(qtbot: QtBot, clinic: Clinic) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.order("cbc")
    desk.keys("d")
    desk.window.context.session.visit_id = other
    desk.keys("p")
    assert desk.stopped is not None
    desk.acknowledge()
    assert printer.jobs == []
    assert desk.states == ["drawn"]
    printer.unplug()


def test_a_timed_urine_begins_counts_down_and_says_its_times(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    specimens.add_tube(clinic, visit_id, "urine_24h", ("cmp",), "Dr. Lindqvist")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.keys("t")
    assert [timer.label for timer in timers.running(clinic)] == ["24 h collection"]
    desk.keys("t")
    assert "began already" in desk.said[-1]
    clock.advance(hours=24, minutes=1)
    assert any("24 h collection" in item.text for item in today.board(clinic).due)
    desk.keys("d")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DetailsDialog)
    start = dialog.details["start"]
    assert start
    dialog.confirm()
    assert "when it ended and its total volume" in dialog.message.text()
    for name, words in (("Ended", "11/23 08:01"), ("Total mL", "1850")):
        box = next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == name)
        box.setText(words)
    dialog.confirm()
    desk.settle()
    assert desk.states == ["drawn"]
    assert timers.running(clinic) == ()
    drawing = specimens.label(clinic, desk.tubes()[0].id, visit_id)
    assert any(f"START {start}" in getattr(item, "text", "") for item in drawing.items)


def test_above_the_blood_limit_of_a_child_the_draw_asks_first(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, Name("Adeyemi", "Tobi"), date(2025, 9, 2))
    opened = rooming.open_visit(clinic, visit_id)
    checked = rooming.check(clinic, opened, "weight", "4kg")
    rooming.record_vitals(clinic, visit_id, [checked.reading])
    orders.place(clinic, visit_id, orders.Draft(("cbc", "cmp"), "Dr. Lindqvist"))
    desk = open_desk(qtbot, clinic, visit_id)
    desk.settle()
    line = desk.screen.collect.blood
    assert line.isVisible()
    assert "may go above the limit" in line.text().lower()
    desk.keys("d")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReasonDialog)
    assert "At most 10 mL in 24 h" in " ".join(x.text() for x in dialog.findChildren(QLabel))
    dialog.reject()
    desk.settle()
    assert desk.states == ["ordered", "ordered"]
    desk.keys("d")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReasonDialog)
    dialog.confirm()
    assert dialog.message.text() == "A reason is needed."
    dialog.reason.setCurrentIndex(0)
    dialog.confirm()
    desk.settle()
    assert desk.states == ["drawn", "drawn"]
    assert {item.details["ml"] for item in specimens.tubes(clinic, visit_id)} == {"2", "3.5"}


def test_a_timed_urine_begins_with_a_button(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    orders.place(clinic, visit_id, orders.Draft(("u24",), "Dr. Lindqvist", "stat"))
    desk = open_desk(qtbot, clinic, visit_id)
    begin = desk.screen.collect.head.timed
    assert begin.isVisible()
    begin.click()
    desk.settle()
    assert [timer.label for timer in timers.running(clinic)] == ["24 h collection"]
    assert not begin.isVisible()
    assert desk.screen.collect.table.records.rows[0].mixing.startswith("STAT")


def test_a_level_that_is_due_later_waits_while_the_others_are_drawn(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    orders.place(clinic, visit_id, orders.Draft(("druglevel", "cbc"), "Dr. Lindqvist"))
    desk = open_desk(qtbot, clinic, visit_id)
    assert desk.screen.collect.head.timed.text() == "Due at"
    desk.keys("t")
    desk.keys("1430")
    desk.press(Qt.Key.Key_Return)
    (level, cbc) = desk.screen.collect.table.records.rows
    assert level.mixing.startswith("due 6 h 00 min · TIMED")
    assert (level.state[0], cbc.state[0]) == ("due 14:30", "collect next")
    desk.press(Qt.Key.Key_Down)
    desk.keys("d")
    assert desk.states == ["ordered", "drawn"]
    clock.advance(hours=6, minutes=1)
    desk.screen.collect.table.select(0)
    desk.keys("d")
    assert desk.states == ["drawn", "drawn"]
