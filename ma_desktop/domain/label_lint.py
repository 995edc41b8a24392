"""Finds what is wrong with a label format before a patient's name stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from ma_desktop.domain.label import NARROWEST_MM, LabelFormat, TextField
from ma_desktop.domain.label_fields import KINDS, LabelKind
from ma_desktop.domain.vital_lint import Fault

_SMALLEST, _LARGEST = 10.0, 160.0  # mm: what label printers take
_FITS = ("whole", "name", "shorten")
_LEAST_BAR_MM = 10.0
"""Height of Code 128 bars (CLSI AUTO02-A2)."""


def label_faults(fmt: LabelFormat) -> Iterator[Fault]:
    """Everything wrong with one format; the required fields must stand on it whole."""
    kind = KINDS.get(fmt.kind)
    if kind is None:
        yield Fault("kind", f"must be one of {', '.join(KINDS)}")
        return
    for name, length in (("width_mm", fmt.width_mm), ("height_mm", fmt.height_mm)):
        if not _SMALLEST <= length <= _LARGEST:
            yield Fault(name, f"must lie between {_SMALLEST:g} and {_LARGEST:g} mm")
    yield from _code_faults(fmt)
    placed: set[str] = set()
    for number, field in enumerate(fmt.text):
        where = f"text[{number}]"
        names = _names(field.text)
        if names is None or not names <= set(kind.fields):
            yield Fault(f"{where}.text", "names a field that this kind of label does not have")
            continue
        if field.fit in ("whole", "name"):
            placed |= names
        yield from _field_faults(fmt, field, where)
    yield from _missing(kind, placed)


def _names(text: str) -> set[str] | None:
    """The fields that a text names; None when its braces make no sense."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    if any(spec or conversion for _text, _name, spec, conversion in parts):
        return None
    return {name for _text, name, _spec, _conversion in parts if name is not None}


def _code_faults(fmt: LabelFormat) -> Iterator[Fault]:
    code = fmt.barcode
    if code.symbology not in ("code128", "datamatrix"):
        yield Fault("barcode.symbology", "must be code128 or datamatrix")
    if code.module_mm < NARROWEST_MM:
        yield Fault("barcode.module_mm", f"must be at least {NARROWEST_MM:g}")
    if code.symbology == "code128" and code.height < _LEAST_BAR_MM:
        yield Fault("barcode.height", f"must be at least {_LEAST_BAR_MM:g} mm")


def _field_faults(fmt: LabelFormat, field: TextField, where: str) -> Iterator[Fault]:
    if field.fit not in _FITS:
        yield Fault(f"{where}.fit", f"must be one of {', '.join(_FITS)}")
    if field.align not in ("left", "right"):
        yield Fault(f"{where}.align", "must be left or right")
    if not 0 < field.min_size <= field.size:
        yield Fault(f"{where}.min_size", "must lie above 0 and not above size")
    if field.largest and not field.min_size <= field.largest <= field.size:
        yield Fault(f"{where}.largest", "must lie between min_size and size")
    if not 1 <= field.lines <= 4:
        yield Fault(f"{where}.lines", "must lie between 1 and 4")
    left = field.x - field.max_width if field.align == "right" else field.x
    if left < 0 or left + field.max_width > fmt.width_mm:
        yield Fault(f"{where}.max_width", "runs off the label")
    if field.y < 0 or field.y + field.size > fmt.height_mm:
        yield Fault(f"{where}.y", "runs off the label")


def _missing(kind: LabelKind, placed: set[str]) -> Iterator[Fault]:
    """Required fields that stand nowhere; the code's own field is enough in its shown form."""
    shown = f"{kind.code}_shown"
    for name in sorted(kind.whole - placed):
        if name == kind.code and (shown in placed or shown not in kind.fields):
            continue
        yield Fault("text", f"lacks {kind.fields[name].words}, whole")
