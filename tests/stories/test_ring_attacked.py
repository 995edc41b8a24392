"""The ring of safety under attack, by keys: bursts, open dialogs, two workstations, a crash."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.devices.printers import Language, PrintResult
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.patient import Name
from ma_desktop.services import specimens
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import Destination, destination
from ma_desktop.ui.specimens.dialogs import LookDialog, ReasonDialog
from tests.clinics import labels_in_hand, roomed_visit
from tests.services.collections import audited, drawn, labelled
from tests.services.test_printing import MoodyPrinter, Unplugged
from tests.stories.specimen_desk import FAST, Desk, RollPrinter, open_desk

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def burst(desk: Desk, *codes: str) -> None:
    """Codes one right after the other, each with its Enter."""
    desk.now[0] += 1
    for code in codes:
        for letter in code:
            desk.now[0] += FAST
            QTest.keyClicks(desk.screen, letter)
        QTest.keyClick(desk.screen, Qt.Key.Key_Return)
    desk.settle()


def test_two_labels_in_one_burst_confirm_neither(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    one, two = labelled(clinic, visit_id, "cbc", "ptinr")
    desk = open_desk(qtbot, clinic, visit_id)
    burst(desk, one.accession, two.accession)
    assert desk.stopped is not None
    assert "not known here" in desk.stopped.accessibleName()
    desk.acknowledge()
    assert desk.states == ["labelled", "labelled"]
    burst(desk, one.accession)
    burst(desk, two.accession)
    assert desk.states == ["collected", "collected"]


def test_commands_between_the_digits_of_a_label_do_nothing(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = labelled(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    locked: list[object] = []
    desk.window.locking.connect(locked.append)
    desk.now[0] += 1
    commands = [
        (Qt.Key.Key_BracketRight, CONTROL),
        (Qt.Key.Key_L, CONTROL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    ]
    for number, digit in enumerate(item.accession):
        desk.now[0] += FAST
        QTest.keyClicks(desk.screen, digit)
        if number < len(commands):
            desk.now[0] += FAST
            QTest.keyClick(desk.screen, *commands[number])
    QTest.keyClick(desk.screen, Qt.Key.Key_Return)
    desk.settle()
    assert (desk.states, locked, desk.window.key) == (["collected"], [], "specimens")


def test_a_scan_while_a_question_is_open_confirms_and_types_nothing(
    qtbot: QtBot, clinic: Clinic
) -> None:
    visit_id = roomed_visit(clinic)
    one, _two = labelled(clinic, visit_id, "cbc", "ptinr")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.keys("p")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReasonDialog)
    before = dialog.reason.currentText()
    desk.scan(one.accession)
    assert QApplication.activeModalWidget() is dialog
    assert dialog.reason.currentText() == before
    assert desk.said[-1] == "Close this window first, then scan again."
    assert desk.states == ["labelled", "labelled"]
    dialog.reject()
    desk.settle()
    desk.scan(one.accession)
    assert sorted(desk.states) == ["collected", "labelled"]


def test_another_patient_opened_while_the_label_is_on_its_way_to_the_printer(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer, gate = RollPrinter(), threading.Event()
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    drawn(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id, printer.port)

    def slow(context: Context, kind: str) -> Destination | None:
        gate.wait(10)
        return destination(context, kind)

    monkeypatch.setattr("ma_desktop.ui.specimens.label_run.destination", slow)
    desk.now[0] += 1
    QTest.keyClicks(desk.screen.collect.table, "p")
    qtbot.waitUntil(lambda: desk.screen.collect._busy)
    desk.window.open_visit(other, "specimens")
    qtbot.waitUntil(lambda: desk.window.context.session.visit_id == other)
    gate.set()
    desk.settle()
    assert desk.stopped is not None
    assert "The open patient changed" in desk.stopped.accessibleName()
    desk.acknowledge()
    assert printer.jobs == []
    assert labels_in_hand(clinic) == ()
    printer.unplug()


@dataclass
class BusyPrinter:
    """While it has the label of one workstation, another one asks for the same."""

    clinic: Clinic
    visit_id: str
    specimen_id: str
    got: list[bytes] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    name: str = "busy"
    language: Language = "zpl"

    def send(self, data: bytes) -> PrintResult:
        self.got.append(data)
        try:
            specimens.print_labels(
                self.clinic, self.visit_id, [self.specimen_id], self, "Label lost"
            )
        except MaError as error:
            self.refused.append(error.what)
        return PrintResult("confirmed", "Printed.")


def test_two_workstations_print_one_label_of_a_tube(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cbc")
    printer = BusyPrinter(clinic, visit_id, item.id)
    specimens.print_labels(clinic, visit_id, [item.id], printer)
    assert len(printer.got) == 1
    assert printer.refused == ["It is not known whether one of these labels came out."]
    with pytest.raises(Refused, match="printed for this already"):
        specimens.print_labels(clinic, visit_id, [item.id], printer)
    assert [one.prints for one in specimens.tubes(clinic, visit_id)] == [1]


def test_the_program_ends_in_mid_batch_and_is_opened_again(qtbot: QtBot, clinic: Clinic) -> None:
    """The label that was leaving is asked about; the others print once, without a mark."""
    visit_id = roomed_visit(clinic)
    ids = [item.id for item in drawn(clinic, visit_id, "ptinr", "cbc", "glu")]
    with pytest.raises(Unplugged):
        specimens.print_labels(clinic, visit_id, ids, MoodyPrinter(["confirmed", Unplugged()]))
    printer = RollPrinter()
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    rows = desk.screen.collect.table.records.rows
    assert [line.job for line in rows] == ["confirmed", "unknown", "queued"]
    assert desk.screen.collect.table.current is rows[1]
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.settle()
    assert isinstance(QApplication.activeModalWidget(), LookDialog)
    assert printer.jobs == []
    desk.keys("n")
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.settle()
    assert len(printer.jobs) == 2
    assert not any(b"COPY" in job for job in printer.jobs)
    assert [one.prints for one in desk.tubes()] == [1, 1, 1]
    assert audited(clinic, "label handed over") == ["confirmed", "failed", "sent", "sent"]
    printer.unplug()
