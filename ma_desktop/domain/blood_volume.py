"""How much blood a draw takes from a child, beside what was drawn before and what may be.

The limits are content (`resources/specimens/blood_volume.toml`) that a clinic may change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ma_desktop.domain.moments import day_words
from ma_desktop.domain.specimen import LabTest, Specimen, Tube
from ma_desktop.domain.vital_lint import Fault, source_faults

SMALLEST = "The smallest tubes are used"
"""The answer after which each tube counts with its smallest size."""

SIZE = "ml"
"""Detail of a specimen that says how much was drawn, in mL."""


@dataclass(frozen=True)
class BloodLimit:
    """Most blood in 24 hours and in `month_days`, in mL for each kg, below `under_years`."""

    under_years: int
    day_ml_per_kg: Decimal
    month_ml_per_kg: Decimal
    month_days: int
    source: tuple[str, ...]

    def changed(self, day_tenths: int, month_tenths: int) -> BloodLimit:
        """With the clinic's own limits in tenths of mL/kg; 0 leaves the shipped one."""
        return replace(
            self,
            day_ml_per_kg=Decimal(day_tenths) / 10 if day_tenths else self.day_ml_per_kg,
            month_ml_per_kg=Decimal(month_tenths) / 10 if month_tenths else self.month_ml_per_kg,
        )


def blood_faults(limit: BloodLimit, sources: Collection[str]) -> Iterator[Fault]:
    """Numbers above zero, a month that is no less than a day, a known source."""
    if min(limit.under_years, limit.month_days) <= 0 or limit.day_ml_per_kg <= 0:
        yield Fault("day_ml_per_kg", "all numbers must be above 0")
    if limit.month_ml_per_kg < limit.day_ml_per_kg:
        yield Fault("month_ml_per_kg", "must not be less than the limit of a day")
    yield from source_faults("source", limit.source, sources)


@dataclass(frozen=True)
class BloodUse:
    """This draw with `least` to `most` mL by size of tube, and what was drawn before in mL."""

    least: Decimal
    most: Decimal
    in_day: Decimal
    in_month: Decimal
    limit: BloodLimit
    weight_kg: Decimal | None
    weighed_on: date | None
    today: date

    def is_above(self, amount: Decimal) -> bool:
        """Whether `amount` mL more is above a limit; never where no weight is known."""
        if self.weight_kg is None:
            return False
        day, month = self._most(self.weight_kg)
        return self.in_day + amount > day or self.in_month + amount > month

    def _most(self, weight_kg: Decimal) -> tuple[Decimal, Decimal]:
        return weight_kg * self.limit.day_ml_per_kg, weight_kg * self.limit.month_ml_per_kg

    @property
    def short(self) -> str:
        """The same in one line."""
        amount = "–".join(dict.fromkeys((_ml(self.least), _ml(self.most))))
        drawn = f"Child: this draw {amount} mL"
        if self.weight_kg is None or self.weighed_on is None:
            return f"{drawn}. No weight is recorded: the limit is not checked. Weigh the child."
        day, month = self._most(self.weight_kg)
        is_fresh = self.weighed_on == self.today
        when = "today" if is_fresh else f"{day_words(self.weighed_on)}, not today"
        return (
            f"{drawn}; 24 h: {_ml(self.in_day)} of {_ml(day)} mL; {self.limit.month_days} days: "
            f"{_ml(self.in_month)} of {_ml(month)} mL ({_ml(self.weight_kg)} kg, {when})"
        )

    @property
    def words(self) -> str:
        """What it takes, what was drawn, what may be; a missing or earlier weight is said."""
        days = self.limit.month_days
        amount = dict.fromkeys((_ml(self.least), _ml(self.most)))
        drawn = (
            f"Blood of a child: this draw {'–'.join(amount)} mL by size of tube; "
            f"{_ml(self.in_day)} mL in the last 24 h, {_ml(self.in_month)} mL in {days} days."
        )
        per_day, per_month = self.limit.day_ml_per_kg, self.limit.month_ml_per_kg
        if self.weight_kg is None or self.weighed_on is None:
            return (
                f"{drawn} No weight is recorded, so the limit ({_ml(per_day)} mL/kg in 24 h, "
                f"{_ml(per_month)} mL/kg in {days} days) is not checked. Weigh the child first."
            )
        day, month = self._most(self.weight_kg)
        is_fresh = self.weighed_on == self.today
        when = "today" if is_fresh else f"on {day_words(self.weighed_on)}, not today"
        return (
            f"{drawn} At most {_ml(day)} mL in 24 h and {_ml(month)} mL in {days} days "
            f"at {_ml(self.weight_kg)} kg, weighed {when}."
        )


def sizes(tube: Tube, tests: Sequence[LabTest]) -> tuple[Decimal, Decimal]:
    """Smallest and largest size in mL of a tube that holds what its tests ask for.

    Where the laboratory names a volume, only the smallest that holds it; 0 for microtubes.
    """
    needed = sum((test.volume_ml or Decimal(0) for test in tests), Decimal(0))
    fitting = sorted(size for size in tube.volumes_ml if size >= needed)
    if not fitting:
        return needed, needed
    return fitting[0], fitting[0] if needed else fitting[-1]


def drawn_ml(item: Specimen, tube: Tube, tests: Sequence[LabTest]) -> Decimal:
    """How much blood a filled tube took: as recorded, else its largest size."""
    said = item.details.get(SIZE, "")
    return Decimal(said) if said else sizes(tube, tests)[1]


def _ml(amount: Decimal) -> str:
    return f"{round(amount, 1):f}".removesuffix(".0")
