"""Writes one line of text, with accents that no ready-made letter has (Ẹ̀, Q̈) in their place.

PDF text knows no mark positioning: left alone, such an accent lands on the next letter. It joins no
letters and turns none either: what only the fallback fonts have is drawn as shapes, and stands
once more as text without ink, so that it can be found, copied and read aloud.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache

from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from ma_desktop.documents.shaping import outline, seen
from ma_desktop.documents.style import covers, font, width

_FILLED, _NO_INK = 0, 3
"""Text rendering modes (ISO 32000-1, table 106)."""
_ABOVE, _BELOW = 230, 220
"""Canonical combining classes (Unicode Standard, 4.3)."""


@dataclass(frozen=True)
class Accent:
    """One mark to draw at x, y from the start of its line, in sizes."""

    x: float
    y: float
    char: str


@dataclass(frozen=True)
class _Extent:
    left: float
    low: float
    right: float
    high: float


@dataclass(frozen=True)
class Face:
    """A font of resources/fonts at a size in points."""

    name: str
    size: float


@dataclass(frozen=True)
class Way:
    """A line ends at its place when `right`, else it begins there.

    `turned` is the direction of the paragraph that it is of; without it the line's own.
    """

    right: bool = False
    turned: bool | None = None


def write(canvas: Canvas, place: tuple[float, float], text: str, face: Face, way: Way) -> None:
    """Draw one line of `text` at `place` (on the baseline, in points)."""
    font(face.name)
    if way.turned or not covers(text):
        _outlined(canvas, place, text, face, way)
        return
    canvas.setFont(face.name, face.size)
    letters, accents = split(text, face.name)
    x, y = place
    if way.right:
        x -= width(letters, face.name, face.size)
    canvas.drawString(x, y, letters)
    for accent in accents:
        canvas.drawString(x + accent.x * face.size, y + accent.y * face.size, accent.char)


def _outlined(canvas: Canvas, place: tuple[float, float], text: str, face: Face, way: Way) -> None:
    """Letters of the fallback fonts, as shapes: joined, and in the order in which they are read."""
    shape = outline(text, face.name, way.turned)
    left = place[0] - (shape.width * face.size if way.right else 0)
    path = canvas.beginPath()
    draw = {"move": path.moveTo, "line": path.lineTo, "curve": path.curveTo, "close": path.close}
    for kind, points in shape.steps:
        places = ((left + x * face.size, place[1] + y * face.size) for x, y in points)
        draw[kind](*(at for point in places for at in point))
    canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
    hidden = canvas.beginText(left, place[1])
    hidden.setTextRenderMode(_NO_INK)
    pieces = seen(text, face.name, way.turned)
    # Unjoined letters are wider than the joined ones that are seen: drawn together to their width.
    alone = sum(width(letters, name, 1.0) for name, letters in pieces)
    hidden.setHorizScale(100 * shape.width / alone if alone else 100)
    for name, letters in pieces:
        hidden.setFont(name, face.size)
        hidden.textOut(letters)
    hidden.setHorizScale(100)
    hidden.setTextRenderMode(_FILLED)
    canvas.drawText(hidden)


def split(text: str, face: str) -> tuple[str, tuple[Accent, ...]]:
    """The letters of `text`, and the accents to draw over and under them."""
    if text.isascii() or not any(map(unicodedata.combining, text)):
        return text, ()
    letters = ""
    accents: list[Accent] = []
    ink = _Extent(0, 0, 0, 0)
    start = 0.0
    for char in text:
        if not unicodedata.combining(char):
            start = width(letters, face, 1.0)
            letters += char
            ink = _extent(char, face)
        elif letters:
            mark = _extent(char, face)
            up = _lift(char, ink, face)
            accents.append(
                Accent(start + (ink.left + ink.right - mark.left - mark.right) / 2, up, char)
            )
            ink = _Extent(
                ink.left, min(ink.low, mark.low + up), ink.right, max(ink.high, mark.high + up)
            )
    return letters, tuple(accents)


def _lift(char: str, ink: _Extent, face: str) -> float:
    """How far to move a mark, which the font draws for a small letter, clear of what is there."""
    kind = unicodedata.combining(char)
    if kind == _ABOVE:
        return max(0.0, ink.high - _extent("x", face).high)
    return min(0.0, ink.low) if kind == _BELOW else 0.0


@cache
def _extent(char: str, face: str) -> _Extent:
    """Where the ink of a glyph lies around its origin, in sizes (OpenType tables loca, glyf)."""
    file = font(face).face
    glyph = file.charToGlyph.get(ord(char), 0)
    units = struct.unpack(">H", file.get_table("head")[18:20])[0]
    long_offsets = struct.unpack(">h", file.get_table("head")[50:52])[0]
    places = file.get_table("loca")
    if long_offsets:
        start, end = struct.unpack(">2L", places[4 * glyph : 4 * glyph + 8])
    else:
        start, end = (2 * at for at in struct.unpack(">2H", places[2 * glyph : 2 * glyph + 4]))
    if start == end:
        return _Extent(0, 0, 0, 0)
    box = struct.unpack(">4h", file.get_table("glyf")[start + 2 : start + 10])
    return _Extent(*(side / units for side in box))
