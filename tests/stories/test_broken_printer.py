"""The label printer's line breaks while an MA prints: asked about, never printed by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.specimens.dialogs import LookDialog
from tests.clinics import labels_in_hand, roomed_visit
from tests.devices.dropping import DroppingPrinter
from tests.services.collections import drawn
from tests.stories.specimen_desk import Desk, open_desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def look(desk: Desk) -> LookDialog:
    found: list[LookDialog] = []

    def is_asked() -> bool:
        top = QApplication.activeModalWidget()
        found.extend([top] if isinstance(top, LookDialog) else [])
        return bool(found)

    desk.qtbot.waitUntil(is_asked, timeout=5000)
    return found[0]


def job_state(desk: Desk) -> str:
    (line,) = desk.screen.collect.table.records.rows
    return line.job


def ready(desk: Desk, state: str) -> bool:
    """The window has come back and shows this state."""
    return not desk.screen.collect._busy and job_state(desk) == state


def test_a_line_that_drops_is_asked_about(qtbot: QtBot, clinic: Clinic) -> None:
    """In all parts of a label; after every byte of it in `test_printing_breaks`."""
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "cbc")
    with DroppingPrinter() as roll:
        desk = open_desk(qtbot, clinic, visit_id, roll.port)
        table = desk.screen.collect.table
        QTest.keyClick(table, Qt.Key.Key_P)
        desk.settle()
        assert len(roll.jobs) == 1
        roll.how = "drop"
        visit_two = roomed_visit(clinic, number="1")
        drawn(clinic, visit_two, "cbc")
        desk.window.open_visit(visit_two, "specimens")
        desk.settle()
        size = len(roll.jobs[0])
        for after in range(1, size, 60):
            roll.after = after
            QTest.keyClick(table, Qt.Key.Key_P)
            qtbot.waitUntil(lambda: ready(desk, "unknown"), timeout=5000)
            QTest.keyClick(table, Qt.Key.Key_P)
            look(desk).done(2)
            qtbot.waitUntil(lambda: ready(desk, "failed"), timeout=5000)
        assert len(roll.jobs) == 1
        roll.how = ""
        QTest.keyClick(table, Qt.Key.Key_P)
        desk.settle()
        assert len(roll.jobs) == 2
        assert b"COPY" not in roll.jobs[1]


def test_a_batch_goes_on_at_the_label_in_doubt(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "ptinr", "cbc", "glu")
    with DroppingPrinter("drop", 40) as roll:
        desk = open_desk(qtbot, clinic, visit_id, roll.port)
        table = desk.screen.collect.table
        QTest.keyClick(table, Qt.Key.Key_P, SHIFT)
        desk.settle()
        assert [job.state for job in labels_in_hand(clinic)] == ["unknown", "queued", "queued"]
        roll.how = ""
        QTest.keyClick(table, Qt.Key.Key_P, SHIFT)
        desk.settle()
        assert roll.jobs == []
        look(desk).done(2)
        desk.settle()
        QTest.keyClick(table, Qt.Key.Key_P, SHIFT)
        desk.settle()
        assert len(roll.jobs) == len(set(roll.jobs)) == 3
        assert labels_in_hand(clinic) == ()
