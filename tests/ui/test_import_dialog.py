"""Importing from Today: what came in, what was left out, what was refused, and cancel."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication

from ma_desktop.services import imports, today
from ma_desktop.services.intake import review_allergies
from ma_desktop.services.schedule import book, find_patients
from ma_desktop.ui.today import import_dialog
from ma_desktop.ui.today.import_dialog import ImportDialog
from tests.exchange.bundles import (
    Element,
    allergy,
    as_bytes,
    bundle,
    immunization,
    patient,
    request,
    whole,
)
from tests.exchange.schedules import line, schedule
from tests.ui.desk import ENTER, ESCAPE, Desk


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    path = tmp_path / "morning of Adaeze Okafor.csv"
    path.write_bytes(schedule(line(), line(mrn="10043", family="Tanaka", given="Kenji")))
    return path


def dialog_of(desk: Desk, *paths: Path) -> ImportDialog:
    """The dialog, with a person who points at these files."""
    dialog = ImportDialog(desk.window.context, desk.window, lambda _p: [str(p) for p in paths])
    dialog.open()
    desk.settle()
    return dialog


def test_i_opens_it_and_escape_closes_it(desk: Desk) -> None:
    desk.type("i")
    assert desk.dialog.windowTitle() == "Import"
    desk.press(ESCAPE)
    assert QApplication.activeModalWidget() is None


def test_schedule_comes_in_and_repeats_without_doubling(desk: Desk, morning: Path) -> None:
    dialog = dialog_of(desk, morning)
    desk.press(ENTER)
    assert dialog.words.text() == "1 file is taken in."
    assert dialog.report.toPlainText() == "New\n  patients: 2\n  visits: 2"
    assert len(desk.today.table.records.rows) == 2
    dialog.choose()
    desk.settle()
    assert dialog.words.text() == (
        "1 file is taken in. All of it was here already; nothing was doubled."
    )
    assert "Here already, not doubled\n  patients: 2" in dialog.report.toPlainText()
    assert len(today.board(desk.clinic).rows) == 2
    dialog.reject()


def test_what_was_left_out_is_listed_and_can_be_copied(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(as_bytes(bundle(patient(), {"resourceType": "Device", "id": "d"})))
    dialog = dialog_of(desk, path)
    dialog.choose()
    desk.settle()
    assert dialog.words.text().endswith("1 entry was left out, see below.")
    assert "Left out\n  Device: 1 (" in dialog.report.toPlainText()
    dialog.copy.click()
    assert QApplication.clipboard().text() == dialog.report.toPlainText()
    QApplication.clipboard().clear()
    dialog.reject()


def test_what_a_later_file_changes_and_what_the_clinic_kept_is_listed(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"

    def took(*resources: Element) -> str:
        path.write_bytes(as_bytes(bundle(patient(), *resources)))
        dialog.take([path])
        desk.settle()
        return str(dialog.report.toPlainText())

    dialog = dialog_of(desk, path)
    took(allergy(), request(), immunization())
    stopped = request(status="stopped")
    report = took(allergy(), stopped, immunization(status="entered-in-error"))
    assert "Changed since, updated here\n  medications: 1" in report
    assert "Taken back, struck here\n  immunizations: 1" in report
    (found,) = find_patients(desk.clinic, "okafor")
    visit_id, _changes = book(
        desk.clinic, found.id, visit_type="Visit", provider="", room_number="3"
    )
    review_allergies(desk.clinic, visit_id)
    report = took(allergy(criticality="low"), stopped)
    assert "Changed by the clinic, left as it is\n  allergies: 1" in report
    assert dialog.words.text() == (
        "1 file is taken in. 1 changed by the clinic, left as it is: compare with the file."
    )
    dialog.reject()


def test_refusal_names_the_file_and_no_folder_and_stores_nothing(
    desk: Desk, morning: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(b'{"resourceType": "Bundle", "entry": [')
    dialog = dialog_of(desk, morning, broken)
    dialog.choose()
    desk.settle()
    words = dialog.words.text()
    assert words.startswith("broken.json: The file is not whole JSON")
    assert "Nothing was stored." in words
    assert str(tmp_path) not in words
    assert not dialog.report.isVisible()
    assert today.board(desk.clinic).rows == ()
    dialog.reject()


def test_cancel_stores_nothing_and_says_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(as_bytes(whole()))
    reading, go_on = Event(), Event()

    def slow(*args: object, **more: object) -> object:
        reading.set()
        go_on.wait(10)
        return imports.import_files(*args, **more)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(import_dialog, "import_files", slow)
    dialog = dialog_of(desk, path)
    dialog.choose()
    assert reading.wait(10)
    assert dialog.bar.isVisible()
    assert dialog.stop.text() == "Cancel"
    dialog.stop.click()
    assert dialog.words.text() == "Stopping…"
    assert dialog.isVisible()
    go_on.set()
    desk.settle()
    assert dialog.words.text().startswith("The import was cancelled. Nothing was stored.")
    assert today.board(desk.clinic).rows == ()
    assert dialog.stop.text() == "Close"
    dialog.reject()
    assert not dialog.isVisible()
