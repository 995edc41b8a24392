"""Specimen labels: what a format file says, the drawing in millimetres, and Code 128 bars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from operator import mul
from string import digits

QUIET_MODULES = 10
"""White space that a Code 128 symbol needs on both sides (ISO/IEC 15417)."""

MATRIX_QUIET_MODULES = 2
"""White space around a DataMatrix; ISO/IEC 16022 asks for 1."""

NARROWEST_MM = 0.19
"""Smallest module that hand scanners read (CLSI AUTO02-A2)."""

RESOLUTIONS = (203, 300, 600)
"""Dots an inch of label printers."""

_START_B, _START_C, _TO_B, _TO_C, _STOP = 104, 105, 100, 99, 106

# Bar and space widths of the symbol characters 0 to 106 (ISO/IEC 15417, table 1).
_PATTERNS = tuple(
    """
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232
    122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122
    321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311
    211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113
    213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422
    121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111
    241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121
    412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412
    211214 211232 2331112
    """.split()
)


@dataclass(frozen=True)
class TextField:
    """One text of a label format; lengths in mm, y is the top of its box, `size` its height.

    `text` names fields of the label's kind in braces. `fit` says what happens when the text does
    not fit at `min_size`: `whole` refuses the label, `name` abbreviates given names and then
    refuses, `shorten` cuts the end. It may stand on as many as `lines` lines within its box, whose
    one line is no higher than `largest` where that is given, so that the name stays the largest.
    """

    text: str
    x: float
    y: float
    size: float
    max_width: float
    min_size: float
    bold: bool = False
    align: str = "left"
    lines: int = 1
    fit: str = "shorten"
    largest: float = 0.0

    def __hash__(self) -> int:
        """Enough to tell the fields of a label apart: layouts are looked up by it."""
        return hash(self.text)


@dataclass(frozen=True)
class BarcodeField:
    """Where the code of a label format stands; x is its first module, after the quiet zone; in mm.

    `symbology` is code128 or datamatrix; a DataMatrix is at most `height` wide and high.
    """

    x: float
    y: float
    height: float
    module_mm: float
    symbology: str = "code128"


@dataclass(frozen=True)
class LabelFormat:
    """What `resources/labels/*.toml` says of one label stock; lengths in mm.

    `kind` is a key of `domain.label_fields.KINDS`.
    """

    id: str
    name: str
    width_mm: float
    height_mm: float
    margin: float
    barcode: BarcodeField
    text: tuple[TextField, ...]
    kind: str = "specimen"
    source: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Enough to tell formats apart: layouts are looked up by it."""
        return hash(self.id)


def format_of(formats: Mapping[str, LabelFormat], kind: str, *wanted: str) -> LabelFormat | None:
    """The first wanted format (by id) that labels of this kind can have, else any of the kind."""
    fitting = [fmt for fmt in formats.values() if fmt.kind == kind]
    chosen = (fmt for name in wanted for fmt in fitting if fmt.id == name)
    return next(chosen, next(iter(fitting), None))


@dataclass(frozen=True)
class TextItem:
    """One line of text: y is its baseline, x its left edge, or its right one when so aligned."""

    x: float
    y: float
    size_mm: float
    bold: bool
    text: str
    align: str = "left"


@dataclass(frozen=True)
class BarcodeItem:
    """A Code 128 symbol: x and y of its top left bar, in mm; quiet zones lie outside."""

    x: float
    y: float
    module_mm: float
    height: float
    text: str

    @property
    def width(self) -> float:
        """Width in mm without quiet zones, on the printer that makes it widest."""
        return code128_modules(self.text) * widest_module(self.module_mm)

    @property
    def quiet(self) -> float:
        """Width of one quiet zone in mm."""
        return QUIET_MODULES * widest_module(self.module_mm)


