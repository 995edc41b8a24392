"""What leaves the program, by keys in the real window: summary, batch, export, sheets, the list."""

from __future__ import annotations

import io
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from ma_desktop.domain.patient import Name
from ma_desktop.services import clinic_settings, next_steps, summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.manage.screen import ManageScreen
from ma_desktop.ui.papers.batch_dialog import BatchDialog
from ma_desktop.ui.papers.pack_dialog import PackDialog
from ma_desktop.ui.papers.summary_window import SummaryWindow
from ma_desktop.ui.pdf_preview import PdfPreview
from tests.clinics import roomed_visit
from tests.documents.certificates import KEY_SECRET, pkcs12
from tests.factories import patient
from tests.ui.desk import CONTROL, Desk
from tests.ui.paper_desk import SECRET, command, left, measured, write

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def visit_id(clinic: Clinic) -> str:
    return measured(clinic)


@pytest.fixture
def desk(visit_id: str, desk: Desk) -> Desk:
    return desk


def summary_window(desk: Desk, visit_id: str) -> SummaryWindow:
    desk.window.open_visit(visit_id, "rooming")
    desk.settle()
    desk.press(Qt.Key.Key_S, ALT)
    found = desk.dialog
    assert isinstance(found, SummaryWindow)
    desk.qtbot.waitUntil(found.printing.isEnabled)
    return found


def need_reason(clinic: Clinic) -> None:
    before = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(before, export_needs_reason=True))


def words_of(data: bytes, secret: str = "") -> str:
    reader = PdfReader(io.BytesIO(data))
    if secret:
        assert reader.is_encrypted
        assert reader.decrypt(secret)
    return "\n".join(page.extract_text() for page in reader.pages)


def test_no_patient_no_summary(desk: Desk) -> None:
    desk.press(Qt.Key.Key_S, ALT)
    assert desk.last_words().startswith("Open a patient first")


def test_the_page_follows_the_choices(desk: Desk, clinic: Clinic, visit_id: str) -> None:
    window = summary_window(desk, visit_id)
    before = window.pages.picture.pixmap().toImage()
    assert window.choices.draft.isVisible()
    window.choices.language.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.qtbot.wait(200)
    desk.settle()
    assert window.choices.form().language == "es"
    spanish = window.pages.picture.pixmap().toImage()
    assert spanish != before
    window.choices.copy.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.qtbot.wait(200)
    desk.settle()
    assert window.choices.form().clinical
    assert window.pages.picture.pixmap().toImage() != spanish
    assert left(clinic) == [], "a look is no disclosure"


@pytest.mark.parametrize(("tag", "copy"), [("es-MX", "es"), ("en", "en"), ("vi", "en"), ("", "en")])
def test_a_patient_reads_their_own_language(tag: str, copy: str) -> None:
    assert summaries.spoken(replace(patient(), language=tag)) == copy


