"""A label in the dots of a thermal printer: what comes out at 203, 300 or 600 dots an inch."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.label import (
    QUIET_MODULES,
    BarcodeItem,
    Drawing,
    MatrixItem,
    TextItem,
    code128_widths,
    module_dots,
)

_INK = 150  # grey below this becomes a dot, as in pictures that go to the printer
_TWO_TONES = bytes(0 if grey < _INK else 255 for grey in range(256))
_BLACK, _WHITE = b"\x00", b"\xff"


@lru_cache(maxsize=2)
def to_dots(drawing: Drawing, dpi: int) -> Image:
    """Black and white dots; bars and modules are whole dots, as the printer makes them."""
    texts = replace(drawing, items=tuple(x for x in drawing.items if isinstance(x, TextItem)))
    page = pages(to_pdf([texts]), dpi / 72)[0]
    rows = [bytearray(row.translate(_TWO_TONES)) for row in page.grey_rows()]
    for item in drawing.items:
        if isinstance(item, BarcodeItem):
            _bars(rows, item, dpi)
        elif isinstance(item, MatrixItem):
            _matrix(rows, item, dpi)
    return Image(page.width, page.height, b"".join(map(_coloured, rows)))


def quiet_is_white(drawing: Drawing, dpi: int) -> bool:
    """Whether 10 modules beside each Code 128 (2 around a DataMatrix) have no ink in these dots."""
    rows = to_dots(drawing, dpi).grey_rows()
    codes = [item for item in drawing.items if not isinstance(item, TextItem)]
    return all(_is_quiet(rows, item, dpi) for item in codes)


def _coloured(row: bytearray) -> bytes:
    wide = bytearray(3 * len(row))
    for channel in range(3):
        wide[channel::3] = row
    return bytes(wide)


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / 25.4)


def _bars(rows: list[bytearray], item: BarcodeItem, dpi: int) -> None:
    modules, left = module_dots(item.module_mm, dpi), _dots(item.x, dpi)
    top = _dots(item.y, dpi)
    for number, wide in enumerate(code128_widths(item.text)):
        dots = wide * modules
        if number % 2 == 0:
            _ink(rows[top : top + _dots(item.height, dpi)], left, dots)
        left += dots


def _matrix(rows: list[bytearray], item: MatrixItem, dpi: int) -> None:
    side, left, top = module_dots(item.module_mm, dpi), _dots(item.x, dpi), _dots(item.y, dpi)
    for down, row in enumerate(item.rows):
        band = rows[top + down * side : top + (down + 1) * side]
        for across, ink in enumerate(row):
            if ink:
                _ink(band, left + across * side, side)


def _ink(rows: list[bytearray], left: int, dots: int) -> None:
    for row in rows:
        row[left : left + dots] = _BLACK * max(0, min(dots, len(row) - left))


def _is_quiet(rows: list[bytes], item: BarcodeItem | MatrixItem, dpi: int) -> bool:
    modules = module_dots(item.module_mm, dpi)
    left, top = _dots(item.x, dpi), _dots(item.y, dpi)
    if isinstance(item, BarcodeItem):
        wide, quiet = sum(code128_widths(item.text)) * modules, QUIET_MODULES * modules
        beside = rows[top : top + _dots(item.height, dpi)]
    else:
        wide, quiet = len(item.rows[0]) * modules, modules
        beside = rows[max(0, top - quiet) : top + len(item.rows) * modules + quiet]
    right = left + wide
    inside = left >= quiet and all(len(row) >= right + quiet for row in beside)
    return inside and all(
        row[left - quiet : left] == row[right : right + quiet] == _WHITE * quiet for row in beside
    )
