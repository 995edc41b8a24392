"""Label pages: true size, both identifiers in the text, bars that decode."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from ma_desktop.documents.label import draw
from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.raster import Image, pages
from ma_desktop.documents.readback import decode
from ma_desktop.domain.label import Drawing, TextItem
from tests.documents.papers import (
    ACCESSION,
    LARGE,
    NASTY_NAMES,
    SMALL,
    UUID,
    content,
    fonts_of,
    label_format,
    letters,
    page_texts,
)


@pytest.mark.parametrize("name", [LARGE, SMALL])
def test_pages_have_the_labels_size_and_one_label_each(name: str) -> None:
    fmt = label_format(name)
    label = draw(fmt, content())
    document = PdfReader(io.BytesIO(to_pdf([label, label])))
    assert len(document.pages) == 2
    box = document.pages[1].mediabox
    assert float(box.width) == pytest.approx(fmt.width_mm * 72 / 25.4, abs=0.01)
    assert float(box.height) == pytest.approx(fmt.height_mm * 72 / 25.4, abs=0.01)


@pytest.mark.parametrize("patient_name", NASTY_NAMES)
def test_both_identifiers_are_whole_and_the_bars_decode(patient_name: str) -> None:
    name = patient_name.upper()
    pdf = to_pdf([draw(label_format(), content(patient_name=name, mrn=UUID))])
    text = letters(page_texts(pdf)[0])
    family = name.partition(", ")[0]
    assert letters(name if len(name) < 70 else family) in text
    assert letters(f"DOB 03/14/1979 47Y F MRN {UUID}") in text
    assert decode(pages(pdf, 3)[0]) == [ACCESSION]


def test_equal_labels_give_equal_bytes_with_embedded_fonts_and_no_patient_in_properties() -> None:
    pdf = to_pdf([draw(label_format(), content())])
    assert pdf == to_pdf([draw(label_format(), content())])
    document = PdfReader(io.BytesIO(pdf))
    assert document.metadata is not None
    assert "OKAFOR" not in str(document.metadata)
    fonts = fonts_of(pdf)
    assert fonts["Inter-Bold"]
    assert fonts["Inter-SemiBold"]


def test_a_blank_picture_decodes_to_nothing() -> None:
    assert decode(Image(40, 20, b"\xff" * 2400)) == []


def test_pixels_are_red_green_blue_from_the_top_left() -> None:
    image = pages(to_pdf([draw(label_format(), content())]), 2)[0]
    assert len(image.rgb) == image.width * image.height * 3
    rows = image.grey_rows()
    assert len(rows) == image.height
    assert set(rows[0]) == {255}


def test_labels_drawn_at_once_in_several_threads_are_those_drawn_one_after_the_other() -> None:
    drawings = [
        Drawing(50, 30, (TextItem(2, 6, 3, True, name), TextItem(2, 12, 3, False, name[::-1])))
        for name in ("NGUYỄN, THỊ NGỌC", "OKAFOR, GRACE", "GARCÍA-LÓPEZ, INÉS", "IŞIK, ÖZGÜR") * 4
    ]
    alone = [to_pdf([drawing]) for drawing in drawings]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda drawing: to_pdf([drawing]), drawings))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone
