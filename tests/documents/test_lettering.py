"""Wrapping, cleaning, and accents that stand where they belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.documents.lettering import split
from ma_desktop.documents.lines import printable, width, wrap
from ma_desktop.documents.style import REGULAR, SEMIBOLD, clean


def test_ready_made_letters_need_no_accents() -> None:
    assert split("Grace", REGULAR) == ("Grace", ())
    assert split("Nguyễn", REGULAR) == ("Nguyễn", ())


def test_an_accent_goes_over_the_middle_of_its_letter_and_clear_of_it() -> None:
    letters, (mark,) = split("AQ\u0308B", SEMIBOLD)
    assert letters == "AQB"
    start = width("A", SEMIBOLD, 1)
    assert start - 0.1 < mark.x < start + width("Q", SEMIBOLD, 1)
    assert mark.y > 0.1


def test_accents_pile_up_and_hang_down() -> None:
    _, (first, second) = split("x\u0308\u0302", REGULAR)
    assert first.y == 0
    assert second.y == pytest.approx(0.21, abs=0.1)
    _, (below, lower) = split("Q\u0331\u0323", REGULAR)
    assert lower.y < below.y < 0


def test_an_accent_over_a_space_or_through_a_letter_stays_level() -> None:
    assert split(" \u0302", REGULAR)[1][0].y == 0
    assert split("Q\u0338", REGULAR)[1][0].y == 0
    assert split("\u0301", REGULAR) == ("", ())


@given(st.text(max_size=200))
def test_clean_text_is_one_line_without_steering_characters(text: str) -> None:
    line = clean(text)
    assert line == clean(line)
    assert not any(ord(char) < 32 or char in "\u202e\u200f\x7f\x9b" for char in line)
    assert "  " not in line


def test_printable_text_boxes_what_fonts_lack() -> None:
    assert printable("Wáng 小明\n") == "Wáng 小明"
    assert printable("ሰላም Ann") == "□□□ Ann"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x17F), max_size=120))
def test_wrapped_lines_fit_and_lose_no_character(text: str) -> None:
    lines = wrap(text, REGULAR, 12, 60)
    assert all(width(line, REGULAR, 12) <= 60.001 for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


def test_a_letter_wider_than_the_line_still_gets_one() -> None:
    assert wrap("WW", REGULAR, 12, 1) == ["W", "W"]
