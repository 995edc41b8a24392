"""Lays a specimen label out: both identifiers whole, whatever the patient is called."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from ma_desktop.documents.lines import width
from ma_desktop.documents.matrix import matrix
from ma_desktop.documents.shaping import drawable
from ma_desktop.documents.style import BOLD, SEMIBOLD, clean
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import (
    BarcodeField,
    BarcodeItem,
    Drawing,
    LabelFormat,
    MatrixItem,
    TextField,
    TextItem,
)
from ma_desktop.domain.label_fields import KINDS, LabelKind

_ASCENT = 0.8  # of the size: from the top of a line's box to its baseline, for capitals
_RAISED, _STACKED = 0.4, 0.7  # of the size: what stands above a line's box, with several accents
_DEEP = 0.4  # of the size: how far Arabic letters reach beneath their line
_FILLED = 1.04  # of the box: the sizes of all lines together, where a text stands on several
_SAFE = "Nothing was printed."
_LARGER_FORMAT = "Choose a larger label, then print."


@dataclass(frozen=True)
class _Fitted:
    """Lines that fit, and the size (mm) at which they do."""

    lines: tuple[str, ...]
    size: float


def draw(fmt: LabelFormat, content: Mapping[str, str]) -> Drawing:
    """The label in mm. Raises Refused when an identifier is missing or can't stand there whole.

    `content` holds texts by field name of the format's kind; other names are left out.
    """
    kind = KINDS[fmt.kind]
    return _drawn(fmt, tuple([content.get(name, "") for name in kind.fields]))


@lru_cache(maxsize=1024)
def _drawn(fmt: LabelFormat, texts: tuple[str, ...]) -> Drawing:
    """`draw`, with texts in the order of the kind's fields; asked when queued and when sent."""
    kind = KINDS[fmt.kind]
    values = {name: clean(text) for name, text in zip(kind.fields, texts, strict=True)}
    _refuse_incomplete(kind, values)
    text: list[TextItem] = []
    for field in fmt.text:
        text += _placed(field, tuple([values.get(name, "") for name in _named(field.text)]))
    code = _code(fmt.barcode, values[kind.code])
    _refuse_tight_code(fmt, code, text)
    return Drawing(fmt.width_mm, fmt.height_mm, (*text, code))


def _code(place: BarcodeField, text: str) -> BarcodeItem | MatrixItem:
    """The symbol of `text`. Raises Refused for text that it can't hold."""
    if not (text.isascii() and text.isprintable()):
        raise Refused("This number can't stand in a bar code.", safe=_SAFE)
    if place.symbology == "datamatrix":
        found = MatrixItem(place.x, place.y, place.module_mm, text, matrix(text))
        if max(found.width, found.height) > place.height:
            raise Refused("The code does not fit this label.", safe=_SAFE, do=_LARGER_FORMAT)
        return found
    return BarcodeItem(place.x, place.y, place.module_mm, place.height, text)


def font_of(item: TextItem) -> str:
    """The font that a text of a label stands in."""
    return BOLD if item.bold else SEMIBOLD


def width_of(item: TextItem) -> float:
    """Width of a text of a label in mm."""
    return width(item.text, font_of(item), item.size_mm)


def _refuse_incomplete(kind: LabelKind, values: dict[str, str]) -> None:
    for name in sorted(kind.whole):
        words = kind.fields[name].words
        if not values[name]:
            raise Refused(f"The label lacks {words}.", safe=_SAFE, do="Record it first.")
        if not drawable(values[name]):
            raise Refused(
                f"On the label, {words} has characters that can't be printed.",
                safe=_SAFE,
                do="Record it in Latin letters, as on the patient's papers.",
            )


@lru_cache(maxsize=4096)
def _placed(field: TextField, data: tuple[str, ...]) -> tuple[TextItem, ...]:
    """The lines of one text with its data. The labels of a batch share most of theirs."""
    text = _filled(field, data)
    if not text:
        return ()
    fitted = _fit(field, text)
    pitch = _tallest(field, len(fitted.lines))
    baselines = (
        round(field.y + _ASCENT * fitted.size + pitch * number, 3)
        for number in range(len(fitted.lines))
    )
    return tuple(
        TextItem(field.x, baseline, fitted.size, field.bold, line, align=field.align)
        for baseline, line in zip(baselines, fitted.lines, strict=True)
    )


def _filled(field: TextField, data: tuple[str, ...]) -> str:
    """The field's text with its data; nothing when all of its data are empty."""
    if data and not any(data):
        return ""
    text = field.text.format_map(dict(zip(_named(field.text), data, strict=True))).strip()
    return text if drawable(text) else "".join(c if drawable(c) else "?" for c in text)


@cache
def _named(text: str) -> tuple[str, ...]:
    """The data that a field's text asks for."""
    return tuple(name for _before, name, _form, _turn in Formatter().parse(text) if name)


def _most(field: TextField, text: str) -> float:
    """The largest size at which no accent of the first line rises over the edge of the label, and
    a single line stays within its box.
    """
    most = field.largest or field.size
    if text.isascii():
        return most
    rise = _STACKED if any(map(unicodedata.combining, text)) else _RAISED
    return min(most, max(field.min_size, min(field.y / rise, field.size / _box(text))))


