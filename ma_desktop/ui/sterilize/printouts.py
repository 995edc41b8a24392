"""Printouts kept with a load: looked at from memory, saved only where a person points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.sterilization import Printout
from ma_desktop.services import cycle_files
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import ZOOMS, Paper, PdfPreview
from ma_desktop.ui.saving import save_private
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.text import ElidedLabel, label

_MOST_TEXT = 200_000
"""Letters that are shown; a printout of one cycle has a few thousand."""
Content = list[Image] | QImage | str | None
"""Pages of a PDF, a picture, text, or nothing that can be shown."""


def open_printout(context: Context, printout: Printout, parent: QWidget) -> None:
    """Read it and show it; the look is audited, and so is whatever leaves the program."""
    clinic = context.clinic

    def work() -> tuple[bytes, Content]:
        data = cycle_files.read_printout(clinic, printout)
        return data, content_of(data)

    def note(how: str) -> None:
        tasks.run(
            lambda: cycle_files.printout_left(clinic, printout, how),
            lambda _done: context.say(f"The printout is {how}."),
            failed,
            parent=parent,
        )

    def show(result: tuple[bytes, Content]) -> None:
        data, content = result
        saved = partial(note, "saved")
        if isinstance(content, list):
            paper = Paper(printout.name, printout.name, data, saved, lambda: note("printed"))
            PdfPreview(paper, content, parent).open()
        else:
            PrintoutWindow(printout.name, data, content, saved, parent).open()

    def failed(error: MaError) -> None:
        context.say(str(error), "warn")

    tasks.run(work, show, failed, parent=parent)


def content_of(data: bytes) -> Content:
    """What can be shown of a file, by its contents; its name is not trusted."""
    if data.startswith(b"%PDF"):
        try:
            return pages(data, ZOOMS[2])
        except Refused:
            return None
    image = QImage.fromData(data)
    if not image.isNull():
        return image
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")[:_MOST_TEXT]
    except UnicodeDecodeError:
        return data.decode("latin-1")[:_MOST_TEXT]


def ask_name(parent: QWidget, name: str) -> str:
    """Where to save; empty when the person gives up."""
    return QFileDialog.getSaveFileName(parent, "Save", name)[0]


class PrintoutWindow(QDialog):
    """A picture or a text of the sterilizer's printer, with Save as."""

    def __init__(
        self,
        name: str,
        data: bytes,
        content: QImage | str | None,
        saved: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self._name, self._data, self._saved = name, data, saved
        self.ask_file: Callable[[QWidget, str], str] = ask_name
        self.shown = _shown(content)
        self.message = ElidedLabel("", "small")
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.message, 1)
        row.addWidget(button("Close", self.reject, hint="Esc"))
        row.addWidget(primary("Save as…", self.save, hint="Ctrl S"))
        page = QVBoxLayout(self)
        page.addWidget(ElidedLabel(name, "heading"))
        page.addWidget(self.shown, 1)
        page.addLayout(row)
        room = parent.window().size()
        self.resize(min(theme.px(760), room.width()), min(theme.px(700), room.height()))
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)

    def save(self) -> None:
        """Write it where a person points, readable by this user only."""
        name, data = self.ask_file(self, self._name), self._data
        if name:
            tasks.run(
                lambda: save_private(Path(name), data), self._on_saved, self._failed, parent=self
            )

    def _on_saved(self, _done: None) -> None:
        self._saved()
        self.accept()

    def _failed(self, error: MaError) -> None:
        theme.restyle(self.message, state="critical")
        self.message.setText(f"{error.what} {error.do}".strip())


def _shown(content: QImage | str | None) -> QWidget:
    if isinstance(content, str):
        text = QPlainTextEdit(content)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setAccessibleName("Printout")
        return text
    if content is None:
        words = "This kind of file can't be shown here. Save it and open it elsewhere."
        return label(words, "muted", wrap=True)
    picture = QLabel()
    picture.setAccessibleName("Printout, a picture")
    picture.setPixmap(QPixmap.fromImage(content))
    area = QScrollArea()
    area.setWidget(picture)
    return area
