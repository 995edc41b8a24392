"""The repeated blood pressure: rest, readings, average, reminder; and the set on standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.pressure_repeat import changes, notices
from ma_desktop.domain.vital_parse import parse
from ma_desktop.services import clinic_settings, corrections, pressure, rooming, timers, today
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import record


def due(clinic: Clinic) -> list[str]:
    return [item.text for item in today.board(clinic).due if item.text.startswith("BP")]


def test_three_readings_with_rests_and_their_average(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "148/92")])
    assert due(clinic) == ["BP again: G.O."]
    pressure.plan_repeat(clinic, visit_id)
    assert [timer.due_at - timer.started_at for timer in timers.running(clinic)] == [
        timedelta(minutes=5)
    ]
    assert due(clinic) == []
    clock.advance(minutes=5)
    assert due(clinic) == ["BP again: G.O."]
    record(clinic, visit_id, [("bp", "144/90")])
    assert len(timers.running(clinic)) == 1
    clock.advance(minutes=5)
    record(clinic, visit_id, [("bp", "142/90")])
    assert timers.running(clinic) == ()
    repeat = rooming.open_visit(clinic, visit_id).repeat
    assert [item.reading.text for item in repeat.readings] == ["148/92", "144/90", "142/90"]
    assert repeat.average is not None
    assert (repeat.average.words, repeat.average.count) == ("145/91", 3)
    assert not repeat.is_open
    assert due(clinic) == []


def test_declined_with_a_reason_is_closed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "148/92")])
    pressure.plan_repeat(clinic, visit_id)
    with pytest.raises(Refused):
        pressure.decline_repeat(clinic, visit_id, "")
    pressure.decline_repeat(clinic, visit_id, "The patient declined")
    repeat = rooming.open_visit(clinic, visit_id).repeat
    assert (repeat.is_open, repeat.declined) == (False, "The patient declined")
    assert (timers.running(clinic), due(clinic)) == ((), [])


def test_a_timer_that_is_only_ended_still_reminds_a_cancelled_one_says_why(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "148/92")])
    pressure.plan_repeat(clinic, visit_id)
    timers.end(clinic, timers.running(clinic)[0].id)
    assert due(clinic) == ["BP again: G.O."]
    pressure.plan_repeat(clinic, visit_id)
    timers.end(clinic, timers.running(clinic)[0].id, "The patient left")
    assert due(clinic) == []
    assert rooming.open_visit(clinic, visit_id).repeat.declined == "The patient left"


def test_a_usual_pressure_is_not_asked_again(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "128/82")])
    assert not rooming.open_visit(clinic, visit_id).repeat.is_open


def test_the_average_follows_a_correction(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "148/92")])
    record(clinic, visit_id, [("bp", "130/80")])
    wrong = rooming.open_visit(clinic, visit_id).repeat.readings[0]
    corrections.entered_in_error(clinic, visit_id, "observation", wrong.id, "cuff too small")
    assert rooming.open_visit(clinic, visit_id).repeat.average is None


def test_the_clinic_chooses_rest_and_readings(clinic: Clinic) -> None:
    chosen = replace(ClinicSettings(), bp_rest_minutes=1, bp_readings=2)
    clinic_settings.change(clinic, chosen)
    visit_id = roomed_visit(clinic)
    record(clinic, visit_id, [("bp", "148/92")])
    pressure.plan_repeat(clinic, visit_id)
    running = timers.running(clinic)[0]
    assert running.due_at - running.started_at == timedelta(minutes=1)
    record(clinic, visit_id, [("bp", "144/90")])
    assert timers.running(clinic) == ()


def test_lying_sitting_standing_with_times_and_differences(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    for number, (bp, hr) in enumerate((("130/80", "70"), ("126/80", "74"), ("108/74", "92"))):
        pressure.take_stand(clinic, visit_id, number, bp, hr)
        clock.advance(minutes=1)
    opened = rooming.open_visit(clinic, visit_id)
    lying, sitting, standing = opened.stands
    assert standing.pressure.taken_at - lying.pressure.taken_at == timedelta(minutes=2)
    assert changes(lying, standing) == {"systolic_fall": 22, "diastolic_fall": 6, "pulse_rise": 22}
    assert notices(clinic.catalog.pressure, opened.stands, 46) == (
        "Systolic falls by 20 or more on standing.",
    )
    assert [item.pressure.notify for item in opened.stands] == ["", "", "urgent"]
    assert opened.untold == ("bp",)
    assert opened.repeat.readings == ()
    assert sitting.pulse is not None
    assert len(opened.today) == 6


@pytest.mark.parametrize(("typed", "again"), [("96/56", False), ("103/60", True), ("100/62", True)])
def test_a_child_is_measured_again_from_the_90th_percentile(
    clinic: Clinic, typed: str, again: bool
) -> None:
    """A girl of 4 years: 103/62 by AAP 2017, table 6."""
    visit_id = roomed_visit(clinic, Name("Silva", "Ana"), date(2021, 9, 1))
    patient = rooming.open_visit(clinic, visit_id).chart.patient
    reading = parse(clinic.catalog.vitals["bp"], typed)
    assert pressure.asks_again(clinic, patient, reading) is again
