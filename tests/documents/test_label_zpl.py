"""ZPL rendered by an independent renderer and read by an independent reader."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.documents.label import draw
from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.documents.readback import decode
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import Drawing, TextItem, module_dots
from tests.documents.papers import (
    ACCESSION,
    LARGE,
    NASTY_NAMES,
    SMALL,
    UUID,
    content,
    label_format,
    printed,
)

# All that this writer ever says; whatever else appears came from data.
COMMANDS = r"(\^(XA|CI28|PW\d+|LL\d+|LH0,0|FWN|FT\d+,\d+(,1)?|FO\d+,\d+|A0N,\d+,\d+|FH_|FS|XZ|BY\d"
COMMANDS += r"|BCN,\d+,N,N,N,A|FD([A-Za-z0-9]|_[0-9A-F]{2})*|GFA,\d+,\d+,\d+,[0-9A-F]*))+\r\n"


def test_there_are_a_hundred_nasty_names() -> None:
    assert len(NASTY_NAMES) >= 100


@pytest.mark.parametrize("patient_name", NASTY_NAMES)
def test_a_label_decodes_whatever_the_patient_is_called(patient_name: str) -> None:
    drawing = draw(label_format(), content(patient_name=patient_name.upper()))
    zpl = to_zpl(drawing)
    assert re.fullmatch(COMMANDS, zpl.decode("ascii"))
    image = printed(zpl, drawing)
    assert decode(image) == [ACCESSION]
    rows = image.grey_rows()
    assert all(row.endswith(b"\xff" * 12) for row in rows), "text runs to the edge of the label"
    assert rows[0].count(255) == image.width, "text is cut at the upper edge"


@pytest.mark.parametrize("name", [LARGE, SMALL])
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_full_label_decodes_at_every_resolution(name: str, dpi: int) -> None:
    drawing = draw(label_format(name), content(mrn=UUID, reprint="COPY 3"))
    assert decode(printed(to_zpl(drawing, dpi), drawing, dpi)) == [ACCESSION]


@given(st.text(min_size=1, max_size=80), st.text(max_size=60), st.text(min_size=1, max_size=40))
def test_no_data_becomes_a_command(patient_name: str, tests: str, mrn: str) -> None:
    try:
        drawing = draw(label_format(), content(patient_name=patient_name, tests=tests, mrn=mrn))
    except Refused:
        return
    zpl = to_zpl(drawing).decode("ascii")
    assert re.fullmatch(COMMANDS, zpl)
    assert zpl.count("^XA") == zpl.count("^XZ") == zpl.count("^BC") == 1


def test_plain_text_goes_as_text_and_bytes_are_escaped() -> None:
    zpl = to_zpl(draw(label_format(), content(patient_name="O'BRIEN, ANN"))).decode()
    assert "^FDO_27BRIEN_2C_20ANN^FS" in zpl
    assert f"^BCN,80,N,N,N,A^FH_^FD{ACCESSION}^FS" in zpl
    assert "^GF" not in zpl
    assert zpl.startswith("^XA^CI28^PW457^LL254^LH0,0^FWN^FT")


@pytest.mark.parametrize("patient_name", ["NGUYỄN, TUYẾT", "ШЕВЧЕНКО", "^XZ", "A-B-C"])
def test_other_text_goes_as_a_picture(patient_name: str) -> None:
    zpl = to_zpl(draw(label_format(), content(patient_name=patient_name))).decode()
    assert zpl.count("^GFA") == 1


def test_an_accent_alone_is_no_text() -> None:
    drawing = draw(label_format(), content(tests="\u0301", container=""))
    assert "^GF" not in to_zpl(drawing).decode()
    blank = Drawing(20, 10, (TextItem(1, 5, 3, False, "\u0301"),))
    assert "^GF" not in to_zpl(blank).decode()


@pytest.mark.parametrize(("dpi", "dots"), [(203, 2), (300, 3), (600, 6), (100, 1), (150, 2)])
def test_bars_are_whole_dots_and_never_too_narrow(dpi: int, dots: int) -> None:
    assert module_dots(0.25, dpi) == dots
    assert dots * 25.4 / dpi >= 0.19
