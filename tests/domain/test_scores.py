"""NEWS2 and the shock index: edges, missing values, and whom they are made for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ma_desktop.catalog.scores import scores
from ma_desktop.domain.scores import News2Values, news2, news2_fits, shock_index, shock_word

RULES = scores().news2
WELL = News2Values(
    rr=Decimal(16),
    spo2=Decimal(97),
    on_oxygen=False,
    sbp=Decimal(122),
    hr=Decimal(72),
    acvpu="A",
    temp=Decimal("36.8"),
)


def test_nothing_is_totalled_while_something_is_missing() -> None:
    found = news2(replace(WELL, temp=None, acvpu=None), RULES)
    assert (found.total, found.missing, found.risk) == (None, ("acvpu", "temp"), None)


def test_a_single_three_counts_without_a_total() -> None:
    found = news2(replace(WELL, temp=None, rr=Decimal(25)), RULES)
    assert found.total is None
    assert found.risk
    assert found.risk.id == "low_medium"


def test_scale_2_needs_to_know_about_oxygen() -> None:
    found = news2(replace(WELL, scale=2, on_oxygen=None), RULES)
    assert found.missing == ("spo2", "o2")


@pytest.mark.parametrize(
    ("spo2", "oxygen", "points"),
    [(83, False, 3), (88, True, 0), (92, True, 0), (93, True, 1), (93, False, 0), (97, True, 3)],
)
def test_scale_2_depends_on_oxygen(spo2: int, oxygen: bool, points: int) -> None:
    values = replace(WELL, scale=2, spo2=Decimal(spo2), on_oxygen=oxygen)
    assert news2(values, RULES).parts["spo2"] == points


@pytest.mark.parametrize(
    ("temp", "points"),
    [("35.04", 3), ("35.05", 1), ("36.05", 0), ("38.04", 0), ("38.05", 1), ("39.05", 2)],
)
def test_the_temperature_is_rounded_half_up_to_a_tenth(temp: str, points: int) -> None:
    assert news2(replace(WELL, temp=Decimal(temp)), RULES).parts["temp"] == points


@pytest.mark.parametrize(
    ("years", "pregnant", "fits"), [(15, False, False), (16, False, True), (30, True, False)]
)
def test_news2_is_for_people_from_16_who_are_not_pregnant(
    years: int, pregnant: bool, fits: bool
) -> None:
    assert news2_fits(years, pregnant, RULES) is fits


@pytest.mark.parametrize(
    ("hr", "sbp", "years", "word"),
    [
        (89, 100, 40, ""),
        (90, 100, 40, "Raised"),
        (100, 100, 40, "Critical"),
        (122, 100, 5, ""),
        (123, 100, 5, "Raised"),
        (101, 100, 7, "Raised"),
        (91, 100, 13, "Raised"),
        (150, 100, 17, ""),
    ],
)
def test_the_word_of_the_shock_index_goes_by_age(hr: int, sbp: int, years: int, word: str) -> None:
    index = shock_index(Decimal(hr), Decimal(sbp))
    assert shock_word(index, years, scores().shock) == word
