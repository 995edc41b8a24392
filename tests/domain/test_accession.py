"""Accession numbers notice a slip of one digit; tubes come in the order of draw."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import (
    accession_number,
    in_order_of_draw,
    is_accession,
    mod_11_10,
    shown_accession,
)
from tests.domain.content import CATALOG

numbers = st.builds(
    accession_number, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999)
)


@given(numbers, st.integers(0, 11), st.integers(1, 9))
def test_each_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    assert is_accession(number)
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_accession(number[:place] + wrong + number[place + 1 :])


@given(st.text(max_size=14))
def test_whatever_a_scanner_sends_is_judged(text: str) -> None:
    assert is_accession(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["", "\u0662" * 12, "26327000042\u0661", "²63270000421", "26327000042"]
)
def test_only_twelve_plain_digits_are_an_accession(text: str) -> None:
    assert not is_accession(text)


def test_the_number_is_made_of_day_and_sequence() -> None:
    assert accession_number(date(2026, 11, 23), 42) == "263270000421"
    assert shown_accession("263270000421") == "26327-000042-1"


@pytest.mark.parametrize("sequence", [0, 1_000_000])
def test_a_day_has_a_million_numbers_at_most(sequence: int) -> None:
    with pytest.raises(Refused):
        accession_number(date(2026, 11, 23), sequence)


@pytest.mark.parametrize("text", ["", "12a", "\u0663"])
def test_a_check_digit_is_made_from_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="digits only"):
        mod_11_10(text)


def test_tubes_come_in_the_order_of_draw() -> None:
    shuffled = sorted(CATALOG.tubes.values(), key=lambda tube: tube.name)
    drawn = [tube.id for tube in in_order_of_draw(shuffled)]
    assert drawn == list(CATALOG.tubes)
    order = ["blood_culture", "citrate", "serum_plain", "sst", "heparin", "edta", "fluoride", "acd"]
    assert [tube for tube in drawn if tube in order] == order
