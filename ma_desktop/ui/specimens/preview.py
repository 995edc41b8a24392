"""The label as it will print, and proof that its bars can be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ma_desktop.documents import readback
from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.label import Drawing
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label

_SCALE = 3.0


@dataclass(frozen=True)
class Proof:
    """A drawing, its picture, and what a reader found in the picture."""

    drawing: Drawing
    image: Image
    read: tuple[str, ...]

    @property
    def is_readable(self) -> bool:
        return self.drawing.barcode_text in self.read


def prove(drawing: Drawing) -> Proof:
    """Draw the label as a PDF, rasterise it and read its bars (about 50 ms: in a task)."""
    image = pages(to_pdf([drawing]), _SCALE)[0]
    return Proof(drawing, image, tuple(readback.decode(image)))


class LabelPreview(QFrame):
    """The picture in a sunken frame; `show_words` stands there when no label may print."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Label preview")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setWordWrap(True)
        box = QVBoxLayout(self)
        edge = theme.px(10)
        box.setContentsMargins(edge, edge, edge, edge)
        box.addWidget(self._picture, 1)
        self.more = label("", "small", wrap=True)
        self.more.hide()
        box.addWidget(self.more)
        self.setMinimumHeight(theme.px(206))

    def show_proof(self, proof: Proof) -> None:
        self.show_image(proof.image, f"Label with bar code {proof.drawing.barcode_text}")

    def show_image(self, image: Image, words: str) -> None:
        """The picture, fitted to the frame; `words` say what it shows."""
        picture = QImage(
            image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
        ).copy()
        self.more.hide()
        wide = theme.px(330)
        self._picture.setPixmap(
            QPixmap.fromImage(picture).scaledToWidth(
                wide, Qt.TransformationMode.SmoothTransformation
            )
        )
        self._picture.setAccessibleName(words)

    def show_words(self, words: str, more: str = "") -> None:
        """Words in the middle, with `more` in small letters beneath them."""
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self._picture.setPixmap(QPixmap())
        self._picture.setText(words)
        self._picture.setAccessibleName(words)
