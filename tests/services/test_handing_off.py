"""The hand-off waits for what is blank; one reason may stand for all that is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.rooming import DraftField
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import handing_off, intake, rooming, screenings
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit


def words(clinic: Clinic, visit_id: str) -> list[str]:
    opened = rooming.open_visit(clinic, visit_id)
    return [point.words for point in handing_off.blanks(clinic, opened)]


def test_blank_is_not_an_answer(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused, match=r"Allergies are not reviewed, .* more"):
        handing_off.hand_off(clinic, visit_id)
    assert rooming.open_visit(clinic, visit_id).visit.state is VisitState.ROOMING


def test_one_reason_for_all_that_is_left(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    screenings.finish(clinic, visit_id, "phq2", {"phq2_1": "not-at-all", "phq2_2": "not-at-all"})
    intake.review_allergies(clinic, visit_id, none_known=True)
    with pytest.raises(Refused, match="not one of the listed"):
        handing_off.leave_out(clinic, visit_id, "equipment")
    handing_off.leave_out(clinic, visit_id, "refused")
    assert words(clinic, visit_id) == []
    opened = rooming.open_visit(clinic, visit_id)
    assert opened.intake.exceptions == {"medications": "refused"}
    assert {item.reading.absent for item in opened.today} == {"refused"}
    assert {r.absent for r in opened.responses if r.form != "phq2"} == {"refused"}
    handing_off.hand_off(clinic, visit_id)
    assert rooming.open_visit(clinic, visit_id).visit.state is VisitState.READY


def test_a_reason_of_its_own_goes_before_the_one_for_all(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    typed = {"weight": DraftField(absent="equipment"), "hr": DraftField("78")}
    handing_off.leave_out(clinic, visit_id, "refused", typed)
    reasons = {
        i.reading.vital: i.reading.absent for i in rooming.open_visit(clinic, visit_id).today
    }
    assert (reasons["weight"], reasons["bp"]) == ("equipment", "refused")
    assert "hr" not in reasons


def test_a_visit_without_a_check_waits_for_it_or_for_a_reason(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, identified=False)
    handing_off.leave_out(clinic, visit_id, "unable")
    assert words(clinic, visit_id) == ["Identity is not checked"]
    intake.not_asked(clinic, visit_id, "identify", "unable")
    assert words(clinic, visit_id) == []


def test_what_is_only_typed_holds_the_hand_off(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    draft = rooming.open_visit(clinic, visit_id).draft
    rooming.save_draft(clinic, replace(draft, fields={"pef": DraftField("400")}))
    handing_off.leave_out(clinic, visit_id, "refused")
    assert words(clinic, visit_id) == ["Peak flow is typed and not recorded"]
    with pytest.raises(Refused, match="typed and not recorded"):
        handing_off.hand_off(clinic, visit_id)
