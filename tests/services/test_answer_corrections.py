"""Answers of a questionnaire: amended or entered in error, they alarm and count no more."""

from __future__ import annotations

import pytest

from ma_desktop.domain.correction import Entry
from ma_desktop.domain.errors import Refused
from ma_desktop.services import corrections, rooming, screenings, visit_record
from ma_desktop.services.asking import SCREENINGS, listed
from ma_desktop.services.clinic import Clinic


def entries(clinic: Clinic, visit_id: str) -> list[Entry]:
    found = visit_record.visit_record(clinic, visit_id).entries
    return [entry for entry in found if entry.kind == "response"]


def alarms(clinic: Clinic, visit_id: str) -> int:
    return len(rooming.open_visit(clinic, visit_id).untold_answers)


def answer_phq9(clinic: Clinic, visit_id: str, ninth: str) -> None:
    form = clinic.catalog.forms.all["phq9"]
    choices = {item.id: form.choices_of(item)[0].id for item in form.items}
    choices["phq9_9"] = ninth
    screenings.finish(clinic, visit_id, "phq9", choices)


def test_an_error_takes_the_alarm_and_the_total_back(clinic: Clinic, visit_id: str) -> None:
    screenings.raise_alarm(clinic, visit_id, "phq9", {"phq9_9": "several-days"})
    answer_phq9(clinic, visit_id, "several-days")
    assert alarms(clinic, visit_id) == 1
    (entry,) = entries(clinic, visit_id)
    corrections.entered_in_error(clinic, visit_id, "response", entry.id, "other patient")
    assert alarms(clinic, visit_id) == 0
    (struck,) = entries(clinic, visit_id)
    assert struck.correction is not None
    assert struck.correction.reason == "other patient"
    assert not rooming.open_visit(clinic, visit_id).responses
    answer_phq9(clinic, visit_id, "several-days")
    assert alarms(clinic, visit_id) == 1, "a new answer tells anew"


def test_an_amendment_is_scored_and_tells_by_itself(clinic: Clinic, visit_id: str) -> None:
    answer_phq9(clinic, visit_id, "several-days")
    (entry,) = entries(clinic, visit_id)
    digits = entry.parts[0].text
    assert digits[8] == "2"
    with pytest.raises(Refused, match="not one of the listed"):
        corrections.amend(clinic, visit_id, "response", entry.id, {"answers": "9" * 9}, "misheard")
    with pytest.raises(Refused, match="not answered yet"):
        corrections.amend(clinic, visit_id, "response", entry.id, {"answers": "11"}, "misheard")
    corrections.amend(clinic, visit_id, "response", entry.id, {"answers": "1" * 9}, "misheard")
    assert alarms(clinic, visit_id) == 0
    old, new = entries(clinic, visit_id)
    assert old.correction is not None
    assert (old.correction.words, old.words[:12]) == ("Amended", "PHQ-9 1 of 2")
    assert new.words.startswith("PHQ-9 0 of 27")


def test_asked_again_strikes_the_answers_before(clinic: Clinic, visit_id: str) -> None:
    for choice in ("several-days", "not-at-all"):
        screenings.finish(clinic, visit_id, "phq2", {"phq2_1": choice, "phq2_2": choice})
    old, new = entries(clinic, visit_id)
    assert old.correction is not None
    assert new.correction is None


def test_an_error_is_due_again_and_pregnancy_is_unknown_again(
    clinic: Clinic, visit_id: str
) -> None:
    screenings.finish(clinic, visit_id, "pregnancy", {"pregnancy_1": "pregnant"})
    assert rooming.open_visit(clinic, visit_id).facts.pregnant
    (entry,) = entries(clinic, visit_id)
    corrections.entered_in_error(clinic, visit_id, "response", entry.id, "misheard")
    opened = rooming.open_visit(clinic, visit_id)
    assert opened.facts.pregnant is None
    due = [item.form.id for item in listed(clinic, opened, SCREENINGS) if item.is_due]
    assert "phq2" in due
