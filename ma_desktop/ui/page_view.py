"""Shows the pages of a PDF, one at a time, drawn anew at each size so that letters stay sharp."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label

ZOOMS = (0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""Pixels a point (1/72 inch)."""
USUAL = ZOOMS[2]


class PageView(QWidget):
    """Page keys turn pages, Ctrl+Plus and Ctrl+Minus zoom; `tools` is a row for the foot."""

    failed = Signal(object)

    def __init__(self, zoom: float = USUAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = b""
        self._images: list[Image] = []
        self.number, self.zoom = 0, ZOOMS.index(zoom)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.where = label("", "muted")
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(8))
        self._build()

    def _build(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.picture)
        area.setAccessibleName("Page")
        self.tools.addWidget(self.where)
        for words, step, name in (("−", -1, "Smaller"), ("+", 1, "Larger")):
            made = button(words, lambda step=step: self.zoom_by(step))  # type: ignore[misc]  # the default keeps this round's step
            made.setAccessibleName(name)
            made.setToolTip(name)
            self.tools.addWidget(made)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)

    def bind(self, window: QWidget) -> None:
        """Make the keys work wherever the focus is inside `window`."""
        for keys, run in (
            ("PgDown", lambda: self.show_page(self.number + 1)),
            ("PgUp", lambda: self.show_page(self.number - 1)),
            ("Ctrl++", lambda: self.zoom_by(1)),
            ("Ctrl+=", lambda: self.zoom_by(1)),
            ("Ctrl+-", lambda: self.zoom_by(-1)),
        ):
            QShortcut(QKeySequence(keys), window).activated.connect(run)

    @property
    def scale(self) -> float:
        """Pixels a point of the images that are wanted now."""
        return ZOOMS[self.zoom]

    def set_document(self, data: bytes, images: list[Image]) -> None:
        """Show another document, on the same page where it has that many; `images` at `scale`."""
        self._data, self._images = data, images
        self.show_page(min(self.number, len(images) - 1))

    def show_page(self, number: int) -> None:
        """Show a page; one outside the document changes nothing."""
        if not 0 <= number < len(self._images):
            return
        self.number = number
        self.picture.setPixmap(QPixmap.fromImage(as_picture(self._images[number])))
        words = f"Page {number + 1} of {len(self._images)}"
        self.picture.setAccessibleName(words)
        self.where.setText(words)

    def zoom_by(self, step: int) -> None:
        """The next larger or smaller size."""
        zoom = min(max(self.zoom + step, 0), len(ZOOMS) - 1)
        if zoom == self.zoom or not self._data:
            return
        self.zoom = zoom
        data = self._data

        def show(images: list[Image]) -> None:
            if zoom == self.zoom and data is self._data:
                self.set_document(data, images)

        tasks.run(lambda: pages(data, ZOOMS[zoom]), show, self._on_failed, parent=self)

    def _on_failed(self, error: MaError) -> None:
        self.failed.emit(error)


def as_picture(image: Image) -> QImage:
    return QImage(
        image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
    ).copy()
