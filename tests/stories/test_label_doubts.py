"""A printer that takes labels and tells no more: a person says whether they came out, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.print_job import PrintJob
from ma_desktop.services import bagging, pack_labels, printing, specimens, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.label_doubt import WhichDialog
from ma_desktop.ui.manage.screen import ManageScreen
from ma_desktop.ui.specimens.dialogs import LookDialog, ReasonDialog
from ma_desktop.ui.sterilize.dialogs import ReasonDialog as PackReason
from ma_desktop.ui.sterilize.screen import SterilizeScreen
from ma_desktop.ui.today.screen import TodayScreen
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, collected, drawn
from tests.services.sterilizing import add_tray, add_vacuum, bowie_dick, packed, run
from tests.services.test_printing import MoodyPrinter
from tests.stories.specimen_desk import Desk, RollPrinter, open_desk


def asked(kind: type) -> bool:
    return isinstance(QApplication.activeModalWidget(), kind)


def newest(clinic: Clinic, subject: str) -> PrintJob:
    with clinic.look() as uow:
        return uow.print_jobs.of_subject(subject)[-1]


def test_a_label_that_was_taken_but_did_not_come_out_is_no_copy(
    qtbot: QtBot, clinic: Clinic
) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.keys("p")
    assert newest(clinic, item.id).state == "sent"
    desk.keys("p")
    assert asked(LookDialog)
    desk.keys("n")
    assert desk.said[-1] == "Noted. Press P to print it."
    assert len(printer.jobs) == 1
    assert newest(clinic, item.id).note == "A person looked: no label came out."
    desk.keys("p")
    assert len(printer.jobs) == 2
    assert b"COPY" not in printer.jobs[1]
    assert [one.prints for one in desk.tubes()] == [1]
    desk.keys("p")
    desk.press(Qt.Key.Key_Return)
    assert asked(ReasonDialog)
    desk.press(Qt.Key.Key_Return)
    assert b"COPY_202" in printer.jobs[2]
    assert [one.prints for one in desk.tubes()] == [2]
    outcomes = ["sent", "failed", "sent", "confirmed", "sent"]
    assert audited(clinic, "label handed over") == outcomes
    desk.keys("p")
    desk.press(Qt.Key.Key_Escape)
    assert newest(clinic, item.id).state == "sent"
    desk.scan(item.accession)
    desk.keys("p")
    assert asked(ReasonDialog)
    printer.unplug()


def test_the_label_of_a_bag_that_was_taken_but_did_not_come_out(
    qtbot: QtBot, clinic: Clinic
) -> None:
    printer = RollPrinter()
    visit_id = roomed_visit(clinic)
    collected(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id, printer.port)
    desk.keys("2")
    desk.keys("b")
    desk.press(Qt.Key.Key_Return)
    desk.keys("l")
    assert asked(LookDialog)
    desk.keys("n")
    assert desk.said[-1] == "Noted. Press L to print its label."
    desk.keys("l")
    assert len(printer.jobs) == 2
    assert b"COPY" not in printer.jobs[1]
    assert bagging.label_of(clinic, desk.tubes()[0]).copy == 1
    printer.unplug()


def labels_of_load(desk: Desk, load_id: str) -> SterilizeScreen:
    desk.window.show_screen("sterilize")
    desk.settle()
    screen = desk.window.screen_now
    assert isinstance(screen, SterilizeScreen)
    screen.open_load(load_id)
    desk.settle()
    return screen


def test_of_several_pack_labels_only_those_that_did_not_come_out_print_again(
    qtbot: QtBot, clinic: Clinic
) -> None:
    vacuum, tray = add_vacuum(clinic), add_tray(clinic)
    printer = RollPrinter()
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray, 3)
    load_id = run(clinic, vacuum, inside)
    desk = open_desk(qtbot, clinic, roomed_visit(clinic), printer.port)
    screen = labels_of_load(desk, load_id)
    screen.load_panel.print_labels()
    desk.settle()
    assert len(printer.jobs) == 3
    screen.load_panel.print_labels()
    desk.settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WhichDialog)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Space)
    assert dialog.answers == [True, False, True]
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert len(printer.jobs) == 3
    screen.load_panel.print_labels()
    desk.settle()
    assert len(printer.jobs) == 4
    assert b"COPY" not in printer.jobs[3]
    assert len(pack_labels.taken_of_load(clinic, load_id)) == 1
    screen.load_panel.print_labels()
    desk.settle()
    assert asked(LookDialog)
    desk.press(Qt.Key.Key_Return)
    assert asked(PackReason)
    desk.press(Qt.Key.Key_Escape)
    printer.unplug()


def test_labels_in_doubt_are_on_the_strip_and_it_leads_to_where_they_are_settled(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cbc")
    desk = open_desk(qtbot, clinic, visit_id)
    specimens.print_labels(clinic, visit_id, [item.id], MoodyPrinter(["unknown"]))
    clock.advance(minutes=3)
    press_pill(desk, "1 label in doubt: look at the printer")
    assert desk.screen.collect.table.current is not None
    assert desk.screen.collect.table.current.job == "unknown"
    desk.keys("p")
    assert asked(LookDialog)
    desk.press(Qt.Key.Key_Return)
    assert newest(clinic, item.id).state == "confirmed"


def test_the_label_of_a_bag_in_doubt_leads_to_the_print_log(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    items = collected(clinic, visit_id, "cbc")
    job_id, _changes = bagging.bag(clinic, items, "Northgate Laboratories")
    printing.send(clinic, [job_id], MoodyPrinter(["unknown"]))
    clock.advance(minutes=3)
    desk = open_desk(qtbot, clinic, visit_id)
    press_pill(desk, "1 label in doubt: look at the printer")
    manage = desk.window.screen_now
    assert isinstance(manage, ManageScreen)
    log = manage.print_log
    assert log.table.current is not None
    assert log.table.current.id == job_id
    assert log.none.isEnabled()
    assert log.none.visibleRegion().isEmpty() is False
    log.resolve(False)
    desk.settle()
    assert [one.text for one in today.board(clinic).due if "doubt" in one.text] == []


def press_pill(desk: Desk, words: str) -> None:
    desk.window.show_screen("today")
    desk.settle()
    shown = desk.window.screen_now
    assert isinstance(shown, TodayScreen)
    pill = next(one for one in shown.due.pills if one.accessibleName().startswith(words))
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    desk.settle()
