"""Lines of text: what the fonts can print, how wide it is, where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ma_desktop.documents.shaping import drawable, outline
from ma_desktop.documents.style import MISSING, clean, covers
from ma_desktop.documents.style import width as plain_width


@lru_cache(maxsize=8192)
def width(text: str, name: str, size: float) -> float:
    """Width of `text` in the unit of `size`, also in letters of the fallback fonts."""
    if text.isascii() or covers(text):
        return plain_width(text, name, size)
    return outline(text, name).width * size


def printable(text: str) -> str:
    """`clean` text with a box for each character that stands in no font, fallback fonts too."""
    line = clean(text)
    if drawable(line):
        return line
    return "".join(char if drawable(char) else MISSING for char in line)


def wrap(text: str, name: str, size: float, limit: float) -> list[str]:
    """Lines of printable `text` that are at most `limit` wide; longer words are broken.

    Empty text gives no line. No character is lost but the spaces at the line ends.
    """
    space = width(" ", name, size)
    lines: list[str] = []
    line: list[str] = []
    room = limit
    for word in _pieces(printable(text), name, size, limit):
        wide = width(word, name, size)
        if line and wide + space > room:
            lines.append(" ".join(line))
            line, room = [], limit
        room -= wide + (space if line else 0)
        line.append(word)
    return [*lines, " ".join(line)] if line else lines


def _pieces(text: str, name: str, size: float, limit: float) -> Iterator[str]:
    """Words of `text`, those wider than `limit` in pieces that fit."""
    for word in text.split():
        while width(word, name, size) > limit:
            cut = _fitting(word, name, size, limit)
            yield word[:cut]
            word = word[cut:]
        if word:
            yield word


def _fitting(word: str, name: str, size: float, limit: float) -> int:
    """How many characters of `word` fit into `limit`, at least one."""
    room = limit
    for count, char in enumerate(word):
        room -= width(char, name, size)
        if room < 0:
            return max(count, 1)
    return len(word)
