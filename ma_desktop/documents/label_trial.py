"""Tries a label format on the hardest names, in the dots of each printer, with a verdict in words.

The names are made up. They hold what breaks labels: sixty letters, accents, a suffix, scripts that
printers' fonts lack and that run from the right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ma_desktop.documents.label import draw
from ma_desktop.documents.label_dots import quiet_is_white, to_dots
from ma_desktop.documents.raster import Image
from ma_desktop.documents.readback import decode
from ma_desktop.documents.style import clean
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import Drawing, LabelFormat, TextItem
from ma_desktop.domain.label_fields import KINDS

NAMES: Mapping[str, str] = {
    "Usual": "OKAFOR, GRACE A",
    "Sixty letters": "WOLFESCHLEGELSTEINHAUSENBERGERDORFF, MAXIMILIANA JOSEPHINE M",
    "Accents": "FERNÁNDEZ ÑÚÑEZ-MÜLLER, ZOË MARÍA DE LOS ÁNGELES",
    "Suffix": "VAN DER WESTHUIZEN-O'BRIEN, CHRISTOPHER JAMES, III",
    "Arabic": "عبد الرحمن الحسن, فاطمة الزهراء",
    "Chinese": "欧阳, 美玲",
}
"""Family, given, as labels have it; by what makes each of them hard."""
_LONG = {"mrn": "004-118-27-99812", "reprint": "COPY 12"}
_NAMED = ("patient_name", "contents", "lab")


@dataclass(frozen=True)
class Trial:
    """One name at one resolution; without an image the label was refused, and `words` say why."""

    hard: str
    dpi: int
    is_good: bool
    words: tuple[str, ...]
    image: Image | None = None


def trial(fmt: LabelFormat, hard: str, dpi: int) -> Trial:
    """Lay out, draw and read back; `hard` is a key of NAMES. 20-300 ms: call it in a task."""
    kind = KINDS[fmt.kind]
    values = kind.samples | _LONG | dict.fromkeys(_NAMED, NAMES[hard])
    try:
        drawing = draw(fmt, values)
    except Refused as refusal:
        return Trial(hard, dpi, False, (f"Refused: {refusal.what}",))
    image = to_dots(drawing, dpi)
    read = decode(image) == [values[kind.code]]
    quiet = quiet_is_white(drawing, dpi)
    names, whole = _identifiers(fmt, drawing, values)
    words = (
        "Code: read back whole." if read else "Code: can't be read back.",
        "Quiet zones: white." if quiet else "Quiet zones: too narrow, or ink in them.",
        names,
    )
    return Trial(hard, dpi, read and quiet and whole, words, image)


def _identifiers(fmt: LabelFormat, drawing: Drawing, values: Mapping[str, str]) -> tuple[str, bool]:
    """Whether all that identifies stands there to its last letter; given names may be shortened."""
    on_paper = _letters("".join(x.text for x in drawing.items if isinstance(x, TextItem)))
    kind = KINDS[fmt.kind]
    placed = [n for n in sorted(kind.whole) if any(f"{{{n}}}" in f.text for f in fmt.text)]
    cut = [name for name in placed if _letters(clean(values[name])) not in on_paper]
    family = _letters(clean(values.get("patient_name", "")).partition(", ")[0])
    if cut == ["patient_name"] and family in on_paper:
        return "Identifiers: whole; given names as initials.", True
    if cut:
        return f"Identifiers: {', '.join(kind.fields[n].words for n in cut)} is not whole.", False
    return "Identifiers: whole.", True


def _letters(text: str) -> str:
    """What is compared: letters and digits, whatever the line breaks and the composition."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
