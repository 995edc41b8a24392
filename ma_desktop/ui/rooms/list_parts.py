"""What a person types of a list, as parts of the list."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ma_desktop.domain.checklist import Checklist, Condition, Item, Section

_SHORT = 28
"""Letters of a step that are enough to know it by."""


def sections(items: list[tuple[str, Item]]) -> tuple[Section, ...]:
    """Neighbours of one heading together."""
    made: list[Section] = []
    for title, item in items:
        if made and made[-1].title == title:
            made[-1] = Section(title, (*made[-1].items, item))
        else:
            made.append(Section(title, (item,)))
    return tuple(made)


def conditions(item: Item) -> list[tuple[Condition, str]]:
    """What may be asked of a step that stands before."""
    short = item.text if len(item.text) <= _SHORT else f"{item.text[:_SHORT]}…"
    found = [(Condition(item.id, (choice,)), f"{short}: {choice}") for choice in item.choices]
    if item.kind == "number" or item.bad:
        found.append((Condition(item.id, out=True), f"{short}: out of order"))
    return found


def new_id(name: str, known: Mapping[str, Checklist]) -> str:
    """A name in small letters; with a number where a list has it already."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in name.lower())
    stem = f"own_{plain.strip('_')}"[:36].rstrip("_")
    return next(f"{stem}{n or ''}" for n in range(999) if f"{stem}{n or ''}" not in known)


def whole(text: str) -> int:
    """The number that was typed; 0 for what is none, which the rules of lists refuse."""
    return int(text) if text.strip().isdecimal() else 0


def bound(text: str) -> Decimal | None:
    """The number that was typed; NaN for what is none, which no list may hold."""
    if not text.strip():
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal("NaN")
