"""Labels of one morning on the printers that the clinic set up for rooms and kinds of labels."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.printer import Paper, PrinterSetup
from ma_desktop.services import collecting, printers
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.services.collections import ordered
from tests.stories.specimen_desk import Desk, RollPrinter, open_desk


def print_all(desk: Desk) -> None:
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    desk.settle()


def set_up(clinic: Clinic, roll: RollPrinter, kind: str, paper: Paper) -> None:
    room = clinic.room.id if clinic.room else ""
    name = f"Printer for {kind}"
    setup = PrinterSetup("", name, "zpl", "127.0.0.1", roll.port, paper, room, kind)
    printers.save(clinic, setup)


def test_each_kind_of_label_goes_to_its_printer_of_this_room(qtbot: QtBot, clinic: Clinic) -> None:
    tubes, jars, own = RollPrinter(), RollPrinter(), RollPrinter()
    set_up(clinic, tubes, "specimen", Paper(300, 0.5, 0.0, "specimen-2x1"))
    set_up(clinic, jars, "biopsy", Paper())
    visit_id = roomed_visit(clinic)
    tube, jar = ordered(clinic, visit_id, "cbc", "biopsy")
    desk = open_desk(qtbot, clinic, visit_id, own.port)
    site = collecting.Draw(details={"body_site": "Left forearm", "fixative_time": "0942"})
    collecting.record_draw(clinic, visit_id, [jar], site)
    collecting.record_draw(clinic, visit_id, [tube], collecting.Draw("Left hand"))
    desk.screen.load()
    desk.settle()
    assert "Printer for " in desk.screen.collect.side.facts.words
    print_all(desk)
    assert [len(printer.jobs) for printer in (tubes, jars, own)] == [1, 1, 0]
    assert tubes.jobs[0].startswith(b"^XA^CI28^PW600^LL300")
    assert b"LEFT_20FOREARM" in jars.jobs[0]
    for printer in (tubes, jars, own):
        printer.unplug()


def test_without_any_printer_each_label_is_a_file_of_its_own(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
) -> None:
    visit_id = roomed_visit(clinic)
    desk = open_desk(qtbot, clinic, visit_id)
    desk.screen.collect.ask_file = lambda _parent, _name: str(tmp_path / "label.zpl")
    desk.order("cbc", "cmp", "glu")
    desk.keys("d")
    print_all(desk)
    files = sorted(path.name for path in tmp_path.glob("*.zpl"))
    assert files == ["label-2.zpl", "label-3.zpl", "label.zpl"]
    assert len({path.read_bytes() for path in tmp_path.glob("*.zpl")}) == 3
