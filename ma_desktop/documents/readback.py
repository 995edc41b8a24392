"""Reads the bar codes of a picture back, to prove that a label decodes before it prints."""

from __future__ import annotations

import zxingcpp

from ma_desktop.documents.raster import Image

_KINDS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix]
)
_SCALE = 3
_BORDER = 40  # white pixels: readers look for the edge of the label


def decode(image: Image) -> list[str]:
    """The text of each Code 128 and DataMatrix symbol in `image`, enlarged, with a white border."""
    width = image.width * _SCALE + 2 * _BORDER
    side = b"\xff" * _BORDER
    blank = b"\xff" * width * _BORDER
    rows = (side + _stretched(row) + side for row in image.grey_rows())
    pixels = b"".join((blank, *(row * _SCALE for row in rows), blank))
    height = image.height * _SCALE + 2 * _BORDER
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)), formats=_KINDS)
    return [symbol.text for symbol in found]


def _stretched(row: bytes) -> bytes:
    wide = bytearray(len(row) * _SCALE)
    for offset in range(_SCALE):
        wide[offset::_SCALE] = row
    return bytes(wide)
