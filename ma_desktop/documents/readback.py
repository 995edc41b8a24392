"""Reads the bar codes of a picture back, to prove that a label decodes before it prints."""

from __future__ import annotations

import zxingcpp

from ma_desktop.documents.raster import Image

_KINDS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix]
)
_SCALE = 3
_BORDER = 40  # white pixels: readers look for the edge of the label


def decode(image: Image, scale: int = _SCALE) -> list[str]:
    """The text of each Code 128 and DataMatrix symbol in `image`, with a white border.

    `scale` is how many times it is enlarged first: narrow bars of two dots need it.
    """
    width = image.width * scale + 2 * _BORDER
    side = b"\xff" * _BORDER
    blank = b"\xff" * width * _BORDER
    rows = (side + _stretched(row, scale) + side for row in image.grey_rows())
    pixels = b"".join((blank, *(row * scale for row in rows), blank))
    height = image.height * scale + 2 * _BORDER
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)), formats=_KINDS)
    return [symbol.text for symbol in found]


def _stretched(row: bytes, scale: int) -> bytes:
    wide = bytearray(len(row) * scale)
    for offset in range(scale):
        wide[offset::scale] = row
    return bytes(wide)
