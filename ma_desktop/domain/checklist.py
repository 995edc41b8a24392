"""Checklists and logs: what is asked, who may sign, what was answered, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

KINDS = ("tick", "number", "choice", "text", "date", "timer")
FREQUENCIES = (
    "per-visit",
    "after-visit",
    "opening",
    "closing",
    "daily",
    "twice-daily",
    "weekly",
    "monthly",
    "as-needed",
)
ROUTINE = frozenset({"opening", "closing", "daily", "twice-daily", "weekly", "monthly"})
"""Frequencies that come due by the calendar."""


@dataclass(frozen=True)
class Condition:
    """Asked only when `item` was answered with one of `values`, or out of its range (`out`)."""

    item: str
    values: tuple[str, ...] = ()
    out: bool = False


@dataclass(frozen=True)
class Item:
    """One question. `unit` is UCUM; `low` and `high` bound what is in order, in that unit.

    `least` and `most` are what can be true at all: beyond them a slip of the fingers is refused.
    `bad` names the choices that are out of order. A timer runs `minutes`, or as long as the product
    that is chosen from `products`. A date is in order for `max_age_days` (0: from today on).
    `on_out` says what to do when the answer is out of order. `told` marks who was told.
    """

    id: str
    text: str
    kind: str = "tick"
    critical: bool = False
    unit: str = ""
    also_unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    minutes: int = 0
    products: str = ""
    max_age_days: int = 0
    when: Condition | None = None
    on_out: str = ""
    told: bool = False


@dataclass(frozen=True)
class Section:
    """Items under one heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Checklist:
    """One version of a checklist or log.

    `due` are local times (HH:MM) of a routine; `weekday` 1 (Monday) to 7 and `month_day` say which
    day. `equipment` is the kind of thing that each has a log of its own. `signature` counts the
    passphrases that close it; `roles` may sign, everybody when empty. `follow_up` is the list that
    opens when an answer is out of order; `hold` says what its thing must not be used for until it
    is signed. The numbers of `ascending` may not fall.
    """

    id: str
    name: str
    version: int
    frequency: str
    sections: tuple[Section, ...]
    source: tuple[str, ...] = ()
    equipment: str = ""
    due: tuple[str, ...] = ()
    weekday: int = 0
    month_day: int = 0
    visit_words: tuple[str, ...] = ()
    signature: int = 0
    roles: tuple[str, ...] = ()
    follow_up: str = ""
    ascending: tuple[str, ...] = ()
    active: bool = True
    note: str = ""
    hold: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The steps of all sections in their order."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item | None:
        """The step with this id; None without one."""
        return next((item for item in self.items if item.id == item_id), None)


@dataclass(frozen=True)
class Source:
    """Where a list comes from; `note` says what a clinic should know of it."""

    title: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class EquipmentKind:
    """A kind of thing that has logs, such as a vaccine refrigerator."""

    id: str
    name: str


@dataclass(frozen=True)
class Product:
    """A disinfectant and how long its label wants a surface wet. `epa` is its registration."""

    id: str
    name: str
    minutes: Decimal
    epa: str = ""
    source: str = ""


@dataclass(frozen=True)
class Equipment:
    """One thing of the clinic with a name of its own; its logs begin at `since`."""

    id: str
    kind: str
    name: str
    place: str
    since: datetime
    active: bool = True
    version: int = 1


DONE, OUT, SKIPPED, RUNNING, EARLY = "done", "out", "skipped", "running", "early"
"""Outcomes: in order, out of order, skipped with a reason, a timer that runs, ended too soon."""


