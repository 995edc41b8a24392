"""One label proved: decoded, whole, within its edges, and no command from data."""

from __future__ import annotations

import re
from functools import cache

from ma_desktop.catalog import load_catalog
from ma_desktop.documents.label import draw, width_of
from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.documents.readback import decode
from ma_desktop.documents.style import clean
from ma_desktop.domain.label import Drawing, LabelFormat, TextItem
from ma_desktop.domain.label_fields import KINDS
from tests.documents.papers import letters, printed

# All that the writer ever says; whatever else appears came from data.
COMMANDS = re.compile(
    r"(\^(XA|CI28|PW\d+|LL\d+|LH0,0|FWN|FT\d+,\d+(,1)?|FO\d+,\d+|A0N,\d+,\d+|FH_|FS|XZ|BY\d+"
    r"|BCN,\d+,N,N,N,A|FD([A-Za-z0-9]|_[0-9A-F]{2})*|GFA,\d+,\d+,\d+,[0-9A-F]*))+\r\n"
)
RECORD_NUMBERS = {
    6: "704118",
    16: "004-118-27-99812",
    36: "f7b2c1de-0a63-4d84-9d0e-2f1b7f9a5c11",
}
"""Record numbers as clinics have them, by length."""
_SHORTER = ("patient", "slide")
"""Kinds of labels on which a record number of 36 characters is refused."""


@cache
def _formats() -> dict[str, LabelFormat]:
    return load_catalog().labels


def prove(format_id: str, name: str, dpi: int, mrn: str = "") -> Drawing:
    """Assert everything that the proof promises of one name on one label at one resolution.

    Without `mrn` the record number is the longest that the label takes. Raises Refused.
    """
    fmt = _formats()[format_id]
    kind = KINDS[fmt.kind]
    longest = RECORD_NUMBERS[16 if kind.id in _SHORTER else 36]
    values = kind.samples | {"mrn": mrn or longest, "reprint": "COPY 12"}
    values |= {"patient_name": name, "contents": name, "lab": name}
    drawing = draw(fmt, values)
    zpl = to_zpl(drawing, dpi)
    assert COMMANDS.fullmatch(zpl.decode("ascii"))
    image = printed(zpl, drawing, dpi)
    # At 600 dpi the reader gets the dots as they are: that is less help, and nine times fewer.
    assert decode(image, 1 if dpi >= 600 else 3) == [values[kind.code]]
    rows = image.grey_rows()
    assert rows[0].count(255) == rows[-1].count(255) == image.width, "ink on an edge"
    assert all(row[0] == row[-1] == 255 for row in rows), "ink on an edge"
    _demand_whole(fmt, drawing, values)
    return drawing


def _demand_whole(fmt: LabelFormat, drawing: Drawing, values: dict[str, str]) -> None:
    """Both identifiers stand there to the last letter, within the label."""
    texts = [item for item in drawing.items if isinstance(item, TextItem)]
    for item in texts:
        left = item.x - (width_of(item) if item.align == "right" else 0)
        assert left >= 0
        assert left + width_of(item) <= fmt.width_mm
    on_paper = letters("".join(item.text for item in texts))
    for name in KINDS[fmt.kind].whole:
        value = clean(values[name])
        if name == "patient_name":
            value = value.partition(", ")[0]
        if any(f"{{{name}}}" in field.text for field in fmt.text):
            assert letters(value) in on_paper, name
