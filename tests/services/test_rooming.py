"""Rooming: nothing impossible is stored, alarming values are told, what was typed stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.rooming import DraftField, ToldProvider
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vital_parse import InvalidReading
from ma_desktop.domain.vitals import Reading
from ma_desktop.services import clinic as clinics
from ma_desktop.services import handing_off, intake, rooming, schedule, today, trends
from ma_desktop.services.clinic import Clinic
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock


def readings(clinic: Clinic, visit_id: str, **texts: str) -> list[Reading]:
    opened = rooming.open_visit(clinic, visit_id)
    return [rooming.check(clinic, opened, vital, text).reading for vital, text in texts.items()]


def test_identity_needs_two_known_identifiers(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, identified=False)
    for given in ((), ("name",), ("name", "name"), ("name", "shoe size")):
        with pytest.raises(Refused):
            rooming.confirm_identity(clinic, visit_id, given)
    assert rooming.open_visit(clinic, visit_id).identity is None
    rooming.confirm_identity(clinic, visit_id, ("birth-date", "name"))
    identity = rooming.open_visit(clinic, visit_id).identity
    assert identity is not None
    assert (identity.identifiers, identity.by) == (("name", "birth-date"), "rivera")


def test_full_set_is_stored_as_typed_with_its_canonical_value(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    given = readings(
        clinic, visit_id, bp="128/82", hr="72", temp="98.6", weight="165", height="5'7"
    )
    ids, changes = rooming.record_vitals(clinic, visit_id, given)
    opened = rooming.open_visit(clinic, visit_id)
    assert [item.id for item in opened.today] == sorted(ids)
    by_vital = {item.reading.vital: item.reading for item in opened.today}
    assert [m.value for m in by_vital["bp"].measures] == [Decimal(128), Decimal(82)]
    weight = by_vital["weight"].measures[0]
    assert (weight.typed, weight.typed_unit, weight.value) == (
        Decimal(165),
        "[lb_av]",
        Decimal("74.84274105"),
    )
    assert by_vital["temp"].measures[0].value == Decimal(37)
    assert by_vital["height"].measures[0].value == Decimal("170.18")
    assert opened.visit.patient_id in changes.patients


def test_all_or_nothing(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    good, other = readings(clinic, visit_id, hr="72", rr="16")
    impossible = replace(
        other, measures=(replace(other.measures[0], typed=Decimal(900), value=Decimal(900)),)
    )
    with pytest.raises(InvalidReading):
        rooming.record_vitals(clinic, visit_id, [good, impossible])
    assert rooming.open_visit(clinic, visit_id).today == ()


def test_unusual_value_needs_a_yes(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (pulse,) = readings(clinic, visit_id, hr="165")
    with pytest.raises(InvalidReading, match="unusual"):
        rooming.record_vitals(clinic, visit_id, [pulse])
    rooming.record_vitals(clinic, visit_id, [replace(pulse, confirmed="unusual")])
    assert rooming.open_visit(clinic, visit_id).today[0].reading.confirmed == "unusual"


def test_weight_in_the_other_unit_is_noticed(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, weight="165lb"))
    schedule.move(clinic, visit_id, VisitState.LEFT, 3)
    clock.advance(days=30)
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    again, _changes = schedule.book(clinic, patient_id, visit_type="", provider="")
    schedule.room(clinic, again, "3", 1, "no list today")
    opened = rooming.open_visit(clinic, again)
    checked = rooming.check(clinic, opened, "weight", "75lb")
    assert checked.assessment.questions
    assert checked.assessment.suggestion == "75kg"


def test_alarming_value_stays_open_until_told_with_read_back(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    (pressure,) = readings(clinic, visit_id, bp="190/100")
    rooming.record_vitals(clinic, visit_id, [pressure])
    assert rooming.open_visit(clinic, visit_id).untold == ("bp",)
    assert today.board(clinic).rows[0].alert == "Tell provider"
    with pytest.raises(Refused, match="not been told"):
        handing_off.hand_off(clinic, visit_id)
    told = ToldProvider("Dr. Lindqvist", read_back=False, at=clock.now())
    with pytest.raises(Refused, match="read-back"):
        rooming.tell_provider(clinic, visit_id, told)
    rooming.tell_provider(clinic, visit_id, replace(told, read_back=True))
    assert rooming.open_visit(clinic, visit_id).untold == ()
    assert today.board(clinic).rows[0].alert == ""
    handed_off(clinic, visit_id, "ready")
    assert today.board(clinic).rows[0].visit.state is VisitState.READY


def test_absent_value_needs_a_listed_reason(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused):
        rooming.record_vitals(clinic, visit_id, [Reading("hr", "8867-4", "", absent="forgot")])
    rooming.record_vitals(clinic, visit_id, [Reading("hr", "8867-4", "", absent="refused")])
    points = handing_off.open_points(clinic, rooming.open_visit(clinic, visit_id))
    assert "Heart rate is blank" not in [point.words for point in points]


def test_values_are_taken_only_in_a_room(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (pulse,) = readings(clinic, visit_id, hr="72")
    schedule.undo(clinic, visit_id)
    with pytest.raises(Refused, match="Room the patient first"):
        rooming.record_vitals(clinic, visit_id, [pulse])


def test_derived_value_is_never_typed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(InvalidReading):
        rooming.check(clinic, rooming.open_visit(clinic, visit_id), "bmi", "27")


def test_earlier_value_stands_beside_and_never_in_the_draft(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, hr="72"))
    handed_off(clinic, visit_id)
    clock.advance(days=10)
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    again, _changes = schedule.book(clinic, patient_id, visit_type="", provider="")
    opened = rooming.open_visit(clinic, again)
    assert opened.last["hr"].reading.text == "72"
    assert opened.today == ()
    assert opened.draft.fields == {}


def test_draft_comes_back_and_two_drafts_do_not_overwrite_each_other(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    empty = rooming.open_visit(clinic, visit_id).draft
    first = rooming.save_draft(
        clinic, replace(empty, step="vitals", focus="hr", fields={"hr": DraftField("7")})
    )
    with pytest.raises(Conflict):
        rooming.save_draft(clinic, replace(empty, fields={"hr": DraftField("9")}))
    back = rooming.open_visit(clinic, visit_id).draft
    assert (back, back.fields["hr"].text) == (first, "7")


def test_lists_are_reviewed_and_none_known_needs_an_empty_list(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.review_allergies(clinic, visit_id, none_known=True)
    assert rooming.open_visit(clinic, visit_id).chart.no_known_allergies
    intake.add_allergy(clinic, visit_id, "Penicillin", "Anaphylaxis", "severe")
    with pytest.raises(Refused):
        intake.review_allergies(clinic, visit_id, none_known=True)
    intake.review_allergies(clinic, visit_id)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    listed = rooming.open_visit(clinic, visit_id).chart.medications
    intake.review_medications(clinic, visit_id, {listed[0].id: "different"})
    opened = rooming.open_visit(clinic, visit_id)
    assert {"identify", "allergies", "medications"} <= opened.done_steps
    assert opened.chart.allergies[0].is_critical
    assert not opened.chart.no_known_allergies


def test_every_view_and_change_is_in_an_unbroken_audit(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, hr="72"))
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    for action in ("chart viewed", "identity checked", "vital signs recorded", "visit moved"):
        assert action in actions
    assert clinics.verify(clinic).is_sound


def test_trend_holds_all_readings_and_the_band_for_this_age(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for text in ("128/82", "132/84"):
        rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, bp=text))
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    assert [item.key for item in trends.overview(clinic, patient_id).followed] == ["bp"]
    trend = trends.trend(clinic, patient_id, "bp")
    points = [(str(p.value), str(p.second)) for p in trend.series.points]
    assert points == [("128", "82"), ("132", "84")]
    now = clinic.now().timestamp()
    here = [band for band in trend.bands if band.start <= now < band.end]
    assert [(band.part, band.low, band.high) for band in here] == [(0, 90, 119), (1, 60, 79)]
