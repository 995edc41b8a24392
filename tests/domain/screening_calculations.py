"""What the domain computes for the screening forms that the published check values name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ma_desktop.catalog.scores import scores
from ma_desktop.domain.phq9_pattern import pattern_of
from ma_desktop.domain.screening import Form, asked, band_of_total, points, to_tell, total
from tests.domain.content import CATALOG

Given = Mapping[str, Any]
Found = Mapping[str, object]


def form(form_id: str) -> Form:
    return CATALOG.forms.all[form_id]


def answers(which: Form, numbers: Sequence[int | None]) -> dict[str, str]:
    """Choice ids from points, None where an item was left open; the unscored items are answered."""
    scored = [item for item in which.items if item.scored]
    found = {
        item.id: next(c.id for c in which.choices_of(item) if c.points == number)
        for item, number in zip(scored, numbers, strict=True)
        if number is not None
    }
    for item in asked(which, found):
        if not item.scored:
            found[item.id] = which.choices_of(item)[0].id
    return found


def review(which: Form, reached: int, sex: str = "unknown") -> bool:
    band = band_of_total(which, reached, sex)
    assert band is not None
    return band.review


def severity(which: Form, reached: int) -> str:
    band = band_of_total(which, reached, "unknown")
    assert band is not None
    return band.words.removeprefix("published as ").replace(" ", "_")


def phq9(given: Given) -> Found:
    which, numbers = form("phq9"), given["items"]
    found = answers(which, numbers)
    reached = total(which, found)
    alarm = any(rule.item == "phq9_9" for rule in to_tell(which, found))
    if reached is None:
        return {"total": None, "complete": False, "item9_alert": alarm}
    by_item = {f"phq9_{at}": int(number) for at, number in enumerate(numbers, start=1)}
    return {
        "total": reached,
        "complete": True,
        "item9_alert": alarm,
        "severity": severity(which, reached),
        "positive_ge10": review(which, reached),
        "algorithm": pattern_of(by_item, scores().phq9),
    }


def phq2(given: Given) -> Found:
    which = form("phq2")
    reached = total(which, answers(which, given["items"]))
    assert reached is not None
    assert which.opens is not None
    return {"total": reached, "positive_ge3": reached >= which.opens.at}


def gad7(given: Given) -> Found:
    which, short, numbers = form("gad7"), form("gad2"), given["items"]
    reached = total(which, answers(which, numbers))
    first = total(short, answers(short, numbers[:2]))
    assert reached is not None
    assert first is not None
    assert short.opens is not None
    return {
        "total": reached,
        "severity": severity(which, reached),
        "positive_ge10": review(which, reached),
        "gad2": first,
        "gad2_positive_ge3": first >= short.opens.at,
    }


def auditc(given: Given) -> Found:
    which = form("auditc")
    found = answers(which, given["items"])
    reached = points(which, found)
    first = which.chosen(which.items[0], found)
    assert first is not None
    positive = review(which, reached, given["sex"])
    return {
        "total": reached,
        "positive": positive,
        "all_points_from_q1": reached > 0 and first.points == reached,
    }


def any_positive(form_id: str, keys: Sequence[str], result: str) -> Callable[[Given], Found]:
    """Answers by name: true and false, or the words of a choice."""

    def screened(given: Given) -> Found:
        which = form(form_id)
        said = {True: "yes", False: "no"}
        found = {
            item.id: str(said.get(given[key], given[key]))
            for item, key in zip(which.items, keys, strict=True)
        }
        return {result: review(which, points(which, found))}

    return screened


SCREENINGS: dict[str, Callable[[Given], Found]] = {
    "phq9": phq9,
    "phq2": phq2,
    "gad7": gad7,
    "auditc": auditc,
    "hunger_vital_sign": any_positive("food", ("worried", "didnt_last"), "at_risk"),
    "steadi_3_key_questions": any_positive(
        "falls", ("unsteady", "worries", "fell_past_year"), "screen_positive"
    ),
}
