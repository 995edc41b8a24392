"""Turns PDF pages into pixels, for previews, for proofs and for printers without the font."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import pypdfium2
from pypdfium2.raw import FPDFBitmap_BGR

from ma_desktop.domain.errors import Refused

_ONE = Lock()
"""PDFium takes calls of one thread at a time."""


@dataclass(frozen=True)
class Image:
    """Pixels row by row from the top left, three bytes each: red, green, blue."""

    width: int
    height: int
    rgb: bytes

    def grey_rows(self) -> list[bytes]:
        """One byte for each pixel, taken from its green, row by row."""
        green = self.rgb[1::3]
        return [green[at : at + self.width] for at in range(0, len(green), self.width)]


def pages(pdf: bytes, scale: float) -> list[Image]:
    """Each page of `pdf` in pixels; `scale` is pixels a point (1/72 inch).

    Raises Refused for a file that is damaged or locked.
    """
    with _ONE:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise Refused("This PDF can't be read.", do="Save it and open it elsewhere.") from None
        try:
            return [_image(page, scale) for page in document]
        finally:
            document.close()


def _image(page: pypdfium2.PdfPage, scale: float) -> Image:
    bitmap = page.render(scale=scale, force_bitmap_format=FPDFBitmap_BGR, rev_byteorder=True)
    try:
        wide, stride = bitmap.width * 3, bitmap.stride
        raw = bytes(bitmap.buffer)
        rows = (raw[at : at + wide] for at in range(0, stride * bitmap.height, stride))
        return Image(bitmap.width, bitmap.height, b"".join(rows))
    finally:
        bitmap.close()
        page.close()
