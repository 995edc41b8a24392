"""Writes labels in ZPL II for thermal printers; no byte of the data can act as a command."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import pages
from ma_desktop.domain.label import BarcodeItem, Drawing, TextItem

_NARROWEST_MM = 0.19
"""Smallest module that hand scanners read (CLSI AUTO02-A2)."""

_INK = 150
"""Grey below this becomes a black dot: a little dark, because thermal dots print thin."""

# What every printer's built-in font draws, no wider than the layout has measured. Other text
# goes to the printer as a picture: letters outside ASCII are missing in some built-in fonts.
_RESIDENT = re.compile(r"[A-Za-z0-9 ,.'/:()%&#-]*")
_HYPHENS = 6  # one in so many at most: the built-in hyphen is twice as wide as the layout's


def to_zpl(drawing: Drawing, dpi: int = 203) -> bytes:
    """One label for a printer of `dpi` dots an inch."""
    head = f"^XA^CI28^PW{_dots(drawing.width_mm, dpi)}^LL{_dots(drawing.height_mm, dpi)}^LH0,0^FWN"
    fields = [_field(drawing, item, dpi) for item in drawing.items]
    return "".join((head, *fields, "^XZ\r\n")).encode("ascii")


def module_dots(module_mm: float, dpi: int) -> int:
    """Whole dots of the narrowest bar: 2 at 203, 3 at 300, 6 at 600 dpi for 0.25 mm."""
    return max(round(module_mm * dpi / 25.4), math.ceil(_NARROWEST_MM * dpi / 25.4))


def _dots(length: float, dpi: int) -> int:
    return round(length * dpi / 25.4)


def _escaped(text: str) -> str:
    """Field data in which each byte but ASCII letters and digits stands as its hex number."""
    return "^FH_^FD" + "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"_{byte:02X}"
        for byte in text.encode()
    )


def _field(drawing: Drawing, item: TextItem | BarcodeItem, dpi: int) -> str:
    if isinstance(item, BarcodeItem):
        return _bars(item, dpi)
    if not _is_resident(item.text):
        return _picture(drawing, item, dpi)
    size = int(item.size_mm * dpi / 25.4)
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


def _picture(drawing: Drawing, item: TextItem, dpi: int) -> str:
    """The line as dots, over the whole width of the label."""
    alone = replace(drawing, items=(item,))
    image = pages(to_pdf([alone]), dpi / 72)[0]
    rows = [_packed(row) for row in image.grey_rows()]
    inked = [number for number, row in enumerate(rows) if any(row)]
    if not inked:
        return ""
    data = b"".join(rows[inked[0] : inked[-1] + 1]).hex().upper()
    total, across = len(data) // 2, len(rows[0])
    return f"^FO0,{inked[0]}^GFA,{total},{total},{across},{data}^FS"


def _packed(row: bytes) -> bytes:
    """Eight pixels a byte, black is 1, padded with white."""
    bits = bytes(49 if grey < _INK else 48 for grey in row)
    across = -(-len(row) // 8)
    return int(bits.ljust(across * 8, b"0"), 2).to_bytes(across)
