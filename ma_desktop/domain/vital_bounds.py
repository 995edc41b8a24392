"""Bounds of vital signs by age and sex: what is usual, what is told, what is asked about once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.derived import percent_change
from ma_desktop.domain.patient import Age


@dataclass(frozen=True)
class AgeBand:
    """Ages from (inclusive) to (exclusive); one of days or months bounds each end."""

    id: str
    name: str
    from_days: int = 0
    from_months: int = 0
    to_days: int | None = None
    to_months: int | None = None

    def holds(self, age: Age) -> bool:
        """Whether an age lies in this band; the upper ends do not belong to it."""
        starts = age.days >= self.from_days and age.months >= self.from_months
        before_days = self.to_days is None or age.days < self.to_days
        before_months = self.to_months is None or age.months < self.to_months
        return starts and before_days and before_months


@dataclass(frozen=True)
class Range:
    """Inclusive bounds in the canonical unit for an age band and sex; `*` means all."""

    low: Decimal | None = None
    high: Decimal | None = None
    ages: str = "*"
    sex: str = "*"
    source: str = ""

    def holds(self, value: Decimal) -> bool:
        """Whether a value in the canonical unit lies within, both ends included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class NotifyRule:
    """When the provider must be told. `formula` names a bound that depends on age."""

    op: str
    severity: str
    why: str
    value: Decimal | None = None
    formula: str = ""
    ages: str = "*"
    up_to_days: int | None = None
    pregnant: bool = False
    source: str = ""


@dataclass(frozen=True)
class ChangeLimit:
    """How far a value may lie from the one before it; beyond, the program asks once.

    Exactly one of `percent` (of the value before) and `amount` (in the canonical unit) is given.
    `falls_only` leaves growth alone.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    falls_only: bool = False
    ages: str = "*"
    source: str = ""

    def exceeded(self, value: Decimal, last: Decimal) -> bool:
        """Whether `value` lies too far from `last`, both in the canonical unit."""
        change = value - last
        if self.falls_only and change >= 0:
            return False
        if self.percent is not None:
            return last != 0 and abs(percent_change(value, last)) > self.percent
        return self.amount is not None and abs(change) > self.amount


@dataclass(frozen=True)
class Drift:
    """A change over time that the provider is told of: from `percent` on within `days`.

    `below_birth` compares with the weight at birth instead, and only a fall strictly beyond counts.
    """

    percent: Decimal
    severity: str
    why: str
    days: int | None = None
    falls_only: bool = False
    below_birth: bool = False
    ages: str = "*"
    source: str = ""

    def reached(self, change_percent: Decimal, days: int) -> bool:
        """True for a change in percent of the earlier value that lies `days` back."""
        if self.below_birth:
            return change_percent < -self.percent
        if self.falls_only and change_percent >= 0:
            return False
        return abs(change_percent) >= self.percent and (self.days is None or days <= self.days)