def test_saved_with_reason_and_passphrase(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    need_reason(clinic)
    target = tmp_path / "out.pdf"
    window = summary_window(desk, visit_id)
    window.ask_file = lambda _parent, _name: str(target)
    desk.press(Qt.Key.Key_S, CONTROL)
    assert not target.exists()
    assert window.choices.terms.why.note.text() == "Type why it leaves."
    write(window.choices.terms.why.control, "Patient asked")
    window.choices.terms.lock.setFocus()
    desk.press(Qt.Key.Key_Space)
    write(window.choices.terms.secret.first.control, SECRET)
    write(window.choices.terms.secret.again.control, "willow copper")
    desk.press(Qt.Key.Key_S, CONTROL)
    assert "differ" in window.choices.terms.secret.again.note.text()
    write(window.choices.terms.secret.again.control, " nine")
    desk.press(Qt.Key.Key_S, CONTROL)
    assert window.message.text() == "Saved."
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "Okafor" in words_of(target.read_bytes(), SECRET)
    assert left(clinic) == [("summary", "file", "Patient asked")]


def test_signed_with_the_certificate_from_manage(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    file, target = tmp_path / "clinic.p12", tmp_path / "out.pdf"
    file.write_bytes(pkcs12(clinic.now()))
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    card = screen.signature
    card.ask_file = lambda _parent: str(file)
    card.choose.click()
    desk.settle()
    assert "does not open" in card.state.text()
    write(card.secret.control, KEY_SECRET)
    card.choose.click()
    desk.settle()
    assert "Maple Street" in card.state.text()
    window = summary_window(desk, visit_id)
    window.ask_file = lambda _parent, _name: str(target)
    window.choices.signing.wanted.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_S, CONTROL)
    assert "passphrase" in window.choices.signing.secret.note.text()
    write(window.choices.signing.secret.control, KEY_SECRET)
    desk.press(Qt.Key.Key_S, CONTROL)
    assert window.message.text() == "Saved."
    fields = PdfReader(target).get_fields()
    assert fields is not None
    assert [field.field_type for field in fields.values()] == ["/Sig"]


def test_printed_through_the_system(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    out = tmp_path / "paper.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    window = summary_window(desk, visit_id)
    window.ask_printer = lambda _parent: printer
    desk.press(Qt.Key.Key_P, CONTROL)
    assert window.message.text().startswith("Sent")
    assert len(PdfReader(out).pages) >= 1
    assert left(clinic) == [("summary", "printer", "")]


def test_a_full_disk_is_said(desk: Desk, visit_id: str) -> None:
    window = summary_window(desk, visit_id)
    window.ask_file = lambda _parent, _name: "/nonexistent/out.pdf"
    desk.press(Qt.Key.Key_S, CONTROL)
    assert window.message.text() == "The file can't be written. Choose another place."
    assert window.saving.isEnabled()


def test_steps_are_written_and_taken_back(desk: Desk, clinic: Clinic, visit_id: str) -> None:
    window = summary_window(desk, visit_id)
    write(window.steps.words.control, "Measure at home")
    window.steps.add()
    desk.settle()
    (step,) = next_steps.steps(clinic, visit_id)
    assert (step.words, step.ordered_by) == ("Measure at home", "Dr. Lindqvist")
    window.steps.ask_reason = lambda _parent: ""
    window.steps.take_back(step)
    desk.settle()
    assert next_steps.steps(clinic, visit_id)
    window.steps.ask_reason = lambda _parent: "Wrong patient"
    window.steps.take_back(step)
    desk.settle()
    assert next_steps.steps(clinic, visit_id) == ()
    window.steps.add()
    desk.settle()
    assert "one to 300" in window.steps.note.text()


def test_the_last_day_follows_the_first_and_never_lies_before_it(desk: Desk) -> None:
    command(desk, "Summaries of")
    dialog = desk.dialog
    assert isinstance(dialog, BatchDialog)
    dialog.day.setFocus()
    desk.press(Qt.Key.Key_Down)
    assert dialog.last.currentIndex() == 1
    dialog.last.setCurrentIndex(0)
    assert (dialog.day.currentIndex(), dialog.last.currentIndex()) == (1, 0)
    dialog.last.setCurrentIndex(5)
    assert dialog.day.currentIndex() == 5


def test_all_summaries_of_the_day_and_on_again_after_a_stop(
    desk: Desk, clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    for number, family in (("1", "Abubakar"), ("2", "Nguyễn")):
        roomed_visit(clinic, Name(family, "Fatima"), number=number)
    folder = tmp_path / "out"
    folder.mkdir()
    command(desk, "Summaries of")
    dialog = desk.dialog
    assert isinstance(dialog, BatchDialog)
    dialog.ask_folder = lambda _parent: str(folder)
    dialog.start.click()
    dialog.reject()
    desk.settle()
    assert dialog.isVisible()
    assert dialog.words.text().startswith("Stopped.")
    stopped = len(list(folder.iterdir()))
    assert stopped < 3
    dialog.start.click()
    desk.settle()
    files = sorted(folder.iterdir())
    assert len(files) == 3
    assert dialog.words.text().startswith("Done.")
    assert not any("Okafor" in file.name for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    desk.press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_downtime_pack_is_never_open(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    command(desk, "Downtime")
    dialog = desk.dialog
    assert isinstance(dialog, PackDialog)
    dialog.ask_file = lambda _parent, _name: str(target)
    dialog.start.click()
    desk.settle()
    assert not target.exists()
    assert "fewer than ten" in dialog.terms.secret.first.note.text()
    for field in (dialog.terms.secret.first, dialog.terms.secret.again):
        write(field.control, SECRET)
    dialog.start.click()
    desk.settle()
    assert "OKAFOR" in words_of(target.read_bytes(), SECRET)
    assert [kind for kind, _target, _why in left(desk.clinic)] == ["downtime-pack"]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_closing_sheet_from_the_menu_of_today(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "closing.pdf"
    desk.press(Qt.Key.Key_P)
    (menu,) = desk.today.findChildren(QMenu)
    for _step in range(4):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    desk.settle()
    preview = desk.dialog
    assert isinstance(preview, PdfPreview)
    preview.ask_file = lambda _parent, _name: str(target)
    desk.press(Qt.Key.Key_S, CONTROL)
    text = words_of(target.read_bytes())
    assert "Closing sheet" in text
    assert "Audit chain" in text
    assert "Okafor" not in text
    assert left(desk.clinic) == [("closing-sheet", "file", "End of the day")]


def test_what_left_is_found_by_patient_reason_and_day(
    desk: Desk, clinic: Clinic, visit_id: str
) -> None:
    summaries.summary_pdf(clinic, visit_id, summaries.Form(reason="Asked for it"))
    other = roomed_visit(clinic, Name("Abubakar", "Fatima"), number="1")
    summaries.summary_pdf(clinic, other, summaries.Form(clinical=True, reason="Referral"))
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    card = screen.disclosures
    assert len(card.table.records.rows) == 2
    for text, count in (("okafor", 1), ("referral", 1), ("10 Mar", 2), ("nobody", 0)):
        card.search.setText(text)
        assert len(card.table.records.rows) == count, text


def test_approved_words_are_written_under_manage(desk: Desk, clinic: Clinic, visit_id: str) -> None:
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    card = screen.wording
    assert not card.when.isVisible()
    card.subject.setCurrentText("Blood pressure")
    card.flag.setCurrentText("High")
    assert card.key == "bp.H"
    write(card.words["en"], "Your provider will talk with you.")
    card.save.click()
    desk.settle()
    assert "approved" in card.state.text()
    write(card.approved, "Dr. Lindqvist")
    card.save.click()
    desk.settle()
    assert card.state.text() == "Version 1, approved by Dr. Lindqvist, 10 Mar 2026."
    (line,) = [x for x in summaries.summary(clinic, visit_id).lines if x.vital == "bp"]
    assert line.wording["en"] == "Your provider will talk with you."
    card.flag.setCurrentText("Low")
    assert card.words["en"].text() == ""
