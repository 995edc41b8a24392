"""Questionnaires: screenings and social history, as data; scored as published, never judged.

Items, answers, cut-offs and their sources stand in resources/screenings and resources/history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ma_desktop.domain.patient import Age, add_months

NOT_ASKED = {"refused": "Refused", "unable": "Unable", "not-indicated": "Not indicated"}
"""Why a questionnaire was not answered."""


class Status(StrEnum):
    """FHIR R4 QuestionnaireResponseStatus, and `not-done` with its reason."""

    UNFINISHED = "in-progress"
    FINISHED = "completed"
    AMENDED = "amended"
    NOT_DONE = "not-done"
    IN_ERROR = "entered-in-error"


@dataclass(frozen=True)
class Choice:
    """One answer; `code` is its LOINC answer code or SNOMED CT concept."""

    id: str
    text: str
    points: int = 0
    code: str = ""


@dataclass(frozen=True)
class Unless:
    """The item is left out, at no points, after this answer to an earlier one."""

    item: str
    choice: str


@dataclass(frozen=True)
class Item:
    """One question; without choices of its own it takes those of the form.

    `short` names it where answers stand in one line: `travelled`.
    """

    id: str
    text: str
    short: str = ""
    loinc: str = ""
    choices: tuple[Choice, ...] = ()
    scored: bool = True
    only_with_points: bool = False
    unless: Unless | None = None


@dataclass(frozen=True)
class Band:
    """Totals from `low` to `high` and what is published of them; `review` puts it to the provider.

    A row for the sex goes before one for all (`*`).
    """

    low: int
    high: int
    words: str
    sex: str = "*"
    review: bool = False


@dataclass(frozen=True)
class Tell:
    """When the provider is told: from `at` points of one item on, or of the total without one."""

    at: int
    severity: str
    why: str
    item: str = ""
    source: str = ""


@dataclass(frozen=True)
class Opens:
    """From `at` points on another form follows, and takes over the answers to the same items."""

    form: str
    at: int


@dataclass(frozen=True)
class DueRule:
    """Whom a form is for, and how often; `visits` are words of a visit type, none for all.

    Without an interval a form is only opened by another one, or by hand.
    """

    source: str
    from_years: int = 0
    to_years: int | None = None
    sexes: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    every_months: int | None = None
    every_visit: bool = False


@dataclass(frozen=True)
class Form:
    """A questionnaire. `score`: sum, any (a count of positive answers that is not shown), or none.

    `only_first` is said where all points come from the first item.
    """

    id: str
    name: str
    short: str
    order: int
    licence: str
    items: tuple[Item, ...]
    due: DueRule
    source: tuple[str, ...]
    loinc: str = ""
    loinc_total: str = ""
    stem: str = ""
    choices: tuple[Choice, ...] = ()
    score: str = ""
    bands: tuple[Band, ...] = ()
    tell: tuple[Tell, ...] = ()
    opens: Opens | None = None
    only_first: str = ""
    by_patient: bool = False

    def item(self, item_id: str) -> Item:
        """Raises KeyError for an item that the form does not have."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def choices_of(self, item: Item) -> tuple[Choice, ...]:
        """The choices of an item, its own before those of the form."""
        return item.choices or self.choices

    def chosen(self, item: Item, answers: Mapping[str, str]) -> Choice | None:
        """The answer to `item`; `answers` holds choice ids by item id."""
        wanted = answers.get(item.id)
        return next((c for c in self.choices_of(item) if c.id == wanted), None)

    @property
    def most(self) -> int:
        """The highest total that can be reached."""
        return sum(
            max((c.points for c in self.choices_of(item)), default=0)
            for item in self.items
            if item.scored
        )


@dataclass(frozen=True)
class Answer:
    """One answer on record, with its question and codes as they were when it was given."""

    item: str
    question: str
    choice: str
    text: str
    points: int = 0
    loinc: str = ""
    code: str = ""
    short: str = ""

    @property
    def words(self) -> str:
        """`vaping never`, or the bare answer where the form has one question."""
        return f"{self.short} {self.text.lower()}".strip()


@dataclass(frozen=True)
class Response:
    """What was answered of one form; append-only, a correction names what it supersedes.

    `absent` is a key of NOT_ASKED; `notify` the severity if the provider must be told.
    """

    id: str
    patient_id: str
    visit_id: str
    form: str
    status: Status
    answers: tuple[Answer, ...]
    taken_at: datetime
    taken_by: str
    loinc: str = ""
    total: int | None = None
    absent: str = ""
    notify: str = ""
    by_patient: bool = False
    supersedes: str | None = None
    reason: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """Choice ids by item id."""
        return {answer.item: answer.choice for answer in self.answers}

    @property
    def is_finished(self) -> bool:
        """Whether all was answered: finished, or amended since."""
        return self.status in (Status.FINISHED, Status.AMENDED)


