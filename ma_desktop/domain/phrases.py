"""Words of one language for paper, with their dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

LANGUAGES = {"en": "English", "es": "Español"}
"""Languages of the patient's copy."""


@dataclass(frozen=True)
class Phrases:
    """What `resources/i18n/summary/*.toml` says. `tag` is the BCP 47 tag of the document."""

    tag: str
    months: tuple[str, ...]
    long_date: str
    short_date: str
    words: Mapping[str, str]
    vitals: Mapping[str, str]
    units: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """A phrase with its places filled. Raises KeyError for an unknown key or a missing value.

        Values are put in as they are: braces in a name are no places.
        """
        return self.words[key].format(**values)

    def long(self, day: date) -> str:
        """14 March 1979"""
        month = self.months[day.month - 1]
        return self.long_date.format(day=day.day, month=month, year=day.year)

    def short(self, day: date) -> str:
        """14 Mar 1979"""
        month = self.months[day.month - 1][:3]
        return self.short_date.format(day=day.day, month=month, year=day.year)

    def month(self, day: date) -> str:
        """Mar 1979"""
        return f"{self.months[day.month - 1][:3]} {day.year}"

    def vital(self, vital_id: str, name: str) -> str:
        """The plain name of a vital sign; `name` where this language has none."""
        return self.vitals.get(vital_id, name)


def phrase_faults(phrases: Phrases, model: Phrases) -> list[tuple[str, str]]:
    """Where `phrases` lacks or adds something that `model` has: key and what is wrong."""
    faults = [] if len(phrases.months) == 12 else [("months", "is not twelve names")]
    for part in ("words", "vitals", "units"):
        mine, theirs = getattr(phrases, part), getattr(model, part)
        faults += [(f"{part}.{key}", "is missing") for key in sorted(theirs.keys() - mine.keys())]
        faults += [(f"{part}.{key}", "is not known") for key in sorted(mine.keys() - theirs.keys())]
        faults += [
            (f"{part}.{key}", "has other places than the English phrase")
            for key in sorted(mine.keys() & theirs.keys())
            if _places(mine[key]) != _places(theirs[key])
        ]
    return faults


def _places(phrase: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(phrase) if name}
