"""What must hold in a checklist, shipped or written by the clinic, so that it can be done."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import time

from ma_desktop.domain.checklist import FREQUENCIES, KINDS, ROUTINE, Checklist, Item
from ma_desktop.domain.checklist_entry import UNIT_WORDS
from ma_desktop.domain.units import are_convertible
from ma_desktop.domain.vital_lint import Fault

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROLES = ("administrator", "medical-assistant", "provider")


@dataclass(frozen=True)
class ListVocabulary:
    """Ids that other files define and a list may name."""

    sources: Collection[str]
    equipment: Collection[str]
    products: Collection[str]
    lists: Collection[str]


def checklist_faults(item: Checklist, words: ListVocabulary) -> Iterator[Fault]:
    """All faults of one list, in the order of its keys."""
    yield from _head_faults(item, words)
    yield from _due_faults(item)
    seen: list[Item] = []
    for number, one in enumerate(item.items):
        where = f"item {number + 1} ({one.id})"
        yield from _item_faults(one, where, words)
        yield from _order_faults(one, where, seen)
        seen.append(one)
    if not seen:
        yield Fault("sections", "holds no item")
    numbers = {one.id for one in seen if one.kind == "number"}
    for name in set(item.ascending) - numbers:
        yield Fault("ascending", f"{name} is not a number of this list")


def _head_faults(item: Checklist, words: ListVocabulary) -> Iterator[Fault]:
    if not _ID.fullmatch(item.id):
        yield Fault("id", "is not made of small letters, digits and underlines")
    if not item.name.strip():
        yield Fault("name", "is empty")
    if item.version < 1:
        yield Fault("version", "counts from 1")
    if item.frequency not in FREQUENCIES:
        yield Fault("frequency", f"is not one of {', '.join(FREQUENCIES)}")
    for source in set(item.source) - set(words.sources):
        yield Fault("source", f"{source} is not a known source")
    if item.equipment and item.equipment not in words.equipment:
        yield Fault("equipment", f"{item.equipment} is not a known kind")
    if item.follow_up and item.follow_up not in words.lists:
        yield Fault("follow_up", f"{item.follow_up} is not a known list")
    if item.signature not in (0, 1, 2):
        yield Fault("signature", "is 0, 1 or 2")
    for role in set(item.roles) - set(_ROLES):
        yield Fault("roles", f"{role} is not one of {', '.join(_ROLES)}")


def _due_faults(item: Checklist) -> Iterator[Fault]:
    wanted = {"twice-daily": 2}.get(item.frequency, 1 if item.frequency in ROUTINE else 0)
    if len(item.due) != wanted or len(set(item.due)) != wanted:
        yield Fault("due", f"{item.frequency} needs {wanted} times of day")
    if not all(_is_time(text) for text in item.due):
        yield Fault("due", "holds times such as 08:30")
    if (item.frequency == "weekly") != (1 <= item.weekday <= 7):
        yield Fault("weekday", "is 1 (Monday) to 7, for weekly lists")
    if (item.frequency == "monthly") != (1 <= item.month_day <= 31):
        yield Fault("month_day", "is 1 to 31, for monthly lists")
    if (item.frequency == "per-visit") != bool(item.visit_words):
        yield Fault("visit_words", "belong to lists per visit")


def _is_time(text: str) -> bool:
    try:
        return len(text) == 5 and time.fromisoformat(text).second == 0
    except ValueError:
        return False


def _item_faults(item: Item, where: str, words: ListVocabulary) -> Iterator[Fault]:
    if not _ID.fullmatch(item.id):
        yield Fault(where, "id is not made of small letters, digits and underlines")
    if not item.text.strip():
        yield Fault(where, "text is empty")
    if item.kind not in KINDS:
        yield Fault(where, f"kind is not one of {', '.join(KINDS)}")
    if (item.kind == "choice") != (len(set(item.choices)) >= 2):
        yield Fault(where, "a choice has two or more choices, and nothing else has")
    if set(item.bad) - set(item.choices):
        yield Fault(where, "bad names what is not a choice")
    yield from _number_faults(item, where)
    is_timer = (item.minutes > 0) != bool(item.products)
    if (item.kind == "timer") != is_timer:
        yield Fault(where, "a timer has minutes or products, and nothing else has")
    if item.products and item.products not in words.products:
        yield Fault(where, f"{item.products} are not known products")


def _number_faults(item: Item, where: str) -> Iterator[Fault]:
    bounds = [one for one in (item.least, item.low, item.high, item.most) if one is not None]
    if item.kind == "number":
        if item.least is None or item.most is None:
            yield Fault(where, "a number has least and most")
        if not all(one.is_finite() for one in bounds):
            yield Fault(where, "a limit is not a number")
        elif bounds != sorted(bounds):
            yield Fault(where, "bounds do not rise from least over low and high to most")
    elif bounds or item.unit or item.also_unit:
        yield Fault(where, "only a number has bounds and units")
    if item.unit not in UNIT_WORDS or item.also_unit not in UNIT_WORDS:
        yield Fault(where, "unit has no words for people")
    elif item.also_unit and not are_convertible(item.unit, item.also_unit):
        yield Fault(where, "also_unit measures something else")


def _order_faults(item: Item, where: str, before: list[Item]) -> Iterator[Fault]:
    known = {one.id: one for one in before}
    if item.id in known:
        yield Fault(where, "id stands twice")
    if item.when is None:
        return
    asked = known.get(item.when.item)
    if asked is None:
        yield Fault(where, f"{item.when.item} does not stand before it")
    elif asked.kind == "choice" and set(item.when.values) - set(asked.choices):
        yield Fault(where, "when names what is not a choice")
    if item.when.out == bool(item.when.values):
        yield Fault(where, "when has values or out")
