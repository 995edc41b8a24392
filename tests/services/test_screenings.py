"""Questionnaires through the use cases: due, finished, refused, told, kept at the hand-off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.rooming import DraftField, ToldProvider, answer_field
from ma_desktop.domain.screening import Status
from ma_desktop.services import handing_off, rooming, screenings, summaries, today, trends
from ma_desktop.services.asking import HISTORY, SCREENINGS, first_answers, listed
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.schedule import untold
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock

PHQ2 = {"phq2_1": "several-days", "phq2_2": "more-than-half"}
PHQ9 = {f"phq9_{n}": "several-days" for n in range(1, 10)} | {"phq9_10": "somewhat"}
CALM9 = PHQ9 | {"phq9_9": "not-at-all"}


def due(clinic: Clinic, visit_id: str, kind: str = SCREENINGS) -> list[str]:
    opened = rooming.open_visit(clinic, visit_id)
    return [item.form.id for item in listed(clinic, opened, kind) if item.is_open]


def lines(clinic: Clinic, visit_id: str) -> list[str]:
    with clinic.look() as uow:
        return [item.line for item in screenings.of_visit(clinic, uow, visit_id)]


def waiting(clinic: Clinic, visit_id: str) -> int:
    with clinic.look() as uow:
        return len(untold(uow, [visit_id]).get(visit_id, ()))


def test_what_a_physical_asks(clinic: Clinic, visit_id: str) -> None:
    assert due(clinic, visit_id) == ["tobacco", "phq2", "gad2", "auditc", "food", "needs"]
    assert due(clinic, visit_id, HISTORY) == [
        "other_tobacco", "alcohol", "drugs", "exercise", "pregnancy",
    ]  # fmt: skip


def test_a_short_form_opens_the_long_one_with_its_answers(clinic: Clinic, visit_id: str) -> None:
    screenings.finish(clinic, visit_id, "phq2", PHQ2)
    assert "phq9" in due(clinic, visit_id)
    opened = rooming.open_visit(clinic, visit_id)
    taken = first_answers(clinic, opened, clinic.catalog.forms.all["phq9"])
    assert taken == {"phq9_1": "several-days", "phq9_2": "more-than-half"}
    assert lines(clinic, visit_id) == ["PHQ-2 3 of 6, at or above the published cut-off of 3"]


def test_answers_in_one_line_say_what_each_is_of(clinic: Clinic, visit_id: str) -> None:
    given = {"other_tobacco_vape": "never", "other_tobacco_smokeless": "daily"}
    screenings.finish(clinic, visit_id, "other_tobacco", given)
    needs = {"needs_housing": "yes", "needs_utilities": "no", "needs_transport": "yes"}
    screenings.finish(clinic, visit_id, "needs", needs)
    assert lines(clinic, visit_id) == [
        "Other tobacco: vaping never; smokeless every day",
        "Social needs: a need named (housing, transport)",
    ]


def test_an_unfinished_form_is_refused_and_has_no_total(clinic: Clinic, visit_id: str) -> None:
    with pytest.raises(Refused, match="not answered yet"):
        screenings.finish(clinic, visit_id, "phq2", {"phq2_1": "several-days"})
    with pytest.raises(Refused, match="belongs to no question"):
        screenings.finish(clinic, visit_id, "phq2", PHQ2 | {"gad2_1": "several-days"})
    assert lines(clinic, visit_id) == []


def test_item_nine_is_told_at_once_and_stays_when_changed(clinic: Clinic, visit_id: str) -> None:
    screenings.raise_alarm(clinic, visit_id, "phq9", {"phq9_9": "several-days"})
    row = next(row for row in today.board(clinic).rows if row.visit.id == visit_id)
    assert row.alert == "Tell provider"
    assert lines(clinic, visit_id) == ["PHQ-9: not finished"]
    screenings.finish(clinic, visit_id, "phq9", CALM9)
    assert waiting(clinic, visit_id) == 1
    with pytest.raises(Refused, match="has not been told"):
        handing_off.hand_off(clinic, visit_id)
    rooming.tell_provider(
        clinic, visit_id, ToldProvider("Dr. Lindqvist", read_back=True, at=clinic.now())
    )
    assert waiting(clinic, visit_id) == 0
    assert lines(clinic, visit_id) == ["PHQ-9 8 of 27, published as mild"]


def test_the_same_answer_is_told_once_a_graver_one_again(clinic: Clinic, visit_id: str) -> None:
    screenings.raise_alarm(clinic, visit_id, "phq9", {"phq9_9": "several-days"})
    rooming.tell_provider(
        clinic, visit_id, ToldProvider("Dr. Lindqvist", read_back=True, at=clinic.now())
    )
    screenings.finish(clinic, visit_id, "phq9", PHQ9)
    assert waiting(clinic, visit_id) == 0
    screenings.finish(clinic, visit_id, "phq9", PHQ9 | {"phq9_9": "nearly-every-day"})
    assert waiting(clinic, visit_id) == 1


def test_a_finished_form_is_amended_not_changed(clinic: Clinic, visit_id: str) -> None:
    screenings.finish(clinic, visit_id, "phq2", PHQ2)
    screenings.finish(clinic, visit_id, "phq2", PHQ2 | {"phq2_2": "not-at-all"}, reason="misheard")
    with clinic.look() as uow:
        rows = uow.responses.of_visit(visit_id)
    assert [row.status for row in rows] == [Status.FINISHED, Status.AMENDED]
    assert rows[1].supersedes == rows[0].id
    assert rows[1].reason == "misheard"
    assert lines(clinic, visit_id) == ["PHQ-2 1 of 6, below the published cut-off of 3"]


def test_refused_has_a_reason_and_no_total(clinic: Clinic, visit_id: str) -> None:
    with pytest.raises(Refused, match="not one of the listed"):
        screenings.decline(clinic, visit_id, "auditc", "busy")
    screenings.decline(clinic, visit_id, "auditc", "refused", {"auditc_1": "never"})
    assert lines(clinic, visit_id) == ["AUDIT-C: refused"]
    assert "auditc" not in due(clinic, visit_id)


def test_what_was_answered_of_an_open_form_is_kept_at_the_hand_off(
    clinic: Clinic, visit_id: str
) -> None:
    draft = rooming.open_visit(clinic, visit_id).draft
    fields = {answer_field("gad2", "gad2_1"): DraftField("several-days")}
    rooming.save_draft(clinic, replace(draft, fields=fields))
    handed_off(clinic, visit_id)
    with clinic.look() as uow:
        results = screenings.of_visit(clinic, uow, visit_id)
    found = next(item for item in results if item.form == "gad2")
    assert (found.state, found.total) == (Status.NOT_DONE, None)
    assert [answer.text for answer in found.answers] == ["Several days"]


def test_open_points_name_what_is_not_answered(clinic: Clinic, visit_id: str) -> None:
    found = handing_off.open_points(clinic, rooming.open_visit(clinic, visit_id))
    points = [point.words for point in found]
    assert "PHQ-2 is not answered" in points
    assert "Pregnancy is not answered" in points


def test_last_year_counts_and_scores_are_a_series(clinic: Clinic, clock: FixedClock) -> None:
    first = roomed_visit(clinic, mrn="M-1")
    screenings.finish(clinic, first, "phq2", PHQ2)
    patient_id = rooming.open_visit(clinic, first).visit.patient_id
    assert [item.key for item in trends.overview(clinic, patient_id).followed] == ["form.phq2"]
    series = trends.trend(clinic, patient_id, "form.phq2").series
    assert [point.value for point in series.points] == [3]


def test_pregnancy_status_is_found_by_its_code(clinic: Clinic, visit_id: str) -> None:
    screenings.finish(clinic, visit_id, "pregnancy", {"pregnancy_1": "pregnant"})
    assert rooming.open_visit(clinic, visit_id).facts.pregnant is True
    screenings.finish(clinic, visit_id, "pregnancy", {"pregnancy_1": "not-pregnant"})
    assert rooming.open_visit(clinic, visit_id).facts.pregnant is False


def test_the_limits_of_pregnancy_hold_for_six_weeks_after_it(clinic: Clinic, visit_id: str) -> None:
    screenings.finish(clinic, visit_id, "pregnancy", {"pregnancy_1": "postpartum"})
    opened = rooming.open_visit(clinic, visit_id)
    (told, _diastolic) = rooming.check(clinic, opened, "bp", "142/91", {}).assessment.notices
    assert told.severity == "urgent"
    assert told.why.startswith("Systolic 140 or more in pregnancy or the 6 weeks after.")


def test_the_summary_names_screenings_without_results(clinic: Clinic, visit_id: str) -> None:
    screenings.finish(clinic, visit_id, "phq2", PHQ2)
    screenings.finish(clinic, visit_id, "drugs", {"drugs_1": "yes"})
    made = summaries.summary(clinic, visit_id)
    assert made.answered == ("PHQ-2 depression screen",)
    table = next(table for table in made.tables if table.title == "Screenings and history")
    assert [row.cells[0] for row in table.rows] == [
        "Drugs: yes",
        "PHQ-2 3 of 6, at or above the published cut-off of 3",
    ]


def test_every_write_is_in_the_audit(clinic: Clinic, visit_id: str, clock: FixedClock) -> None:
    screenings.raise_alarm(clinic, visit_id, "phq9", {"phq9_9": "several-days"})
    screenings.finish(clinic, visit_id, "phq9", PHQ9)
    clock.advance(minutes=1)
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert "questionnaire in-progress" in actions
    assert "questionnaire completed" in actions
