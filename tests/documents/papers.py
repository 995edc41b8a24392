"""Made-up labels and summaries, and independent readers for what was printed."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from typing import Any

import pdfplumber
import zplkit
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from ma_desktop.catalog import load_catalog
from ma_desktop.documents.raster import Image
from ma_desktop.domain.label import Drawing, LabelFormat
from ma_desktop.domain.label_fields import KINDS

LARGE, SMALL = "specimen-2.25x1.25", "specimen-2x1"
ACCESSION = "263270004213"
MMHG = ("mmHg", "mm[Hg]")
UUID = "f7b2c1de-0a63-4d84-9d0e-2f1b7f9a5c11"

_FONT_WARNING = "Resident fonts use captured bitmap strikes"
_FAMILIES = (
    "Okafor",
    "O'Brien",
    "Müller-Åström",
    "García Márquez",
    "Nguyễn",
    "Шевченко",
    "Παπαδόπουλος",
    "Ẹ̀bùn-Ọ̀ṣun",
    "de la Cruz y Fernández-Ñúñez",
    "van 't Hoff",
    "Wolfeschlegelsteinhausenberger-Dorffvon Hohenzollern-Sigmari",
    "Wolfeschlegelsteinhausenbergerdorffvonhohenzollernsigmaringe",
    "^XZ",
    "~JA",
    "\\&",
    "^FS^XZ^XA^PQ99",
    "_5EXZ",
    "<b>&amp;</b>",
    "Smith\x00\x1b[2J\r\nJones",
    "A\u202eB\u200dC",
)
_GIVENS = (
    "Grace",
    "Anne-Marie Josephine Alexandra",
    "José Ñandú",
    "^FD~HS",
    "Thị Ánh Tuyết",
    "Q̈x",
)
NASTY_NAMES = tuple(f"{family}, {given}" for family in _FAMILIES for given in _GIVENS)


@cache
def label_format(name: str = LARGE) -> LabelFormat:
    return load_catalog().labels[name]


def content(**changes: str) -> dict[str, str]:
    """A specimen label's content with everything on it."""
    return KINDS["specimen"].samples | {"tests": "CMP, LIPID PANEL, TSH"} | changes


def printed(zpl: bytes, drawing: Drawing, dpi: int = 203) -> Image:
    """One label as an independent ZPL renderer sees it, which must not complain."""
    width, height = (round(mm * dpi / 25.4) for mm in (drawing.width_mm, drawing.height_mm))
    document = zplkit.render(zpl, zplkit.Options(dpi=dpi, width=width, height=height))
    assert len(document.labels) == 1
    assert all(words.startswith(_FONT_WARNING) for words in document.warnings)
    raster = document.labels[0].rasterize()
    grey = bytes(raster.pixels)
    rgb = bytearray(3 * len(grey))
    for channel in range(3):
        rgb[channel::3] = grey
    return Image(raster.width, raster.height, bytes(rgb))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page as an independent reader finds it."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def keys_of(pdf: bytes) -> set[str]:
    """Every key of every dictionary in the document: what it could do stands among them."""
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [PdfReader(io.BytesIO(pdf)).trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            found |= item.keys()
            # Raw: an entry that is looked up would come back without its number.
            waiting += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            waiting += list.__iter__(item)
    return found


ACTS = frozenset({"/URI", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/OpenAction", "/AA"})
"""Keys of a document that fetches, runs or carries something."""


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The fonts of the first page without their subset tag: whether each is embedded."""
    page: Any = PdfReader(io.BytesIO(pdf)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    return {
        font["/BaseFont"].rpartition("+")[2].lstrip("/"): "/FontFile2"
        in font.get("/FontDescriptor", {})
        for font in fonts
    }


def letters(text: str) -> str:
    """Without accents, spaces and invisible characters: what must be on paper in any case."""
    decomposed = unicodedata.normalize("NFD", text)
    kept = (c for c in decomposed if not unicodedata.combining(c) and not c.isspace())
    return "".join(c for c in kept if not unicodedata.category(c).startswith("C"))
