"""Limits as rows that a person changes: what stands, what is typed, what the check says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.clinic_limits import LimitRow, merged
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limit_rows import copied, faults_beside, read_bound, reworded, standing
from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.patient import Age
from ma_desktop.domain.vital_lint import Vocabulary
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import VitalSign

CATALOG = load_catalog()
BANDS = tuple(band.id for band in CATALOG.bands)
WORDS = Vocabulary(BANDS, frozenset(CATALOG.sources))


@pytest.mark.parametrize("vital", [v for v in CATALOG.vitals.values() if v.parts])
def test_every_shipped_row_can_be_copied_as_it_is(vital: VitalSign) -> None:
    from_file = CATALOG.vitals[vital.id]
    for item in standing(from_file, (), BANDS):
        if item.formula:
            continue
        row = replace(copied(item), approved_by="Dr. Haddad")
        assert faults_beside(CATALOG.vitals, [row], WORDS) == ()
        rows = standing(from_file, [row], BANDS)
        assert len(rows) == len(standing(from_file, (), BANDS))
        assert sum(other.is_own for other in rows) == 1


def test_bounds_are_typed_in_the_usual_unit_or_another() -> None:
    temp = CATALOG.vitals["temp"]
    assert read_bound(temp, temp.parts[0], "100.4") == 38
    assert read_bound(temp, temp.parts[0], "38 °C") == 38
    assert read_bound(temp, temp.parts[0], " ") is None
    for wrong in ("warm", "38 kg", "3 8"):
        with pytest.raises(Refused):
            read_bound(temp, temp.parts[0], wrong)


def test_the_words_follow_the_bound() -> None:
    bp = CATALOG.vitals["bp"]
    before = LimitRow("bp", "sbp", "notify", "adult", high=Decimal(180), severity="critical")
    now = replace(before, high=Decimal(170))
    words = reworded("Systolic 180 or more. Room 1800.", bp, bp.parts[0], before, now)
    assert words == "Systolic 170 or more. Room 1800."


def test_a_row_for_pregnancy_takes_the_place_of_the_shipped_one() -> None:
    row = LimitRow(
        "bp", "sbp", "notify", high=Decimal(150), severity="urgent", pregnant=True,
        approved_by="Dr. Haddad",
    )  # fmt: skip
    assert faults_beside(CATALOG.vitals, [row], WORDS) == ()
    bp = merged(CATALOG.vitals, [row])["bp"]
    expecting = Subject(Age(30, 361, 11000), "female", True)
    assert assess(bp, parse(bp, "145/80"), expecting, CATALOG.bands).severity == ""
    assert assess(bp, parse(bp, "150/80"), expecting, CATALOG.bands).severity == "urgent"


def test_findings_stand_beside_their_rows() -> None:
    wrong = LimitRow("hr", "hr", "confirm", "adult", high=Decimal(900))
    right = LimitRow("hr", "hr", "reference", "adult", low=Decimal(55), high=Decimal(100))
    found = faults_beside(CATALOG.vitals, [wrong, right], WORDS)
    assert found
    assert {row for row, _words in found} == {wrong}
    twice = faults_beside(CATALOG.vitals, [right, right], WORDS)
    assert (right, "another row of the clinic says the same") in twice
