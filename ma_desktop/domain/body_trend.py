"""Body mass index over time: as recorded, and computed where only weight and height are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ma_desktop.domain.derived import bmi
from ma_desktop.domain.limits import band_of
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.trend import COUNTS, Life, Number, Taken
from ma_desktop.domain.units import half_up

_ADULT = "adult"
_UNIT = "kg/m2"
COMPUTED = "computed"
"""The source of what was never typed."""


def with_body_mass(
    recorded: Sequence[Taken], weights: Sequence[Taken], heights: Sequence[Taken], life: Life
) -> tuple[Taken, ...]:
    """All of them by time. A day with a recorded one is left alone.

    A weight takes the height of its day; in adults else the last one before it, as adults do not
    grow.
    """
    days = {_day(life, item) for item in recorded}
    made = [item for item in _computed(weights, heights, life) if _day(life, item) not in days]
    return tuple(sorted([*recorded, *made], key=lambda item: item.at))


def _computed(weights: Sequence[Taken], heights: Sequence[Taken], life: Life) -> Iterator[Taken]:
    tall = [item for item in heights if item.kind == COUNTS]
    of_day = {_day(life, item): item for item in tall}
    for weight in weights:
        if weight.kind != COUNTS:
            continue
        height = of_day.get(_day(life, weight)) or _adult_height(weight, tall, life)
        if height is not None:
            value = bmi(Decimal(weight.numbers[0].value), Decimal(height.numbers[0].value))
            shown, exact = (f"{half_up(value, places):f}" for places in (1, 9))
            number = Number("bmi", shown, _UNIT, exact, _UNIT)
            yield weight._replace(
                id=f"{weight.id}.bmi",
                numbers=(number,),
                text=shown,
                qualifiers="",
                source=COMPUTED,
            )


def _adult_height(weight: Taken, tall: Sequence[Taken], life: Life) -> Taken | None:
    before = [item for item in tall if item.at <= weight.at and _is_adult(life, item)]
    return before[-1] if before else None


def _is_adult(life: Life, item: Taken) -> bool:
    return band_of(age_on(life.born, _day(life, item)), life.bands) == _ADULT


def _day(life: Life, item: Taken) -> date:
    return item.moment.astimezone(life.zone).date()
