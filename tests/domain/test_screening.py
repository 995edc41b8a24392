"""Scores as published, to every edge of every band; no total for what is not finished."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.screening import (
    Form,
    asked,
    band_of_total,
    carried,
    is_complete,
    is_due,
    is_for,
    opened_by,
    to_tell,
    total,
    words_of_total,
)

FORMS = load_catalog().forms
TODAY = date(2026, 11, 23)


def form(form_id: str) -> Form:
    return FORMS.all[form_id]


def answers_of(which: Form, numbers: list[int]) -> dict[str, str]:
    """Choice ids from the points given to each scored item."""
    scored = [item for item in which.items if item.scored]
    found = {}
    for item, number in zip(scored, numbers, strict=True):
        found[item.id] = next(c.id for c in which.choices_of(item) if c.points == number)
    for item in asked(which, found):
        found.setdefault(item.id, which.choices_of(item)[0].id)
    return found


@pytest.mark.parametrize(("form_id", "items"), [("phq9", 9), ("gad7", 7)])
@given(data=st.data())
def test_the_total_is_the_sum(form_id: str, items: int, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=items, max_size=items))
    assert total(form(form_id), answers_of(form(form_id), numbers)) == sum(numbers)


def test_the_total_of_auditc_is_the_sum_for_all_answers() -> None:
    which = form("auditc")
    for first, *rest in product(range(5), repeat=3):
        answers = answers_of(which, [first, *rest])
        assert total(which, answers) == (first + sum(rest) if first else 0)


def test_the_total_of_phq2_and_gad2_is_the_sum_for_all_answers() -> None:
    for form_id in ("phq2", "gad2"):
        for numbers in product(range(4), repeat=2):
            assert total(form(form_id), answers_of(form(form_id), list(numbers))) == sum(numbers)


@pytest.mark.parametrize("form_id", list(FORMS.all))
def test_without_one_answer_there_is_no_total(form_id: str) -> None:
    which = form(form_id)
    full = answers_of(which, [0 for item in which.items if item.scored])
    assert is_complete(which, full)
    for item in asked(which, full):
        less = {key: value for key, value in full.items() if key != item.id}
        assert not is_complete(which, less)
        assert total(which, less) is None


PUBLISHED = [
    ("phq9", "female", {0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate"}),
    ("phq9", "male", {14: "moderate", 15: "moderately severe", 19: "moderately severe"}),
    ("phq9", "other", {20: "severe", 27: "severe"}),
    ("gad7", "female", {0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate"}),
    ("gad7", "male", {14: "moderate", 15: "severe", 21: "severe"}),
    ("phq2", "female", {0: "below", 2: "below", 3: "at or above", 6: "at or above"}),
    ("gad2", "male", {0: "below", 2: "below", 3: "at or above", 6: "at or above"}),
    ("auditc", "male", {0: "below", 3: "below", 4: "at or above", 12: "at or above"}),
    ("auditc", "female", {0: "below", 2: "below", 3: "at or above", 12: "at or above"}),
    ("auditc", "unknown", {0: "below", 2: "below", 3: "at or above", 12: "at or above"}),
    ("auditc", "other", {2: "below", 3: "at or above"}),
    ("falls", "male", {0: "no question", 1: "a question", 3: "a question"}),
    ("food", "male", {0: "no need", 1: "a need", 2: "a need"}),
]


@pytest.mark.parametrize(("form_id", "sex", "edges"), PUBLISHED)
def test_every_edge_of_the_published_bands(form_id: str, sex: str, edges: dict[int, str]) -> None:
    for reached, words in edges.items():
        band = band_of_total(form(form_id), reached, sex)
        assert band is not None
        assert words in band.words, reached
        assert band.words.removeprefix("published as ").startswith(words)


def test_review_begins_at_the_published_cut_off() -> None:
    for form_id, sex, cut in [("phq9", "*", 10), ("gad7", "*", 10), ("auditc", "male", 4),
                              ("auditc", "female", 3), ("auditc", "unknown", 3)]:  # fmt: skip
        for reached in range(form(form_id).most + 1):
            band = band_of_total(form(form_id), reached, sex)
            assert band is not None
            assert band.review is (reached >= cut)


def test_the_question_on_daily_life_has_no_points_and_follows_any() -> None:
    phq9 = form("phq9")
    none = answers_of(phq9, [0] * 9)
    assert "phq9_10" not in none
    some = answers_of(phq9, [1] + [0] * 8)
    assert some["phq9_10"] == "not"
    assert total(phq9, some | {"phq9_10": "extremely"}) == 1
    assert phq9.most == 27


def test_item_nine_is_told_before_the_form_is_finished() -> None:
    phq9 = form("phq9")
    assert to_tell(phq9, {"phq9_9": "not-at-all"}) == ()
    for choice in ("several-days", "more-than-half", "nearly-every-day"):
        met = to_tell(phq9, {"phq9_9": choice})
        assert [rule.severity for rule in met] == ["critical"]


def test_auditc_from_eight_points_is_told_when_complete() -> None:
    auditc = form("auditc")
    assert to_tell(auditc, answers_of(auditc, [4, 3, 0])) == ()
    assert [rule.severity for rule in to_tell(auditc, answers_of(auditc, [4, 4, 0]))] == ["urgent"]
    assert to_tell(auditc, {"auditc_1": "4-week", "auditc_2": "10"}) == ()


def test_all_points_from_the_first_question_read_differently() -> None:
    auditc = form("auditc")
    first = words_of_total(auditc, answers_of(auditc, [4, 0, 0]), 4, "male")
    assert first.endswith("All points come from question 1: review intake")
    assert "question 1" not in words_of_total(auditc, answers_of(auditc, [3, 1, 0]), 4, "male")
    assert "question 1" not in words_of_total(auditc, answers_of(auditc, [2, 0, 0]), 2, "male")


def test_who_never_drinks_is_asked_once() -> None:
    auditc = form("auditc")
    assert [item.id for item in asked(auditc, {"auditc_1": "never"})] == ["auditc_1"]
    later = {"auditc_1": "never", "auditc_2": "10", "auditc_3": "daily"}
    assert total(auditc, later) == 0


def test_the_short_form_opens_the_long_one_from_three_points() -> None:
    for short, long in (("phq2", "phq9"), ("gad2", "gad7")):
        for numbers in product(range(4), repeat=2):
            given = {short: answers_of(form(short), list(numbers))}
            assert opened_by(form(long), FORMS.all, given) is (sum(numbers) >= 3)
        half = {short: {f"{short}_1": "nearly-every-day"}}
        assert not opened_by(form(long), FORMS.all, half)


def test_the_long_form_takes_over_both_answers() -> None:
    given = {"phq2_1": "several-days", "phq2_2": "nearly-every-day"}
    taken = carried(form("phq9"), form("phq2"), given)
    assert taken == {"phq9_1": "several-days", "phq9_2": "nearly-every-day"}


DUE = [
    ("phq2", date(1979, 3, 14), "female", "Annual physical", None, True),
    ("phq2", date(1979, 3, 14), "female", "Annual physical", date(2025, 11, 23), True),
    ("phq2", date(1979, 3, 14), "female", "Annual physical", date(2025, 11, 24), False),
    ("phq2", date(1979, 3, 14), "female", "Sore throat", None, False),
    ("phq2", date(2014, 11, 23), "male", "Well-child 12 y", None, True),
    ("phq2", date(2014, 11, 24), "male", "Well-child 11 y", None, False),
    ("phq9", date(1979, 3, 14), "female", "Annual physical", None, False),
    ("falls", date(1961, 11, 23), "male", "Wound check", None, True),
    ("falls", date(1961, 11, 24), "male", "Wound check", None, False),
    ("pregnancy", date(1992, 1, 25), "female", "Injection", date(2026, 11, 22), True),
    ("pregnancy", date(1992, 1, 25), "male", "Injection", None, False),
    ("pregnancy", date(1960, 1, 25), "female", "Injection", None, False),
    ("travel", date(1992, 1, 25), "male", "Sick visit", None, True),
    ("travel", date(1992, 1, 25), "male", "Annual physical", None, False),
]


@pytest.mark.parametrize(("form_id", "birth", "sex", "kind", "last", "due"), DUE)
def test_what_is_due(
    form_id: str, birth: date, sex: str, kind: str, last: date | None, due: bool
) -> None:
    assert is_due(form(form_id), age_on(birth, TODAY), sex, kind, last, TODAY) is due


def test_for_whom_a_form_is() -> None:
    old = age_on(date(1940, 1, 1), TODAY)
    assert is_for(form("falls"), old, "female")
    assert not is_for(form("pregnancy"), old, "female")