@dataclass(frozen=True)
class ScreeningResult:
    """One form of one visit as it is shown: never a diagnosis, and no total until finished.

    `words` say where the total lies as published; `review` puts it before the provider.
    """

    id: str
    form: str
    name: str
    state: Status
    at: datetime
    by: str
    total: int | None = None
    most: int = 0
    words: str = ""
    absent: str = ""
    review: bool = False
    notify: str = ""
    history: bool = False
    answers: tuple[Answer, ...] = ()

    @property
    def score_words(self) -> str:
        """`12 of 27`, or what was counted, in words; empty where nothing is scored."""
        return self.words if self.total is None else f"{self.total} of {self.most}"

    @property
    def rail(self) -> str:
        """As short as it can be read: `PHQ-2 1`, `Fall risk refused`, `Smoking never smoker`."""
        if self.state is Status.NOT_DONE:
            return f"{self.name} {NOT_ASKED.get(self.absent, self.absent).lower()}"
        return f"{self.name} done" if self.total is None else f"{self.name} {self.total}"

    @property
    def line(self) -> str:
        """`PHQ-9 12 of 27, published as moderate`, or the answer, or why it was not asked."""
        if self.state is Status.NOT_DONE:
            return f"{self.name}: {NOT_ASKED.get(self.absent, self.absent).lower()}"
        if self.state is Status.UNFINISHED:
            return f"{self.name}: not finished"
        if self.total is not None:
            return ", ".join(
                p for p in (f"{self.name} {self.total} of {self.most}", self.words) if p
            )
        said = self.words or "; ".join(answer.words for answer in self.answers)
        named = ", ".join(answer.short for answer in self.answers if answer.points and answer.short)
        return f"{self.name}: {said}" + (f" ({named})" if named else "")


def asked(form: Form, answers: Mapping[str, str]) -> tuple[Item, ...]:
    """The items that apply after these answers, in their order."""
    with_points = points(form, answers) > 0
    return tuple(
        item
        for item in form.items
        if not (item.unless is not None and answers.get(item.unless.item) == item.unless.choice)
        and (with_points or not item.only_with_points)
    )


def is_complete(form: Form, answers: Mapping[str, str]) -> bool:
    """Whether every item that applies has an answer that the form knows."""
    return all(form.chosen(item, answers) is not None for item in asked(form, answers))


def points(form: Form, answers: Mapping[str, str]) -> int:
    """The sum of the scored items answered so far that still apply."""
    return sum(
        choice.points
        for item in form.items
        if item.scored
        and not (item.unless is not None and answers.get(item.unless.item) == item.unless.choice)
        and (choice := form.chosen(item, answers)) is not None
    )


def total(form: Form, answers: Mapping[str, str]) -> int | None:
    """The total of a complete form; None for an unfinished one, and where nothing is scored."""
    return points(form, answers) if form.score and is_complete(form, answers) else None


def band_of_total(form: Form, reached: int, sex: str) -> Band | None:
    """The published row for this total and sex."""
    fits = [b for b in form.bands if b.low <= reached <= b.high and b.sex in (sex, "*")]
    return min(fits, key=lambda band: band.sex == "*", default=None)


def words_of_total(form: Form, answers: Mapping[str, str], reached: int, sex: str) -> str:
    """What is published of this total, and the form's remark on points from one item only."""
    band = band_of_total(form, reached, sex)
    words = band.words if band else ""
    first = form.chosen(form.items[0], answers)
    if form.only_first and band and band.review and first and first.points == reached:
        return f"{words}. {form.only_first}"
    return words


def to_tell(form: Form, answers: Mapping[str, str]) -> tuple[Tell, ...]:
    """The rules that these answers meet; one on the total only when the form is complete."""
    met = []
    for rule in form.tell:
        if rule.item:
            choice = form.chosen(form.item(rule.item), answers)
            reached = choice.points if choice else None
        else:
            reached = total(form, answers)
        if reached is not None and reached >= rule.at:
            met.append(rule)
    return tuple(met)


def is_for(form: Form, age: Age, sex: str) -> bool:
    """Whether the form is meant for this age and sex."""
    rule = form.due
    old_enough = age.years >= rule.from_years
    young_enough = rule.to_years is None or age.years <= rule.to_years
    return old_enough and young_enough and (not rule.sexes or sex in rule.sexes)


def is_due(form: Form, age: Age, sex: str, visit_type: str, last: date | None, today: date) -> bool:
    """Whether this visit asks the form; `last` is the day it was last finished before."""
    rule = form.due
    kind = visit_type.casefold()
    if not is_for(form, age, sex) or (rule.visits and not any(w in kind for w in rule.visits)):
        return False
    if rule.every_visit:
        return True
    if rule.every_months is None:
        return False
    return last is None or today >= add_months(last, rule.every_months)


def opened_by(
    form: Form, forms: Mapping[str, Form], answered: Mapping[str, Mapping[str, str]]
) -> bool:
    """Whether a complete form among `answered` (answers by form) opens this one."""
    for other_id, answers in answered.items():
        other = forms.get(other_id)
        if other is None or other.opens is None or other.opens.form != form.id:
            continue
        reached = total(other, answers)
        if reached is not None and reached >= other.opens.at:
            return True
    return False


def carried(form: Form, other: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers of `other` to the items that both forms have (by LOINC code)."""
    by_code = {item.loinc: item for item in other.items if item.loinc}
    return {
        item.id: answers[same.id]
        for item in form.items
        if (same := by_code.get(item.loinc)) is not None and same.id in answers
    }


def withdrawn(responses: Iterable[Response]) -> frozenset[str]:
    """Ids of those that were taken back with a reason, and of all that these had superseded.

    They ask for no telling any more; an answer that was only changed still does.
    """
    by_id = {item.id: item for item in responses}
    gone = set()
    for item in by_id.values():
        before = item.supersedes if item.reason or item.status is Status.IN_ERROR else None
        while before is not None:
            gone.add(before)
            before = by_id[before].supersedes if before in by_id else None
    return frozenset(gone)


def effective_responses(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Those that count: without the superseded ones and those entered in error."""
    found = tuple(responses)
    replaced = {item.supersedes for item in found}
    return tuple(
        item for item in found if item.id not in replaced and item.status is not Status.IN_ERROR
    )
