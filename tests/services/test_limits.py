"""The clinic's own limits: laid over the shipped ones, checked, kept, in force."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ma_desktop.domain.clinic_limits import LimitRow, merged, read_rows, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.vital_parse import InvalidReading, parse
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.limits import change_limits, own_limits
from ma_desktop.services.rooming import check, open_visit
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock

LOWER = LimitRow("hr", "hr", "confirm", "adult", "*", Decimal(45), Decimal(140), "", "Dr. Haddad")
TOLD = LimitRow("hr", "hr", "notify", "adult", "*", None, Decimal(125), "critical", "Dr. Haddad")
FASTEST = LimitRow("hr", "hr", "hard", "*", "*", None, Decimal(300), "", "Dr. Haddad")


def test_rows_take_the_place_of_the_shipped_ones(tmp_path: Path, clock: FixedClock) -> None:
    place = make_store(tmp_path)
    clinic = open_made(place, clock)
    visit_id = roomed_visit(clinic)
    opened = open_visit(clinic, visit_id)
    assert not check(clinic, opened, "hr", "150").assessment.questions

    change_limits(clinic, [LOWER, TOLD], "agreed in May")

    for _ in range(2):
        found = check(clinic, opened, "hr", "150").assessment
        assert found.questions
        assert found.severity == "critical"
        assert check(clinic, opened, "hr", "125").assessment.severity == "critical"
        assert check(clinic, opened, "hr", "122").assessment.severity == "urgent"
        assert own_limits(clinic) == (LOWER, TOLD)
        clinic.close()
        clinic = open_made(place, clock)
    change_limits(clinic, [])
    assert not check(clinic, opened, "hr", "150").assessment.questions
    clinic.close()


def test_a_limit_of_one_side_refuses_at_the_field(clinic: Clinic) -> None:
    change_limits(clinic, [FASTEST])
    vital = clinic.catalog.vitals["hr"]
    assert parse(vital, "2").value == 2
    with pytest.raises(InvalidReading, match="above 300 bpm"):
        parse(vital, "301")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (replace(LOWER, vital="pulse"), "not a part of a vital sign"),
        (replace(LOWER, tier="soft"), "soft is not one of"),
        (replace(LOWER, approved_by=" "), "the provider who approved it is missing"),
        (replace(LOWER, low=Decimal(150)), "low is above high"),
        (replace(LOWER, high=Decimal(400)), "outside the hard limits"),
        (replace(LOWER, ages="grown"), "grown is not an age band"),
        (replace(LOWER, low=None, high=None), "low or high is needed"),
        (replace(TOLD, severity=""), "needs a severity"),
        (replace(TOLD, high=Decimal(90)), "a usual value would be told"),
        (replace(TOLD, high=Decimal(118)), "urgent is never reached"),
        (replace(FASTEST, sex="male"), "hard limits hold for everybody"),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_stored(
    clinic: Clinic, row: LimitRow, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        change_limits(clinic, [row])
    assert own_limits(clinic) == ()
    assert clinic.catalog.vitals == clinic.shipped.vitals


def test_rows_are_written_digit_for_digit() -> None:
    rows = (LOWER, TOLD, replace(LOWER, low=Decimal("45.50")))
    assert [str(row.low) for row in read_rows(written(rows))] == ["45", "None", "45.50"]
    assert read_rows(written(rows)) == rows


def test_a_row_of_a_newer_program_is_left_alone(clinic: Clinic) -> None:
    assert merged(clinic.shipped.vitals, [replace(LOWER, vital="aura")]) == clinic.shipped.vitals
