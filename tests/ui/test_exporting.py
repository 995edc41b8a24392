"""Letting a patient or a day out through the export dialog, by keys in the real window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ma_desktop.services import disclosures
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import confirm_identity
from ma_desktop.ui import label_printing
from ma_desktop.ui.papers.export_dialog import ExportDialog
from ma_desktop.ui.papers.summary_window import SummaryWindow
from tests.documents.papers import page_texts
from tests.ui.desk import Desk
from tests.ui.paper_desk import SECRET, command, left, measured, write


@pytest.fixture
def visit_id(clinic: Clinic) -> str:
    return measured(clinic)


@pytest.fixture
def desk(visit_id: str, desk: Desk) -> Desk:
    return desk


def test_the_open_patient_leaves_as_fhir(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    desk.window.open_visit(visit_id, "rooming")
    desk.settle()
    command(desk, "Export this")
    dialog = desk.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.ask_file = lambda _parent, _name: str(target)
    write(dialog.terms.why.control, "Referral")
    dialog.start.click()
    desk.settle()
    assert dialog.words.text().startswith("Written with 2 readings.")
    assert json.loads(target.read_bytes())["resourceType"] == "Bundle"
    assert left(clinic) == [("fhir", "file", "Referral")]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_banner_leads_to_summary_and_export(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    desk.window.open_visit(visit_id, "rooming")
    desk.settle()
    banner = desk.window.banner
    for downs, key, window in (
        (0, Qt.Key.Key_Space, SummaryWindow),
        (1, Qt.Key.Key_Return, ExportDialog),
    ):
        QTest.keyClick(banner.papers, key)
        assert banner.menu is not None
        for _down in range(downs):
            QTest.keyClick(banner.menu, Qt.Key.Key_Down)
        QTest.keyClick(banner.menu, Qt.Key.Key_Return)
        desk.settle()
        dialog = desk.dialog
        assert isinstance(dialog, window)
        dialog.close()
        desk.settle()


def export_dialog(desk: Desk, visit_id: str, target: Path) -> ExportDialog:
    desk.window.open_visit(visit_id, "rooming")
    desk.settle()
    command(desk, "Export this")
    dialog = desk.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.ask_file = lambda _parent, _name: str(target)
    return dialog


def test_the_audit_leaves_only_where_it_was_ticked(
    desk: Desk, visit_id: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    dialog = export_dialog(desk, visit_id, target)
    for ticked in (False, True):
        dialog.audit.setChecked(ticked)
        dialog.start.click()
        desk.settle()
        kinds = {
            entry["resource"]["resourceType"] for entry in json.loads(target.read_bytes())["entry"]
        }
        assert ("AuditEvent" in kinds) is ticked
    dialog.kind.setFocus()
    desk.press(Qt.Key.Key_Down)
    assert not dialog.audit.isVisible(), "a table has no place for it"


def test_one_patients_export_can_be_stopped(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    dialog = export_dialog(desk, visit_id, target)
    dialog.start.click()
    dialog.reject()
    desk.settle()
    assert dialog.isVisible()
    assert "cancelled" in dialog.words.text()
    assert not target.exists()
    assert left(clinic) == []


def test_a_day_leaves_locked_as_a_table(desk: Desk, clinic: Clinic, tmp_path: Path) -> None:
    names: list[str] = []

    def ask(_parent: QWidget, name: str) -> str:
        names.append(name)
        return str(tmp_path / name)

    command(desk, "Export a day")
    dialog = desk.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.ask_file = ask
    dialog.kind.setFocus()
    desk.press(Qt.Key.Key_Down)
    dialog.terms.lock.click()
    for field in (dialog.terms.secret.first, dialog.terms.secret.again):
        write(field.control, SECRET)
    dialog.start.click()
    desk.settle()
    assert names == ["export.csv.zip"]
    assert (tmp_path / names[0]).read_bytes()[:2] == b"PK"
    day = clinic.local(clinic.now()).date()
    assert disclosures.listed(clinic, day, day)[0].entry.encrypted


def test_a_day_without_visits_says_so(desk: Desk, tmp_path: Path) -> None:
    command(desk, "Export a day")
    dialog = desk.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.ask_file = lambda _parent, name: str(tmp_path / name)
    dialog.what.setCurrentIndex(3)
    dialog.start.click()
    desk.settle()
    assert "no visit on this day" in dialog.words.text()
    assert list(tmp_path.glob("*.json")) == []


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_banner_prints_the_patients_label(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a printer for its kind it goes into a file; a second one is asked about."""
    target = tmp_path / "label.pdf"
    monkeypatch.setattr(label_printing, "ask_file", lambda _parent, _name: str(target))
    confirm_identity(clinic, visit_id, ("name", "birth-date"))
    desk.window.open_visit(visit_id, "rooming")
    desk.settle()
    command(desk, "Patient label")
    assert target.read_bytes().startswith(b"%PDF")
    (text,) = page_texts(target.read_bytes())
    assert "MRN" in text
    command(desk, "Patient label")
    assert desk.dialog.isVisible()
    desk.dialog.close()
