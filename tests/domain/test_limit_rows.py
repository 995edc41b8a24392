"""Limits as rows that a person changes: what stands, what is typed, what the check says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.clinic_limits import LimitRow, merged, read_rows, row_bound, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limit_rows import (
    copied,
    faults_beside,
    read_bound,
    read_row_bound,
    reworded,
    standing,
)
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
    words = reworded("Systolic 180 or more. Room 1800.", bp, before, now)
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


def own(
    tier: str, *, vital: str = "weight", ages: str = "adult", days: int | None = None
) -> LimitRow:
    """A copy of the shipped row of this tier, approved."""
    rows = standing(CATALOG.vitals[vital], (), BANDS)
    found = next(
        item
        for item in rows
        if (item.row.tier, item.row.ages, item.row.up_to_days) == (tier, ages, days)
    )
    return replace(copied(found), approved_by="Dr. Haddad")


def test_change_drift_and_gap_are_rows_that_a_clinic_changes() -> None:
    sharper = replace(own("change"), high=Decimal(7))
    drift = own("drift", days=30)
    looser = replace(drift, high=Decimal(8), up_to_days=45)
    nothing = replace(drift, high=None)
    narrower = replace(own("gap", vital="bp", ages="*"), high=Decimal(90))
    height = replace(own("change", vital="height"), high=Decimal(4))
    for row in (sharper, looser, nothing, narrower, height):
        assert faults_beside(CATALOG.vitals, [row], WORDS) == ()
        assert read_rows(written([row])) == (row,)
    laid = merged(CATALOG.vitals, [sharper, nothing, looser, narrower, height])
    adult = [item for item in laid["weight"].changes if item.ages == "adult"]
    assert [item.percent for item in adult] == [7]
    told = {item.days: item.percent for item in laid["weight"].drifts if item.ages == "adult"}
    assert told == {180: 10, 45: 8}
    assert laid["bp"].gap is not None
    assert [laid["bp"].gap.low, laid["bp"].gap.high] == [10, 90]
    assert [it.amount for it in laid["height"].changes if it.ages == "adult"] == [4]
    grown = Subject(Age(30, 361, 11000), "female")
    assert assess(laid["bp"], parse(laid["bp"], "190/95"), grown, CATALOG.bands).questions
    assert not assess(laid["bp"], parse(laid["bp"], "170/95"), grown, CATALOG.bands).questions


def test_a_difference_is_typed_in_the_unit_it_is_shown_in() -> None:
    height, change = CATALOG.vitals["height"], own("change", vital="height")
    assert row_bound(height, change, Decimal("2.5")) == "2.5"
    assert read_row_bound(height, change, "3 cm") == 3
    weight, drift = CATALOG.vitals["weight"], own("drift", days=30)
    assert read_row_bound(weight, drift, "6 %") == 6
    assert read_row_bound(weight, drift, "") is None
    for wrong in ("-4", "6 kg", "much"):
        with pytest.raises(Refused):
            read_row_bound(weight, drift, wrong)
    words = reworded(drift.why, weight, drift, replace(drift, high=Decimal(6), up_to_days=60))
    assert words == "Weight changed by 6 % or more within 60 days."


def test_wrong_rows_of_change_are_found() -> None:
    drift, change = own("drift", days=30), own("change")
    gap = own("gap", vital="bp", ages="*")
    for row in (
        replace(drift, high=Decimal(120)),
        replace(drift, severity="loud"),
        replace(change, high=Decimal(0)),
        replace(change, ages="elder"),
        replace(gap, low=Decimal(150)),
    ):
        found = faults_beside(CATALOG.vitals, [row], WORDS)
        assert found
        assert {beside for beside, _words in found} == {row}
    twice = faults_beside(CATALOG.vitals, [drift, replace(drift, severity="urgent")], WORDS)
    assert (drift, "another row of the clinic says the same") in twice


def test_findings_stand_beside_their_rows() -> None:
    wrong = LimitRow("hr", "hr", "confirm", "adult", high=Decimal(900))
    right = LimitRow("hr", "hr", "reference", "adult", low=Decimal(55), high=Decimal(100))
    found = faults_beside(CATALOG.vitals, [wrong, right], WORDS)
    assert found
    assert {row for row, _words in found} == {wrong}
    twice = faults_beside(CATALOG.vitals, [right, right], WORDS)
    assert (right, "another row of the clinic says the same") in twice
