"""A printer that answers and counts fails at every place of a label, alone and in a batch.

Whatever happens: nothing is called printed that is not, nothing prints twice, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.print_job import PrintJob
from ma_desktop.domain.printer import Paper, PrinterSetup
from ma_desktop.services import printers, printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.specimens.dialogs import LookDialog
from tests.clinics import roomed_visit
from tests.devices.zebra import HOST, Fault, FaultyZebra, Place
from tests.services.collections import collected, drawn
from tests.stories.specimen_desk import Desk, open_desk

SHIFT = Qt.KeyboardModifier.ShiftModifier
TESTS = ("ptinr", "cbc", "glu")
PLACES: tuple[Place, ...] = ("before", "first", "header", "middle", "last")
FAULTS: list[tuple[Fault, Place]] = [
    *(("drop", spot) for spot in PLACES),
    *(("half-close", spot) for spot in PLACES[1:]),
    ("stall", "middle"),
    ("paper", "whole"),
]


@pytest.fixture
def roll(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyZebra]:
    monkeypatch.setattr("ma_desktop.devices.printers._PRINTING", 1.2)
    with FaultyZebra() as made:
        printers.save(clinic, PrinterSetup("", "Exam 3", "zpl", HOST, 9100, Paper()))
        yield made


def is_home(desk: Desk) -> bool:
    """No label is under way."""
    return not desk.screen.collect._busy


def shows(desk: Desk, view: str) -> bool:
    return desk.screen.view == view


def print_all(desk: Desk) -> None:
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P, SHIFT)
    desk.qtbot.waitUntil(lambda: is_home(desk), timeout=30_000)
    desk.settle()


def jobs(clinic: Clinic) -> tuple[PrintJob, ...]:
    day = clinic.local(clinic.now()).date()
    return printing.log(clinic, day, day)[::-1]


def came_out(roll: FaultyZebra, job: PrintJob) -> bool:
    return any(job.values["accession"].encode() in label for label in roll.printed)


def answer(desk: Desk, roll: FaultyZebra) -> None:
    """Whoever is asked looks at the printer and tells the truth."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, LookDialog):
        doubtful = next(job for job in jobs(desk.clinic) if job.state == "unknown")
        dialog.done(1 if came_out(roll, doubtful) else 2)
        desk.settle()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("how", "spot"), FAULTS)
def test_no_wrong_printed_no_double_no_loss(
    qtbot: QtBot, clinic: Clinic, roll: FaultyZebra, how: Fault, spot: Place, count: int
) -> None:
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, *TESTS[:count])
    desk = open_desk(qtbot, clinic, visit_id)
    roll.fails(how, spot, good=count // 2)
    print_all(desk)
    assert len(jobs(clinic)) == count
    for job in jobs(clinic):
        assert job.state != "confirmed" or came_out(roll, job)
        assert job.state not in ("queued", "failed") or not came_out(roll, job)
    roll.mend()
    for _round in range(5):
        if all(job.state == "confirmed" for job in jobs(clinic)):
            break
        print_all(desk)
        answer(desk, roll)
    assert [job.state for job in jobs(clinic)] == ["confirmed"] * count
    assert len(roll.printed) == len(set(roll.printed)) == count
    assert all(b"COPY" not in label for label in roll.printed)
    assert [item.prints for item in desk.tubes()] == [1] * count


def test_a_printer_that_is_off_and_comes_back(
    qtbot: QtBot, clinic: Clinic, roll: FaultyZebra
) -> None:
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, *TESTS)
    desk = open_desk(qtbot, clinic, visit_id)
    roll.unplug()
    print_all(desk)
    assert "did not answer. Nothing was printed." in desk.said[-1]
    assert {job.state for job in jobs(clinic)} == {"queued", "failed"}
    roll.plug_in()
    print_all(desk)
    assert [job.state for job in jobs(clinic)] == ["confirmed"] * 3
    assert len(set(roll.printed)) == len(roll.printed) == 3


def test_the_window_goes_on_while_a_printer_stalls(
    qtbot: QtBot, clinic: Clinic, roll: FaultyZebra
) -> None:
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    roll.fails("stall", "middle")
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P)
    for number, view in ((Qt.Key.Key_3, "orders"), (Qt.Key.Key_2, "custody")):
        QTest.keyClick(desk.screen, number)
        qtbot.waitUntil(partial(shows, desk, view))
    QTest.keyClick(desk.screen, Qt.Key.Key_1)
    assert not is_home(desk)
    QTest.keyClick(desk.screen.collect.table, Qt.Key.Key_P)
    roll.mend()
    qtbot.waitUntil(lambda: is_home(desk), timeout=30_000)
    assert len(jobs(clinic)) == 1


@pytest.mark.parametrize(("how", "spot"), [("drop", "middle"), ("paper", "whole")])
def test_the_label_of_a_bag_in_doubt_is_asked_about_and_prints_once(
    qtbot: QtBot, clinic: Clinic, roll: FaultyZebra, how: Fault, spot: Place
) -> None:
    visit_id = roomed_visit(clinic)
    collected(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    desk.keys("2")
    roll.fails(how, spot)
    desk.keys("b")
    desk.press(Qt.Key.Key_Return)
    assert "Press L to print its label." in desk.said[-1]
    roll.mend()
    for _round in range(2):
        desk.keys("l")
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, LookDialog):
            assert roll.printed == []
            dialog.done(2)
            desk.settle()
    assert len(roll.printed) == 1
    assert b"COPY" not in roll.printed[0]
    assert "patient" not in desk.said[-1]
