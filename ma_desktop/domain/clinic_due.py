"""When a clinic asks which questionnaire: its own rules laid over the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from ma_desktop.domain.patient import SEXES
from ma_desktop.domain.screening import DueRule, Form
from ma_desktop.domain.vital_lint import Fault

SOURCE = "clinic"
_OLDEST, _LONGEST = 130, 120


@dataclass(frozen=True)
class OwnDue:
    """The clinic's rule for one form; `approved_by` is the provider who approved it."""

    form: str
    rule: DueRule
    approved_by: str


def laid(forms: Mapping[str, Form], own: Sequence[OwnDue]) -> dict[str, Form]:
    """The forms with the clinic's rules; a rule for a form that is not there is left alone."""
    rules = {item.form: item.rule for item in own}
    return {
        key: replace(form, due=rules[key]) if key in rules else form for key, form in forms.items()
    }


def due_faults(forms: Mapping[str, Form], item: OwnDue) -> Iterator[Fault]:
    """What is wrong with one rule of the clinic; `where` names the field."""
    rule = item.rule
    if item.form not in forms:
        yield Fault("form", f"{item.form} is not a questionnaire")
    if not 0 <= rule.from_years <= _OLDEST:
        yield Fault("from_years", f"The first age is not one of 0 to {_OLDEST} years.")
    if rule.to_years is not None and not rule.from_years <= rule.to_years <= _OLDEST:
        yield Fault("to_years", "The last age lies before the first.")
    for sex in sorted(set(rule.sexes) - set(SEXES)):
        yield Fault("sexes", f"{sex} is not a sex")
    if rule.every_visit and rule.every_months is not None:
        yield Fault("every_months", "A form is asked at every visit or by months, not both.")
    if rule.every_months is not None and not 1 <= rule.every_months <= _LONGEST:
        yield Fault("every_months", f"The months between are not 1 to {_LONGEST}.")
    if any(not word.strip() for word in rule.visits):
        yield Fault("visits", "A word of a visit type is empty.")
    if not item.approved_by.strip():
        yield Fault("approved_by", "Who approved it is missing.")


def due_words(rule: DueRule) -> str:
    """`from 18 years; only female; every 12 months`."""
    ages = f"from {rule.from_years} years" if rule.from_years else "all ages"
    if rule.to_years is not None:
        ages = f"{rule.from_years} to {rule.to_years} years"
    if rule.every_visit:
        often = "at every visit"
    elif rule.every_months is not None:
        often = f"every {rule.every_months} months"
    else:
        often = "only opened by another one, or by hand"
    sexes = f"only {' and '.join(rule.sexes)}" if rule.sexes else ""
    return "; ".join(part for part in (ages, sexes, often) if part)


def visit_words(rule: DueRule) -> str:
    """`Visits: physical, prenatal`."""
    return f"Visits: {', '.join(rule.visits)}" if rule.visits else "All visits"


def written(own: Sequence[OwnDue]) -> str:
    """The clinic's own rules as one JSON object, which `read_due` takes back."""
    return json.dumps({"rules": [asdict(item) for item in own]})


def read_due(body: str) -> tuple[OwnDue, ...]:
    """The inverse of `written`."""
    return tuple(
        OwnDue(raw["form"], _rule(raw["rule"]), raw["approved_by"])
        for raw in json.loads(body)["rules"]
    )


def _rule(raw: Mapping[str, object]) -> DueRule:
    lists = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    return DueRule(**{**raw, **lists})  # type: ignore[arg-type]  # as `written` wrote them
