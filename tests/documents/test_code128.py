"""Code 128 against an independent reader and an independent table."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode.code128 import Code128

from ma_desktop.domain.label import (
    BarcodeItem,
    check_value,
    code128_values,
    code128_widths,
)


def read(text: str) -> list[str]:
    """What zxing-cpp reads from bars of three pixels a module."""
    row = bytearray(b"\xff" * 30)
    for number, width in enumerate(code128_widths(text)):
        row += (b"\xff" if number % 2 else b"\x00") * (3 * width)
    row += b"\xff" * 30
    pixels = bytes(row) * 60
    return [
        found.text for found in zxingcpp.read_barcodes(memoryview(pixels).cast("B", (60, len(row))))
    ]


def test_an_accession_number_takes_one_symbol_for_two_digits() -> None:
    assert code128_values("263270004213") == (105, 26, 32, 70, 0, 42, 13, 75, 106)
    assert sum(code128_widths("263270004213")) == 101


def test_the_check_character_is_the_published_one() -> None:
    """PJJ123C has 54 as its check value in the standard's example (start A there is 103)."""
    assert check_value([103, 48, 42, 42, 17, 18, 19, 35]) == 54


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("42", (105, 42)),
        ("1", (104, 17)),
        ("123", (104, 17, 18, 19)),
        ("12345", (105, 12, 34, 100, 21)),
        ("A1234", (104, 33, 99, 12, 34)),
        ("A12345", (104, 33, 17, 99, 23, 45)),
        ("AB12345C", (104, 33, 34, 17, 99, 23, 45, 100, 35)),
    ],
)
def test_subsets(text: str, values: tuple[int, ...]) -> None:
    assert code128_values(text)[:-2] == values
    assert read(text) == [text]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24))
def test_every_printable_text_reads_back(text: str) -> None:
    assert read(text) == [text]


def test_bars_agree_with_another_encoder() -> None:
    other = Code128("263270004213", quiet=0)
    other.validate()
    other.encode()
    other.decompose()
    widths = [ord(sign.lower()) - ord("a") + 1 for sign in other.decomposed]
    assert list(code128_widths("263270004213")) == widths


@pytest.mark.parametrize("text", ["", "é", "A\n", "\uff11\uff12"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        code128_values(text)


def test_a_symbol_knows_its_width_and_quiet_zone() -> None:
    bars = BarcodeItem(0, 0, 0.25, 10, "263270004213")
    assert bars.width == pytest.approx(101 * 3 * 25.4 / 300)  # the widest: at 300 dpi
    assert bars.quiet == pytest.approx(10 * 3 * 25.4 / 300)
