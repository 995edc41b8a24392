"""Ctrl+K: names with and without accents, parts of them, record numbers, commands."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name, Patient
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.today.walk_in import WalkInDialog
from tests.ui.desk import CONTROL, ENTER, Desk

PAUSE_MS = 250


@pytest.fixture
def clinic(clinic: Clinic) -> Clinic:
    """With patients to be found."""
    with clinic.work(Right.ROOM) as uow:
        for number, name in enumerate(
            (Name("García-López", "Inés"), Name("Nguyễn", "Thị Hồng"), Name("Okafor", "Adaeze"))
        ):
            uow.patients.add(Patient(new_id(), f"10{number}", name, date(1971, 8, 8), "female"))
    return clinic


def found(desk: Desk, typed: str) -> list[str]:
    desk.press(Qt.Key.Key_K, CONTROL)
    desk.type(typed)
    QTest.qWait(PAUSE_MS)
    desk.settle()
    return [entry.title for entry in desk.window.palette_box.table.records.rows]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("garcia", "GARCÍA-LÓPEZ, Inés"),
        ("LÓPEZ", "GARCÍA-LÓPEZ, Inés"),
        ("ines gar", "GARCÍA-LÓPEZ, Inés"),
        ("nguyen", "NGUYỄN, Thị Hồng"),
        ("102", "OKAFOR, Adaeze"),
        ("trends", "Trends"),
        ("lock", "Lock"),
    ],
)
def test_finds(desk: Desk, typed: str, first: str) -> None:
    assert found(desk, typed)[0] == first


def test_a_patient_without_a_visit_is_booked_from_there(desk: Desk) -> None:
    found(desk, "okafor")
    desk.press(ENTER, CONTROL)
    dialog = desk.dialog
    assert isinstance(dialog, WalkInDialog)
    assert (dialog.family.text(), dialog.birth.text()) == ("Okafor", "8/8/1971")
    desk.press(ENTER, CONTROL)
    assert not dialog.isVisible()
    (row,) = today.board(desk.clinic).rows
    assert (row.patient.mrn, row.visit.state) == ("102", VisitState.ARRIVED)


def test_enter_on_such_a_patient_says_what_to_do(desk: Desk) -> None:
    found(desk, "okafor")
    desk.press(ENTER)
    assert desk.last_words() == "This patient has no visit yet. Ctrl+K, Ctrl+Enter adds one."


def test_nothing_found_is_said(desk: Desk) -> None:
    assert found(desk, "zzzz") == []
    assert desk.window.palette_box.note.text() == "Nothing found"
