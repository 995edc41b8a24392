"""Labels through a driver of this computer: Qt's own PDF printer stands in for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from ma_desktop.catalog import load_catalog
from ma_desktop.documents.label import draw
from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import pages
from ma_desktop.documents.readback import decode
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.ui.system_printer import SystemPrinter

LABELS = load_catalog().labels


def printer_into(path: Path) -> SystemPrinter:
    def opened(_name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(path))
        return made

    return SystemPrinter("Driver", opens=opened)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_label_comes_out_in_its_own_size_and_decodes(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    fmt, path = LABELS[name], tmp_path / "label.pdf"
    kind = KINDS[fmt.kind]
    result = printer_into(path).send(to_pdf([draw(fmt, kind.samples)]))
    assert result.state == "sent"
    assert "does not tell more" in result.words
    (image,) = pages(path.read_bytes(), 600 / 72)
    assert image.width == pytest.approx(fmt.width_mm * 600 / 25.4, abs=9)
    assert image.height == pytest.approx(fmt.height_mm * 600 / 25.4, abs=9)
    assert decode(image) == [kind.samples[kind.code]]


def test_a_printer_that_this_computer_does_not_have_prints_nothing(qtbot: QtBot) -> None:
    result = SystemPrinter("No such printer").send(b"")
    assert result.state == "failed"
    assert "Nothing was printed." in result.words


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdfEngine", "Cannot open file")
def test_a_driver_that_does_not_start_prints_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    data = to_pdf([draw(LABELS["specimen-2x1"], KINDS["specimen"].samples)])
    result = printer_into(tmp_path / "no folder" / "label.pdf").send(data)
    assert result.state == "failed"
    assert "Nothing was printed." in result.words