@dataclass(frozen=True)
class MatrixItem:
    """A DataMatrix: x and y of its top left module, in mm; `rows` are its modules, True is ink."""

    x: float
    y: float
    module_mm: float
    text: str
    rows: tuple[tuple[bool, ...], ...]

    @property
    def width(self) -> float:
        """Width in mm at the widest a printer draws it, without quiet zone."""
        return len(self.rows[0]) * widest_module(self.module_mm)

    @property
    def height(self) -> float:
        """Height in mm at the widest a printer draws it, without quiet zone."""
        return len(self.rows) * widest_module(self.module_mm)

    @property
    def quiet(self) -> float:
        """The white border on each side in mm."""
        return MATRIX_QUIET_MODULES * widest_module(self.module_mm)


Item = TextItem | BarcodeItem | MatrixItem


def module_dots(module_mm: float, dpi: int) -> int:
    """Whole dots of the narrowest bar: 2 at 203, 3 at 300, 6 at 600 dpi for 0.25 mm."""
    return max(round(module_mm * dpi / 25.4), math.ceil(NARROWEST_MM * dpi / 25.4))


@lru_cache(maxsize=64)
def widest_module(module_mm: float) -> float:
    """The module in mm on the printer whose whole dots make it widest; never under its own."""
    return max(module_mm, *(module_dots(module_mm, dpi) * 25.4 / dpi for dpi in RESOLUTIONS))


@dataclass(frozen=True)
class Drawing:
    """A label ready for any printer; lengths in mm from the top left corner."""

    width_mm: float
    height_mm: float
    items: tuple[Item, ...]

    @property
    def barcode_text(self) -> str:
        """What a scanner reads from this label; empty without a code."""
        codes = (item.text for item in self.items if not isinstance(item, TextItem))
        return next(codes, "")

    def moved(self, right: float, down: float) -> Drawing:
        """The same, shifted by mm: the alignment of a printer."""
        if not right and not down:
            return self
        items = (replace(item, x=item.x + right, y=item.y + down) for item in self.items)
        return replace(self, items=tuple(items))


@lru_cache(maxsize=1024)
def code128_values(text: str) -> tuple[int, ...]:
    """Symbol values from start to stop, with the check character before the stop.

    Runs of digits stand as pairs in subset C, all else in subset B. Raises ValueError for
    anything but printable ASCII, and for nothing.
    """
    if not text or not (text.isascii() and text.isprintable()):
        raise ValueError("Code 128 here takes printable ASCII only")
    pairs = _digits_at(text, 0) >= 4 or (len(text) == 2 and text.isdigit())
    values = [_START_C if pairs else _START_B]
    at = 0
    while at < len(text):
        run = _digits_at(text, at)
        if pairs and run >= 2:
            end = at + run - run % 2
            values += [int(text[pair : pair + 2]) for pair in range(at, end, 2)]
            at = end
        elif pairs:
            values.append(_TO_B)
            pairs = False
        elif run >= 4 and run % 2 == 0:
            values.append(_TO_C)
            pairs = True
        else:
            values.append(ord(text[at]) - 32)
            at += 1
    return (*values, check_value(values), _STOP)


def _digits_at(text: str, start: int) -> int:
    return len(text) - start - len(text[start:].lstrip(digits))


def check_value(values: list[int]) -> int:
    """(start + sum of i * value i) mod 103."""
    weighted: int = sum(map(mul, count(), values))
    return (values[0] + weighted) % 103


def code128_modules(text: str) -> int:
    """Modules from the first to the last bar: 11 a symbol value, 13 for the stop."""
    return 11 * len(code128_values(text)) + 2


@lru_cache(maxsize=1024)
def code128_widths(text: str) -> tuple[int, ...]:
    """Widths in modules of bar, space, bar ... from the first to the last bar."""
    return symbol_widths(code128_values(text))


def symbol_widths(values: tuple[int, ...]) -> tuple[int, ...]:
    """Widths in modules of the bars and spaces of symbol values, start to stop."""
    return tuple(int(width) for value in values for width in _PATTERNS[value])
