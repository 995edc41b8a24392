"""Changes of a vital sign over time that the provider is told of (bounds: resources/vitals)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.derived import percent_change
from ma_desktop.domain.vital_bounds import Drift
from ma_desktop.domain.vitals import VitalSign


@dataclass(frozen=True)
class Earlier:
    """A canonical value and how many days ago it was taken."""

    value: Decimal
    days: int


def drifts(
    vital: VitalSign,
    value: Decimal,
    earlier: Sequence[Earlier],
    band: str,
    birth: Decimal | None = None,
) -> tuple[Drift, ...]:
    """Every rule of this age band that the way from an earlier value, or from birth, reaches.

    A longer window that says the same as a shorter one with a lower bound stands beside it.
    """
    rules = [rule for rule in vital.drifts if rule.ages in (band, "*")]
    return tuple(rule for rule in rules if _met(rule, value, earlier, birth))


def _met(rule: Drift, value: Decimal, earlier: Sequence[Earlier], birth: Decimal | None) -> bool:
    if rule.below_birth:
        return bool(birth) and rule.reached(percent_change(value, birth or value), 0)
    return any(
        item.value != 0 and rule.reached(percent_change(value, item.value), item.days)
        for item in earlier
    )
