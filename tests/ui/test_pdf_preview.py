"""The preview by keys: pages, zoom, save, print, and nothing left behind."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.documents.raster import pages
from ma_desktop.domain.errors import MachineFailure
from ma_desktop.services import summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.pdf_preview import ZOOMS, Paper, PdfPreview, send
from tests.clinics import roomed_visit
from tests.ui.fakes import show

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def summary(clinic: Clinic) -> bytes:
    return summaries.summary_pdf(clinic, roomed_visit(clinic))


@pytest.fixture
def left() -> list[str]:
    return []


@pytest.fixture
def preview(qtbot: QtBot, qapp: QApplication, summary: bytes, left: list[str]) -> PdfPreview:
    theme.apply(qapp, "light")
    paper = Paper(
        "Visit summary",
        "visit-summary.pdf",
        summary,
        lambda: left.append("saved"),
        lambda: left.append("sent"),
    )
    made = PdfPreview(paper, pages(summary, ZOOMS[2]))
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


def settle() -> None:
    for _round in range(3):
        assert tasks.drain()
        QTest.qWait(1)


def pdf_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_escape_closes_and_nothing_left(preview: PdfPreview, left: list[str]) -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    assert left == []
    assert set(Path(tempfile.gettempdir()).iterdir()) <= before


def test_zoom_draws_larger_and_stops_at_the_ends(preview: PdfPreview) -> None:
    width = preview.pages.picture.pixmap().width()
    QTest.keyClick(preview, Qt.Key.Key_Plus, CONTROL)
    settle()
    assert preview.pages.picture.pixmap().width() == pytest.approx(width * 2.0 / 1.4, abs=2)
    for _step in range(10):
        preview.pages.zoom_by(-1)
    settle()
    assert preview.pages.picture.pixmap().width() == pytest.approx(width * 0.7 / 1.4, abs=2)


def test_pages_turn_and_are_spoken(preview: PdfPreview) -> None:
    assert preview.pages.where.text().startswith("Page 1 of ")
    assert preview.pages.picture.accessibleName() == preview.pages.where.text()
    preview.pages.show_page(99)
    assert preview.pages.number == 0


def test_save_writes_a_private_file_and_notes_it(
    preview: PdfPreview, summary: bytes, left: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "summary.pdf"
    preview.ask_file = lambda _parent, _name: str(target)
    QTest.keyClick(preview, Qt.Key.Key_S, CONTROL)
    settle()
    assert target.read_bytes() == summary
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert left == ["saved"]


def test_a_place_that_can_not_be_written_is_said(preview: PdfPreview, left: list[str]) -> None:
    preview.ask_file = lambda _parent, _name: "/nonexistent/summary.pdf"
    preview.save()
    settle()
    assert preview.message.text() == "The file can't be written. Choose another place."
    assert preview.isVisible()
    assert left == []


def test_print_says_sent_and_all_pages_are_there(
    preview: PdfPreview, summary: bytes, left: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    preview.ask_printer = lambda _parent: pdf_printer(out)
    QTest.keyClick(preview, Qt.Key.Key_P, CONTROL)
    settle()
    assert preview.message.text() == "Sent. Check that every page came out."
    assert left == ["sent"]
    printed, made = pypdfium2.PdfDocument(out.read_bytes()), pypdfium2.PdfDocument(summary)
    assert len(printed) == len(made)
    dark = [value for value in pages(out.read_bytes(), 1.0)[0].rgb[::3] if value < 128]
    assert len(dark) > 500, "the page is empty"


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_takes_nothing_is_said(
    preview: PdfPreview, summary: bytes, left: list[str], tmp_path: Path
) -> None:
    nowhere = tmp_path / "gone" / "out.pdf"
    with pytest.raises(MachineFailure):
        send(summary, pdf_printer(nowhere))
    preview.ask_printer = lambda _parent: pdf_printer(nowhere)
    preview.print_out()
    settle()
    assert preview.message.text().startswith("The printer did not take the pages.")
    assert left == []


def test_leaving_the_print_dialogue_sends_nothing(preview: PdfPreview, left: list[str]) -> None:
    preview.ask_printer = lambda _parent: None
    preview.print_out()
    assert left == []
    assert preview.message.text() == ""