def _box(text: str) -> float:
    """How high a line of `text` is, in sizes."""
    deep = any(unicodedata.bidirectional(char) == "AL" for char in text)
    return _ASCENT + _DEEP if deep else 1.0


def _fit(field: TextField, text: str) -> _Fitted:
    for variant, split in _variants(field, text):
        fitted = _largest(field, variant, split)
        if fitted is not None:
            return fitted
    raise Refused(
        "A text is too long to stand whole on this label.",
        safe=_SAFE,
        do=_LARGER_FORMAT,
    )


Split = Callable[[str], list[str]]


def _variants(field: TextField, text: str) -> Iterator[tuple[str, Split]]:
    """Texts to try, best first: whole, then shorter where the field's rule allows it."""
    yield text, _at_words
    if field.fit == "name":
        yield from ((shorter, _at_words) for shorter in _shorter_names(text))
        yield from ((variant, _anywhere) for variant in (text, *_shorter_names(text)))
    if field.fit == "whole" and field.lines > 1:
        yield text, _anywhere
    if field.fit == "shorten":
        yield from ((f"{text[:end].rstrip()}...", _at_words) for end in range(len(text) - 1, 0, -1))


def _shorter_names(name: str) -> Iterator[str]:
    """FAMILY, GIVEN MIDDLE -> FAMILY, GIVEN M -> FAMILY, G M; the family name stays whole."""
    family, comma, given = name.partition(", ")
    if not comma:
        return
    first, *middle = given.split()
    initials = [word[0] for word in middle]
    yield f"{family}, {' '.join((first, *initials))}"
    yield f"{family}, {' '.join((first[0], *initials))}"


def _largest(field: TextField, text: str, split: Split) -> _Fitted | None:
    """The text on as few lines as let it stand largest; None when it would be too small."""
    most = _most(field, text)
    best = _Fitted((text,), _size(field, text, most))
    for count in range(2, field.lines + 1):
        if best.size >= min(most, _tallest(field, count)):
            break
        filled = _on_lines(field, split(text), count, most)
        if filled is not None and filled.size > best.size:
            best = filled
    return best if best.size >= field.min_size else None


def _tallest(field: TextField, count: int) -> float:
    """The size at which `count` lines fill the box of the field."""
    return field.size * _FILLED / count


def _size(field: TextField, line: str, most: float) -> float:
    """The size in mm at which `line` fills the field, at most `most`; cut to 0.01."""
    wide = width(line, _font(field), 1.0)
    return int((min(most, field.max_width / wide) if wide else most) * 100) / 100


def _font(field: TextField) -> str:
    return BOLD if field.bold else SEMIBOLD


def _on_lines(field: TextField, pieces: list[str], count: int, most: float) -> _Fitted | None:
    """The pieces at the largest size (in 0.01 mm) at which they fill `count` lines."""
    tallest = _tallest(field, count)
    within = max(field.min_size, tallest / _box("".join(pieces)))
    low, high = math.ceil(field.min_size * 100), int(min(most, tallest, within) * 100)
    best = None
    while low <= high:
        middle = (low + high) // 2
        lines = _lines(pieces, _font(field), field.max_width * 100 / middle)
        if lines is not None and len(lines) <= count:
            best = _Fitted(lines, middle / 100)
            low = middle + 1
        else:
            high = middle - 1
    return best


def _lines(pieces: list[str], font: str, limit: float) -> tuple[str, ...] | None:
    """The pieces on lines of at most `limit` sizes; None when one of them is wider."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if width((line + piece).rstrip(), font, 1.0) <= limit:
            line += piece
            continue
        if not line or width(piece.rstrip(), font, 1.0) > limit:
            return None
        lines.append(line.rstrip())
        line = piece
    return (*lines, line.rstrip())


def _at_words(text: str) -> list[str]:
    """Pieces that end with a space, or with a hyphen within the text."""
    return re.findall(r"[^ -]*(?:-(?=.)|[ ]|-?$)", text) if text else []


def _anywhere(text: str) -> list[str]:
    """Letters with their accents, for names without any place to break."""
    pieces: list[str] = []
    for char in text:
        if pieces and (unicodedata.combining(char) or char == " "):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _refuse_tight_code(
    fmt: LabelFormat, code: BarcodeItem | MatrixItem, text: Sequence[TextItem]
) -> None:
    """A code needs its quiet zones on the label, free of text, on every printer."""
    wide, quiet = code.width, code.quiet
    left, right = code.x - quiet, code.x + wide + quiet
    beyond = quiet if isinstance(code, MatrixItem) else 0.0
    top, bottom = code.y - beyond, code.y + code.height + beyond
    fits = left >= 0 and right <= fmt.width_mm and code.y + code.height <= fmt.height_mm
    beside = [i for i in text if i.y > top and i.y - _ASCENT * i.size_mm < bottom]
    if not fits or any(_reaches(item, left, right) for item in beside):
        raise Refused("The bar code does not fit this label.", safe=_SAFE, do=_LARGER_FORMAT)


def _reaches(item: TextItem, left: float, right: float) -> bool:
    """Whether a text stands between `left` and `right`, at least in part."""
    wide = width_of(item)
    start = item.x - (wide if item.align == "right" else 0)
    return start < right and start + wide > left
