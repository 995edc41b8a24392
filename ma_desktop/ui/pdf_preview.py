"""Preview of a PDF: zoom, pages, save, print; made without any file but the one a person names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MachineFailure, MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.page_view import ZOOMS, PageView, as_picture
from ma_desktop.ui.saving import AskFile, ask_pdf_name, save_private
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import ElidedLabel

__all__ = ["ZOOMS", "Paper", "PdfPreview", "ask_printer", "send"]
_PRINT_DPI = 300
_POINTS = 72
AskPrinter = Callable[[QWidget], QPrinter | None]


@dataclass(frozen=True)
class Paper:
    """A document as it is shown. `saved` and `sent` note that it left the program."""

    title: str
    file_name: str
    data: bytes
    saved: Callable[[], object]
    sent: Callable[[], object]


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The system's own print dialogue; None when it was left."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


class PdfPreview(QDialog):
    """One document with Save and Print; the keys of its pages, and Esc closes."""

    def __init__(self, paper: Paper, images: list[Image], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(paper.title)
        self._paper = paper
        self.ask_file: AskFile = ask_pdf_name
        self.ask_printer: AskPrinter = ask_printer
        self.pages = PageView()
        self.message = ElidedLabel("", "small")
        self.saving = primary("Save as…", self.save, hint="Ctrl S")
        self.printing = button("Print…", self.print_out, hint="Ctrl P")
        self._build()
        self._bind()
        self.pages.set_document(paper.data, images)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addLayout(self.pages.tools)
        row.addWidget(self.message, 1)
        row.addWidget(button("Close", self.reject, hint="Esc"))
        row.addWidget(self.printing)
        row.addWidget(self.saving)
        page = QVBoxLayout(self)
        page.addWidget(self.pages, 1)
        page.addLayout(row)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(theme.px(980), room.width()), min(theme.px(840), room.height()))

    def _bind(self) -> None:
        self.pages.bind(self)
        self.pages.failed.connect(self._on_failed)
        for keys, run in (("Ctrl+S", self.save), ("Ctrl+P", self.print_out)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def save(self) -> None:
        """Write the document where a person points, readable by this user only."""
        name = self.ask_file(self, self._paper.file_name)
        if not name:
            return
        data = self._paper.data
        tasks.run(
            lambda: save_private(Path(name), data), self._on_saved, self._on_failed, parent=self
        )

    def _on_saved(self, _done: None) -> None:
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
        painter.drawImage(_fitted(image, painter.viewport()), as_picture(image))
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


def _not_taken() -> MachineFailure:
    return MachineFailure(
        "The printer did not take the pages.",
        safe="The document is not changed.",
        do="Check the printer, then print again.",
    )
