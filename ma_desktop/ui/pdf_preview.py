"""Preview of a PDF: zoom, pages, save, print; made without any file but the one a person names."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MachineFailure, MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.notice_bar import speak
from ma_desktop.ui.widgets.text import ElidedLabel, label

ZOOMS = (0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""Pixels a point (1/72 inch)."""
_PRINT_DPI = 300
_POINTS = 72
AskFile = Callable[[QWidget, str], str]
AskPrinter = Callable[[QWidget], QPrinter | None]


@dataclass(frozen=True)
class Paper:
    """A document as it is shown. `saved` and `sent` note that it left the program."""

    title: str
    file_name: str
    data: bytes
    saved: Callable[[], object]
    sent: Callable[[], object]


def ask_pdf_name(parent: QWidget, name: str) -> str:
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, "PDF (*.pdf)")
    return chosen


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The system's own print dialogue; None when it was left."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


class PdfPreview(QDialog):
    """Page keys turn pages, Ctrl+Plus and Ctrl+Minus zoom, Esc closes."""

    def __init__(self, paper: Paper, images: list[Image], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(paper.title)
        self._paper, self._images = paper, images
        self.ask_file: AskFile = ask_pdf_name
        self.ask_printer: AskPrinter = ask_printer
        self.number, self.zoom = 0, ZOOMS.index(1.4)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.where = label("", "muted")
        self.message = ElidedLabel("", "small")
        self.saving = primary("Save as…", self.save, hint="Ctrl S")
        self.printing = button("Print…", self.print_out, hint="Ctrl P")
        self._build()
        self._bind()
        self.show_page(0)

    def _build(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.picture)
        area.setAccessibleName("Page")
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.where)
        for words, step, name in (("−", -1, "Smaller"), ("+", 1, "Larger")):
            made = button(words, lambda step=step: self.zoom_by(step))  # type: ignore[misc]
            made.setAccessibleName(name)
            made.setToolTip(name)
            row.addWidget(made)
        row.addWidget(self.message, 1)
        row.addWidget(button("Close", self.reject, hint="Esc"))
        row.addWidget(self.printing)
        row.addWidget(self.saving)
        page = QVBoxLayout(self)
        page.addWidget(area, 1)
        page.addLayout(row)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(theme.px(980), room.width()), min(theme.px(840), room.height()))

    def _bind(self) -> None:
        for keys, run in (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.print_out),
            ("PgDown", lambda: self.show_page(self.number + 1)),
            ("PgUp", lambda: self.show_page(self.number - 1)),
            ("Ctrl++", lambda: self.zoom_by(1)),
            ("Ctrl+=", lambda: self.zoom_by(1)),
            ("Ctrl+-", lambda: self.zoom_by(-1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def show_page(self, number: int) -> None:
        """Show a page; one outside the document changes nothing."""
        if not 0 <= number < len(self._images):
            return
        self.number = number
        self.picture.setPixmap(QPixmap.fromImage(_picture(self._images[number])))
        words = f"Page {number + 1} of {len(self._images)}"
        self.picture.setAccessibleName(words)
        self.where.setText(words)

    def zoom_by(self, step: int) -> None:
        """The next larger or smaller size, drawn anew so that letters stay sharp."""
        zoom = min(max(self.zoom + step, 0), len(ZOOMS) - 1)
        if zoom == self.zoom:
            return
        self.zoom = zoom
        data = self._paper.data

        def show(images: list[Image]) -> None:
            if zoom == self.zoom:
                self._images = images
                self.show_page(self.number)

        tasks.run(lambda: pages(data, ZOOMS[zoom]), show, self._on_failed, parent=self)

    def save(self) -> None:
        """Write the document where a person points, readable by this user only."""
        name = self.ask_file(self, self._paper.file_name)
        if not name:
            return
        try:
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._paper.data)
        except OSError:
            self._say("The file can't be written. Choose another place.", "critical")
            return
        self._paper.saved()
        self.accept()

    def print_out(self) -> None:
        """Send all pages to a printer that the system's dialogue names."""
        printer = self.ask_printer(self)
        if printer is None:
            return
        self.printing.setEnabled(False)
        self._say("Sending…", "")
        data = self._paper.data
        tasks.run(lambda: send(data, printer), self._on_sent, self._on_failed, parent=self)

    def _on_sent(self, name: str) -> None:
        self.printing.setEnabled(True)
        self._paper.sent()
        where = f" to {name}" if name else ""
        self._say(f"Sent{where}. Check that every page came out.", "")

    def _on_failed(self, error: MaError) -> None:
        self.printing.setEnabled(True)
        self._say(f"{error.what} {error.do}".strip(), "critical")

    def _say(self, words: str, state: str) -> None:
        theme.restyle(self.message, state=state)
        self.message.setText(words)
        self.message.setToolTip(words)
        speak(self, words, urgent=state == "critical")


def send(data: bytes, printer: QPrinter) -> str:
    """Paint every page of a PDF onto the paper of `printer`; returns the printer's name.

    That the system took the job is all that can be known: no driver says that paper came out.
    Raises MachineFailure when it was not taken.
    """
    resolution = min(printer.resolution(), _PRINT_DPI)
    images = pages(data, resolution / _POINTS)
    painter = QPainter()
    if not painter.begin(printer):
        raise _not_taken()
    for number, image in enumerate(images):
        if number and not printer.newPage():
            painter.end()
            raise _not_taken()
        painter.drawImage(_fitted(image, painter.viewport()), _picture(image))
    ended = painter.end()
    if not ended or printer.printerState() in (
        QPrinter.PrinterState.Aborted,
        QPrinter.PrinterState.Error,
    ):
        raise _not_taken()
    return printer.printerName()


def _fitted(image: Image, paper: QRect) -> QRect:
    """The page as large as the printable area allows, its proportions kept."""
    scale = min(paper.width() / image.width, paper.height() / image.height)
    return QRect(paper.left(), paper.top(), int(image.width * scale), int(image.height * scale))


def _picture(image: Image) -> QImage:
    return QImage(
        image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
    ).copy()


def _not_taken() -> MachineFailure:
    return MachineFailure(
        "The printer did not take the pages.",
        safe="The document is not changed.",
        do="Check the printer, then print again.",
    )
