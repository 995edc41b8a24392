"""Writes labels in ZPL II for thermal printers; no byte of the data can act as a command."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import pages
from ma_desktop.domain.label import BarcodeItem, Drawing, Item, MatrixItem, TextItem, module_dots

_INK = 150
"""Grey below this becomes a black dot: a little dark, because thermal dots print thin."""

_LEAST_DOTS = 12
"""Smaller built-in letters are wider than the layout has measured."""

_BAND = 64
"""Rows of a picture that go in one piece: printers and renderers limit a graphic's bytes."""

# What every printer's built-in font draws, no wider than the layout has measured. Other text
# goes to the printer as a picture: letters outside ASCII are missing in some built-in fonts.
_RESIDENT = re.compile(r"[A-Za-z0-9 ,.'/:()%&#-]*")
_HYPHENS = 6  # one in so many at most: the built-in hyphen is twice as wide as the layout's


def to_zpl(drawing: Drawing, dpi: int = 203) -> bytes:
    """One label for a printer of `dpi` dots an inch."""
    head = f"^XA^CI28^PW{_dots(drawing.width_mm, dpi)}^LL{_dots(drawing.height_mm, dpi)}^LH0,0^FWN"
    fields = [_field(drawing, item, dpi) for item in drawing.items]
    return "".join((head, *fields, "^XZ\r\n")).encode("ascii")


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / 25.4)


_HEX = tuple(
    chr(byte) if byte < 128 and chr(byte).isalnum() else f"_{byte:02X}" for byte in range(256)
)


def _escaped(text: str) -> str:
    """Field data in which each byte but ASCII letters and digits stands as its hex number."""
    return "^FH_^FD" + "".join(map(_HEX.__getitem__, text.encode()))


def _field(drawing: Drawing, item: Item, dpi: int) -> str:
    if isinstance(item, TextItem):
        return _letters(item, dpi) or _picture(drawing, item, dpi)
    return _bars(item, dpi) if isinstance(item, BarcodeItem) else _matrix(item, dpi)


@lru_cache(maxsize=4096)
def _letters(item: TextItem, dpi: int) -> str:
    """The line in the printer's own letters; empty where it must be a picture."""
    size = int(item.size_mm * dpi / 25.4)
    if size < _LEAST_DOTS or not _is_resident(item.text):
        return ""
    right = ",1" if item.align == "right" else ""
    place = f"^FT{_dots(item.x, dpi)},{_dots(item.y, dpi)}{right}"
    return f"{place}^A0N,{size},{size}{_escaped(item.text)}^FS"


def _is_resident(text: str) -> bool:
    return bool(_RESIDENT.fullmatch(text)) and text.count("-") * _HYPHENS <= len(text)


def _bars(item: BarcodeItem, dpi: int) -> str:
    """Code 128 in the printer's automatic mode, without its own text line."""
    height = math.ceil(item.height * dpi / 25.4)
    place = f"^FO{_dots(item.x, dpi)},{_dots(item.y, dpi)}"
    modules = module_dots(item.module_mm, dpi)
    return f"{place}^BY{modules}^BCN,{height},N,N,N,A{_escaped(item.text)}^FS"


def _matrix(item: MatrixItem, dpi: int) -> str:
    """A DataMatrix as dots: the symbol is the one that was checked, on every printer."""
    dots = module_dots(item.module_mm, dpi)
    rows: list[bytes] = []
    for row in item.rows:
        bits = "".join(("1" if ink else "0") * dots for ink in row)
        across = -(-len(bits) // 8)
        rows += [int(bits.ljust(across * 8, "0"), 2).to_bytes(across)] * dots
    return f"^FO{_dots(item.x, dpi)},{_dots(item.y, dpi)}{_graphic(rows)}"


def _graphic(rows: list[bytes]) -> str:
    data = b"".join(rows).hex().upper()
    total, across = len(data) // 2, len(rows[0])
    return f"^GFA,{total},{total},{across},{data}^FS"


def _picture(drawing: Drawing, item: TextItem, dpi: int) -> str:
    """The line as dots, cut to its ink."""
    alone = replace(drawing, items=(item,))
    image = pages(to_pdf([alone]), dpi / 72)[0]
    rows = [_packed(row) for row in image.grey_rows()]
    inked = [number for number, row in enumerate(rows) if any(row)]
    if not inked:
        return ""
    rows = rows[inked[0] : inked[-1] + 1]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in rows if any(row))
    right = max(len(row.rstrip(b"\0")) for row in rows)
    cut = [row[left:right] for row in rows]
    bands = ((at, cut[at : at + _BAND]) for at in range(0, len(cut), _BAND))
    return "".join(f"^FO{8 * left},{inked[0] + at}{_graphic(band)}" for at, band in bands)


_BITS = bytes(ord("1") if grey < _INK else ord("0") for grey in range(256))


def _packed(row: bytes) -> bytes:
    """Eight pixels a byte, black is 1, padded with white."""
    across = -(-len(row) // 8)
    return int(row.translate(_BITS).ljust(across * 8, b"0"), 2).to_bytes(across)
