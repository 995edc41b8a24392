"""Lays a specimen label out: both identifiers whole, whatever the patient is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ma_desktop.documents.style import BOLD, SEMIBOLD, clean, covers, width
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import BarcodeItem, Drawing, LabelFormat, TextField, TextItem
from ma_desktop.domain.label_fields import KINDS, LabelKind

_ASCENT = 0.8  # of the size: from the top of a line's box to its baseline, for capitals
_LEADING = 0.52  # of the box: size of each line where a text stands on two
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
    values = {name: clean(content.get(name, "")) for name in kind.fields}
    _refuse_incomplete(kind, values)
    text = [item for field in fmt.text for item in _place(field, values)]
    place = fmt.barcode
    bars = BarcodeItem(place.x, place.y, place.module_mm, place.height, values[kind.code])
    _refuse_tight_bars(fmt, bars, text)
    return Drawing(fmt.width_mm, fmt.height_mm, (*text, bars))


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
        if not covers(values[name]):
            raise Refused(
                f"On the label, {words} has characters that can't be printed.",
                safe=_SAFE,
                do="Record it in Latin, Greek or Cyrillic letters, as on the patient's papers.",
            )


def _place(field: TextField, values: dict[str, str]) -> Iterator[TextItem]:
    text = _filled(field, values)
    if not text:
        return
    fitted = _fit(field, text)
    for number, line in enumerate(fitted.lines):
        pitch = field.size * _LEADING * number
        baseline = field.y + _ASCENT * fitted.size + pitch
        yield TextItem(
            field.x, round(baseline, 3), fitted.size, field.bold, line, align=field.align
        )


def _filled(field: TextField, values: dict[str, str]) -> str:
    """The field's text with its data; nothing when all of its data are empty."""
    used = [value for name, value in values.items() if f"{{{name}}}" in field.text]
    if used and not any(used):
        return ""
    text = field.text.format_map(values).strip()
    return text if covers(text) else "".join(c if covers(c) else "?" for c in text)


def _fit(field: TextField, text: str) -> _Fitted:
    for variant, split in _variants(field, text):
        fitted = _largest(field, variant, split)
        if fitted is not None:
            return fitted
    raise Refused(
        "The name or number is too long for this label.",
        safe=_SAFE,
        do=_LARGER_FORMAT,
    )


Split = Callable[[str], Iterator[tuple[str, str]]]


def _variants(field: TextField, text: str) -> Iterator[tuple[str, Split]]:
    """Texts to try, best first: whole, then shorter where the field's rule allows it."""
    yield text, _at_words
    if field.fit == "name":
        yield from ((shorter, _at_words) for shorter in _shorter_names(text))
        yield from ((variant, _anywhere) for variant in (text, *_shorter_names(text)))
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
    best = _Fitted((text,), _size(field, field.size, text))
    if field.lines == 2:
        for pair in split(text):
            size = _size(field, field.size * _LEADING, *pair)
            if size > best.size:
                best = _Fitted(pair, size)
    return best if best.size >= field.min_size else None


def _size(field: TextField, most: float, *lines: str) -> float:
    """The size in mm at which the widest line fills the field, at most `most`; cut to 0.01."""
    font = BOLD if field.bold else SEMIBOLD
    widest = max(width(line, font, 1.0) for line in lines)
    return int((min(most, field.max_width / widest) if widest else most) * 100) / 100


def _at_words(text: str) -> Iterator[tuple[str, str]]:
    """Breaks at spaces, and after hyphens."""
    for at, char in enumerate(text):
        if char == " ":
            yield text[:at], text[at + 1 :]
        elif char == "-" and 0 < at < len(text) - 1:
            yield text[: at + 1], text[at + 1 :]


def _anywhere(text: str) -> Iterator[tuple[str, str]]:
    """Breaks within words too, for names without any place to break."""
    half = len(text) // 2
    for at in range(max(1, half - 8), min(len(text), half + 9)):
        yield text[:at].rstrip(), text[at:].lstrip()


def _refuse_tight_bars(fmt: LabelFormat, bars: BarcodeItem, text: Sequence[TextItem]) -> None:
    """Bars need their quiet zones on the label, free of text, and a number that they can hold."""
    if not (bars.text.isascii() and bars.text.isprintable()):
        raise Refused("This accession number can't stand in a bar code.", safe=_SAFE)
    left, right = bars.x - bars.quiet, bars.x + bars.width + bars.quiet
    fits = left >= 0 and right <= fmt.width_mm and bars.y + bars.height <= fmt.height_mm
    if not fits or any(_touches(item, left, right, bars) for item in text):
        raise Refused(
            "The bar code does not fit this label.",
            safe=_SAFE,
            do=_LARGER_FORMAT,
        )


def _touches(item: TextItem, left: float, right: float, bars: BarcodeItem) -> bool:
    start = item.x - (width_of(item) if item.align == "right" else 0)
    beside = start >= right or start + width_of(item) <= left
    above = item.y <= bars.y
    below = item.y - _ASCENT * item.size_mm >= bars.y + bars.height
    return not (beside or above or below)