@dataclass(frozen=True)
class Answer:
    """One answer on record. `turn` counts from 1: a higher one corrects what stood before.

    `value` is what was typed, `number` the same in the item's unit.
    """

    run_id: str
    item_id: str
    turn: int
    outcome: str
    value: str
    at: datetime
    by: str
    unit: str = ""
    number: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Run:
    """A checklist that was begun. `form` names the exact text it is done by, `edition` its version.

    `slot` is the time of the calendar that it fills, unique; None for lists done when needed.
    States are open, paused, done, and stopped (not carried through, with a reason in `note`).
    """

    id: str
    checklist_id: str
    edition: int
    form: str
    started_at: datetime
    started_by: str
    state: str = "open"
    slot: str | None = None
    due_at: datetime | None = None
    equipment_id: str = ""
    room_id: str = ""
    visit_id: str | None = None
    parent_id: str = ""
    finished_at: datetime | None = None
    signed_by: str = ""
    second_by: str = ""
    note: str = ""
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether steps can still be answered: under way or paused."""
        return self.state in ("open", "paused")


def latest(answers: Iterable[Answer]) -> dict[str, Answer]:
    """The answer that stands for each item: the one of the highest turn."""
    found: dict[str, Answer] = {}
    for answer in sorted(answers, key=lambda one: one.turn):
        found[answer.item_id] = answer
    return found


def asked(checklist: Checklist, answers: Iterable[Answer]) -> tuple[Item, ...]:
    """The items whose conditions hold by what was answered so far; lists go top down."""
    standing = latest(answers)
    shown: dict[str, Item] = {}
    for item in checklist.items:
        if item.when is None or _holds(item.when, standing, shown):
            shown[item.id] = item
    return tuple(shown.values())


def _holds(when: Condition, standing: dict[str, Answer], shown: dict[str, Item]) -> bool:
    answer = standing.get(when.item)
    if answer is None or when.item not in shown:
        return False
    return answer.outcome == OUT if when.out else answer.value in when.values


def is_settled(answer: Answer | None) -> bool:
    """Whether an item needs nothing more: a timer that still runs does."""
    return answer is not None and answer.outcome != RUNNING


def missing(checklist: Checklist, answers: Sequence[Answer]) -> tuple[Item, ...]:
    """Items that are asked and not settled yet."""
    standing = latest(answers)
    return tuple(i for i in asked(checklist, answers) if not is_settled(standing.get(i.id)))


@dataclass(frozen=True)
class Progress:
    """How many of the asked items are settled."""

    done: int
    total: int

    @property
    def words(self) -> str:
        """As the window says it, `3 of 12`."""
        return f"{self.done} of {self.total}"


def progress(checklist: Checklist, answers: Sequence[Answer]) -> Progress:
    """How many of the steps that are asked now have their answer."""
    total = len(asked(checklist, answers))
    return Progress(total - len(missing(checklist, answers)), total)


def out_of_order(checklist: Checklist, answers: Sequence[Answer]) -> tuple[Item, ...]:
    """Asked items whose standing answer is out of order."""
    standing = latest(answers)
    return tuple(
        item
        for item in asked(checklist, answers)
        if item.id in standing and standing[item.id].outcome == OUT
    )


def set_up_list(lists: Iterable[Checklist], visit_type: str) -> Checklist | None:
    """The room set-up whose word stands in the name of a visit type; the longest word wins."""
    name = visit_type.casefold()
    found = [
        (len(word), item)
        for item in lists
        if item.frequency == "per-visit" and item.active
        for word in item.visit_words
        if word.casefold() in name
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


@dataclass(frozen=True)
class OpenRun:
    """A run with all that a screen or a paper shows of it."""

    run: Run
    checklist: Checklist
    answers: tuple[Answer, ...]
    thing: Equipment | None = None
    room_name: str = ""
    follow_ups: tuple[Run, ...] = ()

    @property
    def progress(self) -> Progress:
        """How far its answers have come."""
        return progress(self.checklist, self.answers)

    @property
    def place(self) -> str:
        """What it is about: the thing, else the room."""
        return self.thing.name if self.thing else self.room_name

    @property
    def title(self) -> str:
        """The list by name, after its place where it has one."""
        return f"{self.place}: {self.checklist.name}" if self.place else self.checklist.name

    @property
    def is_out(self) -> bool:
        """Whether any answer lies outside its limits."""
        return bool(out_of_order(self.checklist, self.answers))
