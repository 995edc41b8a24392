"""What the patient says before anything is measured: why they came, what they take."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ANSWERS = ("taking", "not-taking", "different")
DIFFERS = ANSWERS[1:]
"""Answers that say how, since when and why."""


@dataclass(frozen=True)
class Reason:
    """Why the patient came. `given_by` and `interpreter` are words; `agenda` is what else."""

    text: str = ""
    given_by: str = ""
    interpreter: str = ""
    language: str = ""
    agenda: tuple[str, ...] = ()

    @property
    def detail(self) -> str:
        """As the review row keeps it."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Taken:
    """How the patient says a listed medication is taken; `source` says who or what told it."""

    answer: str
    dose: str = ""
    last: str = ""
    source: str = ""


@dataclass(frozen=True)
class Intake:
    """What was gone through in one visit. `exceptions`: step to the key of why it was not asked."""

    reason: Reason = field(default_factory=Reason)
    none_known: bool = False
    exceptions: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)


@dataclass(frozen=True)
class PhraseSet:
    """Phrases for visit types that hold one of `match`."""

    match: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class VisitPhrases:
    """What `resources/visits/phrases.toml` offers: who tells, from where, and why people come."""

    givers: tuple[str, ...]
    sources: tuple[str, ...]
    any: tuple[str, ...]
    sets: tuple[PhraseSet, ...]

    def for_visit(self, visit_type: str) -> tuple[str, ...]:
        """The phrases of the first set that fits, else those for any visit."""
        kind = visit_type.lower()
        fitting = (s.phrases for s in self.sets if any(word in kind for word in s.match))
        return next(fitting, self.any)


def agenda_of(text: str) -> tuple[str, ...]:
    """The points of one line, which semicolons separate."""
    return tuple(part for item in text.split(";") if (part := item.strip()))


def reason_of(detail: str) -> Reason:
    """The reason that a review row keeps; rows of the first version keep none."""
    kept: dict[str, Any] = json.loads(detail) if detail else {}
    return Reason(**kept | {"agenda": tuple(kept.get("agenda", ()))})


def taken_of(detail: str) -> dict[str, Taken]:
    """Answers by medication id, as a review row keeps them."""
    kept: dict[str, Any] = json.loads(detail) if detail else {}
    more = kept.get("details", {})
    return {key: Taken(answer, **more.get(key, {})) for key, answer in kept["reported"].items()}


def taken_detail(taken: Mapping[str, Taken]) -> dict[str, object]:
    """What the review row keeps of these answers."""
    return {
        "reported": {key: item.answer for key, item in taken.items()},
        "details": {
            key: {"dose": item.dose, "last": item.last, "source": item.source}
            for key, item in taken.items()
            if item.dose or item.last or item.source
        },
    }
