"""Blood of children: counted beside what was drawn before; asked, and kept, above the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ma_desktop.domain.blood_volume import SMALLEST
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.services import blood_volume, clinic_settings, collecting, rooming
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, fresh, ordered

INFANT = date(2025, 9, 2)
"""Half a year old on the day of the tests."""


def a_child(clinic: Clinic, kilograms: str = "", born: date = INFANT) -> str:
    visit_id = roomed_visit(clinic, Name("Adeyemi", "Tobi"), born)
    if kilograms:
        weigh(clinic, visit_id, kilograms)
    return visit_id


def weigh(clinic: Clinic, visit_id: str, kilograms: str) -> None:
    opened = rooming.open_visit(clinic, visit_id)
    checked = rooming.check(clinic, opened, "weight", f"{kilograms}kg")
    rooming.record_vitals(clinic, visit_id, [checked.reading])


def words(clinic: Clinic, visit_id: str) -> str:
    use = blood_volume.of_visit(clinic, visit_id)
    return use.words if use else ""


def test_an_adult_is_not_asked(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc")
    assert blood_volume.of_visit(clinic, visit_id) is None


def test_the_plan_of_a_child_says_what_it_takes_and_what_may_be(clinic: Clinic) -> None:
    visit_id = a_child(clinic, "6")
    assert words(clinic, visit_id) == ""
    ordered(clinic, visit_id, "cbc", "ua")
    assert words(clinic, visit_id) == (
        "Blood of a child: this draw 2–6 mL by size of tube; 0 mL in the last 24 h, 0 mL in 30"
        " days. At most 15 mL in 24 h and 30 mL in 30 days at 6 kg, weighed today."
    )


def test_a_missing_or_old_weight_is_said(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = a_child(clinic)
    items = ordered(clinic, visit_id, "cbc")
    assert "No weight is recorded" in words(clinic, visit_id)
    collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    weigh(clinic, visit_id, "6")
    clock.advance(hours=48)
    ordered(clinic, visit_id, "cmp")
    assert "weighed on 10 Mar 2026, not today." in words(clinic, visit_id)
    use = blood_volume.of_visit(clinic, visit_id)
    assert use is not None
    assert use.short.endswith("(6 kg, 10 Mar 2026, not today)")


def test_above_the_limit_it_is_asked_and_the_answer_is_kept(clinic: Clinic) -> None:
    visit_id = a_child(clinic, "4")
    items = ordered(clinic, visit_id, "cbc", "cmp")
    with pytest.raises(Refused, match="blood limit of this child"):
        collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    assert fresh(clinic, items) == items
    collecting.record_draw(clinic, visit_id, items, collecting.Draw(above="Dr. Lindqvist asked"))
    assert audited(clinic, "blood above limit") == [
        "14.5 mL, 0 in 24 h, 0 before: Dr. Lindqvist asked"
    ]


def test_the_smallest_tubes_count_as_such(clinic: Clinic) -> None:
    visit_id = a_child(clinic, "4")
    items = ordered(clinic, visit_id, "cbc", "cmp")
    collecting.record_draw(clinic, visit_id, items, collecting.Draw(above=SMALLEST))
    ordered(clinic, visit_id, "ptinr")
    assert "5.5 mL in the last 24 h" in words(clinic, visit_id)


def test_what_was_drawn_counts_for_a_day_and_for_a_month(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = a_child(clinic, "6")
    items = ordered(clinic, visit_id, "cbc")
    collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    ordered(clinic, visit_id, "cmp")
    assert "6 mL in the last 24 h, 6 mL in 30 days" in words(clinic, visit_id)
    clock.advance(hours=25)
    assert "0 mL in the last 24 h, 6 mL in 30 days" in words(clinic, visit_id)
    clock.advance(hours=24 * 30)
    assert "0 mL in the last 24 h, 0 mL in 30 days" in words(clinic, visit_id)


def test_a_clinic_changes_the_limit(clinic: Clinic) -> None:
    visit_id = a_child(clinic, "6")
    items = ordered(clinic, visit_id, "cbc")
    now = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(now, child_blood_day=5, child_blood_month=10))
    assert "At most 3 mL in 24 h and 6 mL in 30 days" in words(clinic, visit_id)
    with pytest.raises(Refused, match="blood limit"):
        collecting.record_draw(clinic, visit_id, items, collecting.Draw())
