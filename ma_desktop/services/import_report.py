"""What an import did, counted while records are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ma_desktop.exchange.incoming import Skip

KEPT_WORDS = "changed by the clinic, left as it is"


@dataclass(frozen=True)
class ImportReport:
    """What came in (`added`), what was there already (`repeated`), what was left out and why.

    Of what was there, `updated` counts what the files changed, `retracted` what they took back, and
    `kept` what they would have changed had nobody of the clinic reviewed or corrected it since.
    `unlikely` counts the readings, by vital sign, that were kept with the mark UNCONFIRMED.
    """

    files: int
    added: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[Skip, ...] = ()
    patients: tuple[str, ...] = ()
    unlikely: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, int] = field(default_factory=dict)
    retracted: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def unlikely_words(self) -> str:
        """`Weight 2, Heart rate 1`: readings that a person would have been asked about."""
        return ", ".join(f"{name} {count}" for name, count in self.unlikely.items())

    @property
    def changed_anything(self) -> bool:
        """Whether the store holds anything that it did not hold before."""
        return any(any(counts.values()) for counts in (self.added, self.updated, self.retracted))


@dataclass
class Tally:
    """Counts by kind of record; `seen` is all that was told, `left` what was older than ours."""

    added: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    retracted: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    unlikely: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """What became of the store, in numbers."""
        new, changed, gone = (c.total() for c in (self.added, self.updated, self.retracted))
        return f"{new} new, {changed} changed, {gone} retracted"

    def report(self, files: int, people: Sequence[str]) -> ImportReport:
        """`people` may name a patient twice."""
        repeated = self.seen - self.added - self.updated - self.kept - self.left
        return ImportReport(
            files,
            dict(self.added),
            dict(repeated),
            tuple(Skip(*key, count) for key, count in sorted(self.skipped.items())),
            tuple(dict.fromkeys(people)),
            dict(self.unlikely),
            dict(+self.updated),
            dict(+self.retracted),
            dict(+self.kept),
        )
