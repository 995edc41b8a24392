"""Scans: accession numbers in, everything else kept apart, nothing acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.devices.scanner import Scan, what
from ma_desktop.domain.specimen import mod_11_10

NUMBER = f"26327000421{mod_11_10('26327000421')}"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"{NUMBER}\r\n",
        f"\x02{NUMBER}\x03",
        f"{NUMBER[:5]}-{NUMBER[5:11]}-{NUMBER[11]}",
        f" {NUMBER[:5]} {NUMBER[5:]} ",
    ],
)
def test_an_accession_number_is_a_specimen(text: str) -> None:
    scan = what(text)
    assert (scan.kind, scan.text) == ("specimen", NUMBER)


@pytest.mark.parametrize(
    "text",
    ["", "\t\x1b", "OKAFOR", NUMBER[:-1], f"{NUMBER}1", "\uff11" * 12, "²" * 12],
)
def test_anything_else_is_unknown(text: str) -> None:
    assert what(text).kind == "unknown"


def test_one_wrong_digit_is_noticed() -> None:
    for place in range(12):
        for digit in "0123456789":
            other = NUMBER[:place] + digit + NUMBER[place + 1 :]
            assert (what(other).kind == "specimen") == (other == NUMBER)


@given(st.text(max_size=400))
def test_no_control_character_comes_through(text: str) -> None:
    scan = what(text)
    assert scan.text.isprintable() or not scan.text.isascii()
    assert not any(ord(char) < 32 or ord(char) == 127 for char in scan.text)
    assert len(scan.text) <= 200


def test_packs_and_symbology_identifiers() -> None:
    assert what("SP26-000123") == Scan("pack", "SP26-000123")
    assert what("sp26-000123").kind == "pack"
    assert what("SP") == Scan("unknown", "SP")
    assert what("]C1263270000421").text == "263270000421"
