"""What the provider will read of the questionnaires: results, refusals, and what is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.screening import NOT_ASKED, Response, ScreeningResult, Status, to_tell
from ma_desktop.services import screenings
from ma_desktop.services.clinic import Clinic


class Told(NamedTuple):
    """A short line: the word before it, its text, and its state as in Pill."""

    word: str
    text: str
    state: str = "neutral"


def results(clinic: Clinic, opened: OpenVisit) -> tuple[ScreeningResult, ...]:
    return screenings.results(clinic, opened.chart.patient, opened.responses)


def asked(clinic: Clinic, opened: OpenVisit) -> str:
    """`PHQ-2 0 of 6, below the published cut-off of 3 · Smoking: never smoker`."""
    done = [item.line for item in results(clinic, opened) if item.state is not Status.NOT_DONE]
    return " · ".join(done)


def to_review(clinic: Clinic, opened: OpenVisit) -> Sequence[Told]:
    """Alarms, told or not, and totals that are published as a matter for the provider."""
    untold = {item.form for item in opened.untold_answers}
    names = clinic.catalog.forms.all
    alarms = [
        Told(names[item.form].short, f"{_alarming(clinic, item)}, not told yet", "critical")
        for item in opened.untold_answers
    ]
    found = []
    told = {r.form: words for r in opened.responses if (words := _alarming(clinic, r))}
    for item in results(clinic, opened):
        if item.review:
            found.append(Told(item.name, f"{item.score_words}, {item.words}".strip(", "), "warn"))
        if item.form in told and item.form not in untold:
            found.append(Told(item.name, f"{told[item.form]}, told", "ok"))
    return (*alarms, *found)


def _alarming(clinic: Clinic, response: Response) -> str:
    """`question 9 “Several days”`, of the answers that the provider has to be told of."""
    form = clinic.catalog.forms.all[response.form]
    order = [item.id for item in form.items]
    named = {answer.item: answer.text for answer in response.answers}
    return "; ".join(
        f"question {order.index(rule.item) + 1} “{named[rule.item]}”" if rule.item else "its total"
        for rule in to_tell(form, response.choices)
    )


def not_answered(clinic: Clinic, opened: OpenVisit) -> Sequence[Told]:
    """Forms that were refused, not possible or not indicated."""
    return [
        Told(NOT_ASKED.get(item.absent, item.absent), item.name)
        for item in results(clinic, opened)
        if item.state is Status.NOT_DONE
    ]


def untold_words(clinic: Clinic, opened: OpenVisit) -> list[str]:
    """Why the provider has to be told of answers, each reason once."""
    words = [screenings.alarm_words(clinic, item) for item in opened.untold_answers]
    return list(dict.fromkeys(words))
