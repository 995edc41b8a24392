"""Names, ages, and names that could be taken for one another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.patient import Allergy, Name, Patient, add_months, age_on, are_alike, folded

births = st.dates(date(1900, 1, 1), date(2026, 12, 31))


def person(family: str, given_name: str, born: int = 1980, key: str = "") -> Patient:
    name = Name(family, given_name)
    return Patient(key or family + given_name + str(born), "1", name, date(born, 5, 4), "female")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (person("Nguyen", "Thi Lan"), person("Nguyen", "Thi Loan", 1955), True),
        (person("García", "Marta"), person("Garcia", "Maria", 1991), True),
        (person("Johnson", "Keisha"), person("Johnston", "Kevin", 1990), True),
        (person("Okafor", "Ada", 1980), person("Okafor", "Chidi", 1980), True),
        (person("Okafor", "Ada", 1980), person("Okafor", "Chidi", 1990), False),
        (person("Smith", "Anna"), person("Schmidt", "Anna"), False),
        (person("Đặng", "Minh"), person("Dang", "Mai", 1970), True),
        (person("Kowalski", "Jan", key="a"), person("Kowalski", "Jan", key="a"), False),
    ],
)
def test_names_that_sound_alike(one: Patient, other: Patient, alike: bool) -> None:
    assert are_alike(one, other) is alike
    assert are_alike(other, one) is alike


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_likeness_does_not_depend_on_the_order(a: str, b: str, c: str, d: str) -> None:
    one, other = person(a, b, key="1"), person(c, d, 1990, key="2")
    assert are_alike(one, other) == are_alike(other, one)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("O'Brien-Núñez", "obriennunez"),
        ("STRAẞE", "strasse"),
        ("Łukasz Sørensen", "lukaszsorensen"),
        ("Đặng", "dang"),
        ("محمد", "محمد"),
    ],
)
def test_search_ignores_case_and_accents(text: str, key: str) -> None:
    assert folded(text) == key


def test_a_name_is_written_for_each_place() -> None:
    name = Name("Nguyễn", "Thị Lan", "Jr.")
    assert name.formal == "NGUYỄN, Thị Lan Jr."
    assert name.label == "NGUYỄN, THỊ LAN JR."
    assert name.spoken == "Thị Lan Nguyễn Jr."
    assert name.initials == "T.N."
    assert Name("Suharto").formal == "SUHARTO"
    assert Name("Suharto").initials == "S."


@given(births, st.integers(0, 1500))
def test_months_complete_on_the_day_that_add_months_names(birth: date, months: int) -> None:
    day = add_months(birth, months)
    assert age_on(birth, day).months == months
    if months:
        assert age_on(birth, day - timedelta(days=1)).months == months - 1


@given(births, st.integers(0, 40_000), st.integers(0, 400))
def test_age_never_falls(birth: date, days: int, later: int) -> None:
    first, second = (age_on(birth, birth + timedelta(count)) for count in (days, days + later))
    assert (first.years, first.months) <= (second.years, second.months)
    assert first.years == first.months // 12
    assert first.days == days


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 d"), (27, "27 d"), (28, "4 wk"), (89, "12 wk"), (90, "3 mo"), (730, "24 mo")],
)
def test_small_ages_are_said_in_small_units(days: int, words: str) -> None:
    birth = date(2025, 1, 1)
    said = age_on(birth, birth + timedelta(days)).words
    assert said == ("2 y" if days == 730 else words)


def test_a_day_before_birth_counts_as_zero() -> None:
    assert age_on(date(2026, 2, 1), date(2026, 1, 1)).days == 0


def test_severe_and_high_risk_allergies_are_critical() -> None:
    assert Allergy("1", "p", "Penicillin", severity="severe").is_critical
    assert Allergy("1", "p", "Latex", criticality="high").is_critical
    assert not Allergy("1", "p", "Dust", severity="mild").is_critical
