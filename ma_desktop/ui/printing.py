"""Preview of a PDF page by page, with Save; made without any file but the one a person names."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
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
from ma_desktop.domain.errors import MaError
from ma_desktop.services import summaries
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.text import label

_SCALE = 1.4
AskFile = Callable[[QWidget, str], str]


def ask_pdf_name(parent: QWidget, name: str) -> str:
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, "PDF (*.pdf)")
    return chosen


class PdfPreview(QDialog):
    """Shows a document; `saved` notes that it left the program."""

    def __init__(
        self,
        title: str,
        data: bytes,
        images: list[Image],
        saved: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._data, self._images, self._saved = data, images, saved
        self.ask_file: AskFile = ask_pdf_name
        self.number = 0
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.where = label("", "muted")
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._picture)
        row = QHBoxLayout()
        row.addWidget(self.where)
        row.addWidget(self.message, 1)
        row.addWidget(button("Close", self.reject, hint="Esc"))
        row.addWidget(primary("Save as…", self.save, hint="Ctrl S"))
        page = QVBoxLayout(self)
        page.addWidget(area, 1)
        page.addLayout(row)
        self.resize(theme.px(940), theme.px(820))
        for keys, run in (
            ("Ctrl+S", self.save),
            ("PgDown", lambda: self.show_page(self.number + 1)),
            ("PgUp", lambda: self.show_page(self.number - 1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self.show_page(0)

    def show_page(self, number: int) -> None:
        """Show a page; one outside the document changes nothing."""
        if not 0 <= number < len(self._images):
            return
        self.number = number
        image = self._images[number]
        picture = QImage(
            image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
        ).copy()
        self._picture.setPixmap(QPixmap.fromImage(picture))
        words = f"Page {number + 1} of {len(self._images)}"
        self._picture.setAccessibleName(words)
        self.where.setText(words)

    def save(self) -> None:
        """Write the document where a person points, readable by this user only."""
        name = self.ask_file(self, "visit-summary.pdf")
        if not name:
            return
        try:
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._data)
        except OSError:
            self.message.setText("The file can't be written. Choose another place.")
            return
        self._saved()
        self.accept()


def show_summary(context: Context, visit_id: str, parent: QWidget) -> None:
    """Make the summary of a visit in the background and open its preview."""
    clinic = context.clinic

    def make() -> tuple[bytes, list[Image]]:
        data = summaries.summary_pdf(clinic, visit_id)
        return data, pages(data, _SCALE)

    def note_saved() -> None:
        tasks.run(
            lambda: summaries.record_saved(clinic, visit_id),
            lambda _done: context.say("The summary is saved."),
            failed,
            parent=parent,
        )

    def show(result: tuple[bytes, list[Image]]) -> None:
        PdfPreview("Visit summary", *result, note_saved, parent).open()

    def failed(error: MaError) -> None:
        context.say(str(error), "critical")

    tasks.run(make, show, failed, parent=parent)
