"""Names that sound alike, from everywhere; and names that do not."""

from __future__ import annotations

from datetime import date

import pytest

from ma_desktop.domain.patient import are_alike, differences
from tests.factories import patient


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephens", "Stevens"),
        ("Mohammed", "Muhamad"),
        ("Meyer", "Maier"),
        ("Nguyễn", "Nguyen"),
        ("Müller", "Mueller"),
        ("Gonzalez", "Gonsales"),
        ("Tchaikovsky", "Chaikovski"),
        ("Kowalski", "Covalsky"),
        ("Lee", "Li"),
        ("Leigh", "Lee"),
        ("O'Brien", "Obrian"),
        ("Hussein", "Husain"),
        ("Aleksandrova", "Alexandrova"),
        ("Katherine", "Catharina"),
        ("Philips", "Filips"),
        ("Schmidt", "Schmitt"),
    ],
)
def test_these_sound_alike(one: str, other: str) -> None:
    assert are_alike(patient(one, "Anna"), patient(other, "Alma"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Li", "Lo"),
        ("Kim", "Cam"),
        ("Okafor", "Adeyemi"),
        ("Tanaka", "Tamura"),
        ("Garcia", "Martinez"),
        ("Haddad", "Hakimi"),
        ("Wang", "Zhang"),
        ("王", "李"),
        ("Иванова", "Петрова"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert not are_alike(patient(one, "Anna"), patient(other, "Anna"))


def test_what_tells_two_apart() -> None:
    one = patient("Okafor", "Grace Ada", mrn="M-1", birth_date=date(1979, 3, 14))
    other = patient("Okafor", "Grace", mrn="M-2", birth_date=date(1979, 8, 2))
    assert differences(one, other) == (
        ("Middle name", "Ada", ""),
        ("Birth date", "14 Mar 1979", "2 Aug 1979"),
        ("Record number", "M-1", "M-2"),
    )
