"""Ctrl+K: names with and without accents, parts of them, record numbers, commands."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name, Patient
from ma_desktop.domain.specimen import shown_accession
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import pack_number
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.scan_routes import ScanRoutes
from ma_desktop.ui.specimens.screen import SpecimensScreen
from ma_desktop.ui.sterilize.screen import SterilizeScreen
from ma_desktop.ui.today.walk_in import WalkInDialog
from tests.clinics import roomed_visit
from tests.services.collections import fresh, labelled
from tests.services.sterilizing import add_tray, add_vacuum, bowie_dick, packed, run
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


def test_the_number_of_a_label_opens_its_history(desk: Desk) -> None:
    """It is looked up, not confirmed: a scan beside the patient does that."""
    ScanRoutes(desk.window)
    visit_id = roomed_visit(desk.clinic)
    item = labelled(desk.clinic, visit_id, "cbc")[0]
    number = shown_accession(item.accession)
    assert found(desk, number) == [f"Specimen {number}"]
    desk.press(ENTER)
    screen = desk.window.screen_now
    assert isinstance(screen, SpecimensScreen)
    assert screen.view == "history"
    assert screen.history.heading.text().startswith(number)
    assert [each.state for each in fresh(desk.clinic, [item])] == ["labelled"]


def test_the_number_of_a_pack_opens_its_load(desk: Desk) -> None:
    ScanRoutes(desk.window)
    vacuum, tray = add_vacuum(desk.clinic), add_tray(desk.clinic)
    (pack,) = packed(desk.clinic, tray, 1)
    bowie_dick(desk.clinic, vacuum)
    load_id = run(desk.clinic, vacuum, [pack])
    assert found(desk, pack.number.lower()) == [f"Pack {pack.number}"]
    desk.press(ENTER)
    screen = desk.window.screen_now
    assert isinstance(screen, SterilizeScreen)
    assert screen.location()["load"] == load_id
    assert pack.number in desk.last_words()


def test_a_pack_that_is_not_known_is_said(desk: Desk) -> None:
    ScanRoutes(desk.window)
    found(desk, pack_number(9_999))
    desk.press(ENTER)
    assert "not known" in desk.last_words()
    assert desk.window.key == "today"


def test_the_view_of_specimens_comes_back_after_a_lock(desk: Desk) -> None:
    desk.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    desk.press(Qt.Key.Key_2)
    here = desk.window.where()
    assert here["at.view"] == "custody"
    desk.press(Qt.Key.Key_1)
    desk.window.go_to(here)
    desk.settle()
    assert desk.window.where() == here
