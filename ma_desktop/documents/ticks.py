"""Where an axis has its marks: round numbers, and days, months or years of the clinic's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from math import ceil, floor, log10
from zoneinfo import ZoneInfo

_DAY = 86_400.0
_HOURS, _DAYS, _MONTHS = (1, 3, 6, 12), (1, 2, 7, 14), (1, 2, 3, 6, 12, 24, 60, 120, 240)
_MONTH_DAYS = 30.44


def numbers(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers from `low` to `high`."""
    rough = (high - low) / max(most, 1)
    size = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next((size * n for n in (1, 2, 5, 10) if size * n >= rough), size)
    first = ceil(low / step)
    return [round(step * n, 6) for n in range(first, floor(high / step) + 1)]


def moments(start: float, end: float, most: int, zone: ZoneInfo) -> list[tuple[float, str]]:
    """At most `most` moments, each with its words: 09:00, 24 Nov, Nov 2025, or 2025."""
    rough = (end - start) / _DAY / max(most, 1)
    first = datetime.fromtimestamp(start, zone)
    hours = next((n for n in _HOURS if n / 24 >= rough), 0)
    days = next((n for n in _DAYS if n >= rough), 0)
    if hours:
        found = _by_hour(first, hours)
    elif days:
        found = _by_day(first, days)
    else:
        found = _by_month(
            first, next((n for n in _MONTHS if n * _MONTH_DAYS >= rough), _MONTHS[-1])
        )
    made = []
    for moment, words in found:
        at = moment.timestamp()
        if at > end:
            break
        if at >= start:
            made.append((at, words))
    return made


def _by_hour(first: datetime, step: int) -> Iterator[tuple[datetime, str]]:
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    for number in count():
        day, hour = divmod(number * step, 24)
        at = (midnight + timedelta(days=day)).replace(hour=hour)
        yield at, f"{at:%H:%M}" if hour else f"{at.day} {at:%b}"


def _by_day(first: datetime, step: int) -> Iterator[tuple[datetime, str]]:
    """Weeks begin on Mondays; other steps count from a fixed day, so that panning keeps them."""
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    midnight -= timedelta(days=(midnight.toordinal() - 1) % step)
    for number in count():
        at = midnight + timedelta(days=number * step)
        yield at, f"{at.day} {at:%b}"


def _by_month(first: datetime, step: int) -> Iterator[tuple[datetime, str]]:
    index = (first.year * 12 + first.month - 1) // step * step
    for number in count(index, step):
        year, month = divmod(number, 12)
        at = first.replace(
            year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0
        )
        yield at, f"{year}" if step % 12 == 0 else f"{at:%b} {year}"
