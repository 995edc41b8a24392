"""Fonts, colours and clean text that all printed pages share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import dropwhile
from threading import Lock

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from ma_desktop.runtime.paths import resource

REGULAR = "Inter-Regular"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"

MISSING = "□"
"""Stands for a character that the fonts lack."""

INK = HexColor("#15232E")
INK_2 = HexColor("#4A5C6A")
LINE = HexColor("#D5DDE4")
BRAND = HexColor("#0B6B72")
SECOND = HexColor("#5367A6")
BAND = HexColor("#E3F4EA")
BAND_2 = HexColor("#E5EFFA")
SUNKEN = HexColor("#E9EEF2")
WHITE = HexColor("#FFFFFF")
WARN = HexColor("#9A5B00")
CRITICAL = HexColor("#B3261E")
WATERMARK = Color(0.045, 0.42, 0.45, alpha=0.09)


_EMBEDDING = Lock()


def _one_at_a_time(embed: Callable[[object], None]) -> Callable[[object], None]:
    """`embed` for fonts that several threads share.

    reportlab reads glyphs by moving one position in the font's file: two readers at a time would
    get each other's letters.
    """

    def embed_alone(document: object) -> None:
        with _EMBEDDING:
            embed(document)

    return embed_alone


@cache
def font(name: str) -> TTFont:
    """One of the fonts in resources/fonts, registered with reportlab on first use."""
    face = TTFont(name, str(resource(f"fonts/{name}.ttf")))
    face.addObjects = _one_at_a_time(face.addObjects)
    registerFont(face)
    return face


def width(text: str, name: str, size: float) -> float:
    """Width of `text` in the unit of `size`."""
    font(name)
    return float(stringWidth(text, name, size))


def covers(text: str) -> bool:
    """Whether the fonts have a glyph for each character (Latin, Greek and Cyrillic they have)."""
    glyphs = font(REGULAR).face.charToGlyph
    return all(ord(char) in glyphs for char in text)


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """One line of composed characters with single spaces.

    Control characters turn into spaces; format, surrogate and unassigned ones go, so that data can
    neither steer a printer nor turn the direction of a line. Accents without a letter go too.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    words = "".join(_visible(char) for char in composed).split()
    return " ".join(filter(None, ("".join(dropwhile(unicodedata.combining, w)) for w in words)))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category.startswith("C") else char
