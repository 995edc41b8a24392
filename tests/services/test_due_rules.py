"""The clinic's own rules of when a questionnaire is due: checked, kept, in force at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.clinic_due import OwnDue, due_words, read_due, visit_words, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.screening import DueRule
from ma_desktop.services import due_rules
from ma_desktop.services.asking import SCREENINGS, listed
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import open_visit
from tests.clinics import roomed_visit

FALLS = OwnDue("falls", DueRule("clinic", 40, 90, ("female",), ("physical",), 6), "Dr. Haddad")


def is_due(clinic: Clinic, visit_id: str) -> bool:
    found = listed(clinic, open_visit(clinic, visit_id), SCREENINGS)
    return any(item.form.id == "falls" and item.is_due for item in found)


def test_a_rule_holds_at_once_and_the_shipped_one_comes_back(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    assert not is_due(clinic, visit_id)

    due_rules.change_rules(clinic, [FALLS], "falls are frequent here")
    assert is_due(clinic, visit_id)
    assert due_rules.own_rules(clinic) == (FALLS,)

    due_rules.change_rules(clinic, [], "as published")
    assert not is_due(clinic, visit_id)
    newest, oldest = due_rules.versions(clinic)
    assert (newest.note, oldest.note) == ("as published", "falls are frequent here")

    due_rules.restore(clinic, oldest, "asked for again")
    assert is_due(clinic, visit_id)
    with clinic.look() as uow:
        changed = [e for e, _ in uow.audit.entries() if e.action == "screening rules changed"]
    assert changed[0].reason == "falls are frequent here"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (replace(FALLS, form="dreams"), "dreams is not a questionnaire"),
        (replace(FALLS, approved_by=" "), "Who approved it is missing"),
        (replace(FALLS, rule=replace(FALLS.rule, to_years=20)), "lies before the first"),
        (replace(FALLS, rule=replace(FALLS.rule, every_months=0)), "not 1 to 120"),
        (replace(FALLS, rule=replace(FALLS.rule, every_visit=True)), "not both"),
        (replace(FALLS, rule=replace(FALLS.rule, sexes=("cat",))), "cat is not a sex"),
        (replace(FALLS, rule=replace(FALLS.rule, from_years=200)), "not one of 0 to 130"),
        (replace(FALLS, rule=replace(FALLS.rule, visits=(" ",))), "is empty"),
    ],
)
def test_a_wrong_rule_is_refused_and_nothing_is_stored(
    clinic: Clinic, rule: OwnDue, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        due_rules.change_rules(clinic, [rule])
    assert due_rules.own_rules(clinic) == ()
    assert clinic.catalog.forms == clinic.shipped.forms


def test_rules_are_read_as_they_were_written() -> None:
    assert read_due(written([FALLS])) == (FALLS,)
    assert due_words(FALLS.rule) == "40 to 90 years; only female; every 6 months"
    assert visit_words(FALLS.rule) == "Visits: physical"
    assert due_words(DueRule("clinic", every_visit=True)) == "all ages; at every visit"
