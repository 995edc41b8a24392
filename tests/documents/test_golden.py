"""Every kind of document in every nasty case: its text, its pixels, its layout."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from PIL import Image, ImageChops

from ma_desktop.documents.sheet import HEIGHT, MARGIN, WIDTH
from tests.documents.goldens import ALL, CASES, FOLDER, KINDS, document, drawn, text_of
from tests.documents.papers import ACTS, keys_of

_DIFFERS = 24  # of 255: what another way of smoothing edges may change
_HEAD = 14  # points above the margin for the title that stands again; printers need 18 to the edge
MOST_DIFFERENT = 0.002  # of all pixels


@pytest.mark.parametrize(("kind", "case"), ALL)
def test_the_text_is_the_approved_one(kind: str, case: str) -> None:
    golden = (FOLDER / f"{kind}.{case}.txt").read_text(encoding="utf-8")
    assert text_of(document(kind, case)) == golden


@pytest.mark.parametrize(("kind", "case"), ALL)
def test_the_picture_is_the_approved_one(kind: str, case: str) -> None:
    now = drawn(document(kind, case))
    with Image.open(FOLDER / f"{kind}.{case}.png") as golden:
        assert now.size == golden.size, "another number of pages"
        assert different(now, golden) <= MOST_DIFFERENT * now.width * now.height


def different(one: Image.Image, other: Image.Image) -> int:
    """How many pixels are lighter or darker by more than edges may be."""
    return sum(ImageChops.difference(one, other).histogram()[_DIFFERS + 1 :])


@pytest.mark.parametrize(("kind", "case"), ALL)
def test_nothing_leaves_the_page_and_no_lines_overlap(kind: str, case: str) -> None:
    with pdfplumber.open(io.BytesIO(document(kind, case))) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            words = page.extract_words()
            assert words
            for word in words:
                assert word["x0"] >= MARGIN - 2, word
                assert word["x1"] <= WIDTH - MARGIN + 6, word
                assert word["top"] >= MARGIN - _HEAD, word
                assert word["bottom"] <= HEIGHT - MARGIN + 8, word
            text = page.extract_text()
            assert f"{number} of {len(pdf.pages)}" in text or f"{number} de" in text
            if kind.startswith(("summary", "record")):
                assert "004-118-27" in text


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("case", sorted(CASES))
def test_data_bring_no_link_script_or_file(kind: str, case: str) -> None:
    keys = keys_of(document(kind, case))
    assert "/FontFile2" in keys, "not all of the document was read"
    assert keys.isdisjoint(ACTS)


def test_a_picture_that_differs_is_noticed() -> None:
    one, other = (drawn(document("record", case)) for case in ("plain", "newborn"))
    assert different(one, other) > 10
