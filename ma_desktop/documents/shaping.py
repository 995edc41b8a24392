"""Letters that a plain PDF or a printer can't set: Arabic and Hebrew joined and turned, Chinese,
Japanese and Korean, as outlines from the fallback fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby

import uharfbuzz as hb

from ma_desktop.documents.bidi import visual_runs
from ma_desktop.documents.style import covers
from ma_desktop.runtime.paths import resource

_FALLBACKS = (
    "NotoSansHebrew-Labels",
    "NotoSansArabic-Labels",
    "NotoSansSC-Labels",
    "NotoSansKR-Labels",
)
"""Cut down to the letters of names: Hebrew, Arabic, the Chinese of GB 2312 and Big5 level 1, the
Japanese of JIS level 1 with kana, the Korean of KS X 1001."""

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
"""move, line, curve (cubic) or close, with points in sizes, y upwards from the baseline."""


@dataclass(frozen=True)
class Outline:
    """A set line: its width and its shapes, in sizes."""

    width: float
    steps: tuple[Step, ...]


@dataclass
class _Pen:
    """Collects the outline of glyphs; HarfBuzz calls its methods."""

    scale: float
    x: float = 0.0
    y: float = 0.0
    at: Point = (0.0, 0.0)
    steps: list[Step] = field(default_factory=list)

    def moveTo(self, end: Point) -> None:
        self._add("move", end)

    def lineTo(self, end: Point) -> None:
        self._add("line", end)

    def curveTo(self, first: Point, second: Point, end: Point) -> None:
        self._add("curve", first, second, end)

    def qCurveTo(self, bend: Point, end: Point) -> None:
        """A quadratic curve as a cubic one."""
        first = tuple(a + 2 / 3 * (b - a) for a, b in zip(self.at, bend, strict=True))
        second = tuple(a + 2 / 3 * (b - a) for a, b in zip(end, bend, strict=True))
        self._add("curve", (first[0], first[1]), (second[0], second[1]), end)

    def closePath(self) -> None:
        self.steps.append(("close", ()))

    def endPath(self) -> None:
        self.closePath()

    def _add(self, kind: str, *points: Point) -> None:
        self.at = points[-1]
        placed = ((self.x + x * self.scale, self.y + y * self.scale) for x, y in points)
        self.steps.append((kind, tuple(placed)))


@cache
def _face(name: str) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(resource(f"fonts/{name}.ttf"))))


@cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(_face(name).unicodes)


def drawable(text: str) -> bool:
    """Whether each character stands in the fonts of this program or in a fallback font."""
    return text.isascii() or covers(text) or all(covers(char) or _fallback(char) for char in text)


def _fallback(char: str) -> str:
    """The fallback font that has a character; empty when none has."""
    return next((name for name in _FALLBACKS if ord(char) in _letters(name)), "")


def _fonts(text: str, own: str) -> Iterator[str]:
    """The font of each character; signs and digits between foreign letters are of their font."""
    last = own
    for char in text:
        if last != own and ord(char) in _letters(last) and not (char.isalpha() and covers(char)):
            yield last
            continue
        last = own if covers(char) else _fallback(char) or own
        yield last


def seen(text: str, own: str, turned: bool | None = None) -> list[tuple[str, str]]:
    """The characters from left to right as they are seen, in stretches with their font.

    Programs that read a PDF expect this order, and turn it back themselves.
    """
    fonts = list(_fonts(text, own))
    order = [
        at
        for start, end, backwards in visual_runs(text, turned)
        for at in (range(end - 1, start - 1, -1) if backwards else range(start, end))
    ]
    stretches = groupby(order, key=lambda at: fonts[at])
    return [(name, "".join(text[at] for at in places)) for name, places in stretches]


@lru_cache(maxsize=2048)
def outline(text: str, own: str, turned: bool | None = None) -> Outline:
    """`text` set as one line, with `own` (a font of resources/fonts) wherever it has the letter.

    `turned` says that its paragraph reads from right to left; without it the line itself does.
    """
    fonts = list(_fonts(text, own))
    pen = _Pen(1.0)
    for start, end, backwards in visual_runs(text, turned):
        pieces = [
            (name, [at for at, _name in group])
            for name, group in groupby(
                ((at, fonts[at]) for at in range(start, end)), key=lambda item: item[1]
            )
        ]
        for name, places in reversed(pieces) if backwards else pieces:
            _set(pen, text[places[0] : places[-1] + 1], name, backwards)
    return Outline(pen.x, tuple(pen.steps))


def _set(pen: _Pen, text: str, name: str, turned: bool) -> None:
    face = _face(name)
    font = hb.Font(face)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if turned else "ltr"
    hb.shape(font, buffer)
    pen.scale = 1 / face.upem
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        left = pen.x
        pen.x += place.x_offset * pen.scale
        pen.y = place.y_offset * pen.scale
        font.draw_glyph_with_pen(info.codepoint, pen)
        pen.x = left + place.x_advance * pen.scale
