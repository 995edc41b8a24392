"""What tests of the windows for papers share: a command by name, a field, the list of what left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ma_desktop.services import disclosures
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.ui.desk import CONTROL, ENTER, Desk
from tests.ui.rooming_desk import record

SECRET = "willow copper nine"


def measured(clinic: Clinic) -> str:
    """A visit with a blood pressure and a pulse on record."""
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    record(clinic, visit_id, [("bp", "128/82"), ("hr", "78")])
    return visit_id


def left(clinic: Clinic) -> list[tuple[str, str, str]]:
    day = clinic.local(clinic.now()).date()
    found = disclosures.listed(clinic, day, day)
    return [(line.entry.kind, line.entry.target, line.entry.reason) for line in found]


def command(desk: Desk, words: str) -> None:
    """Ctrl+K, the words, Enter."""
    desk.press(Qt.Key.Key_K, CONTROL)
    desk.type(words)
    desk.press(ENTER)


def write(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, text)
