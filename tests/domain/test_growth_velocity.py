"""How fast a child grew, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ma_desktop.domain.growth_velocity import velocity_words

MONTH = Decimal("30.4375")


@pytest.mark.parametrize(
    ("before", "now", "unit", "typed", "days", "words"),
    [
        ("3.400", "3.736", "kg", "kg", 12, "+28 g a day over 12 days"),
        ("3.400", "3.400", "kg", "kg", 1, "±0 g a day over 1 day"),
        ("4.0", "4.42", "kg", "kg", 14, "+210 g a week over 14 days"),
        ("9.0", "8.9", "kg", "kg", 61, "−50 g a month over 61 days"),
        ("3.40194278", "3.62873896", "kg", "[oz_av]", 7, "+1.1 oz a day over 7 days"),
        ("50", "54", "cm", "cm", 30, "+0.9 cm a week over 30 days"),
        ("50.8", "53.34", "cm", "[in_i]", 61, "+0.50 in a month over 61 days"),
        ("50", "54", "cm", "cm", 0, ""),
    ],
)
def test_words_of_growth(
    before: str, now: str, unit: str, typed: str, days: int, words: str
) -> None:
    found = velocity_words(Decimal(before), Decimal(now), unit, typed, days, MONTH)
    assert found == words
