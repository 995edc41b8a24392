"""When routine checklists are due: slots of the clinic's calendar, also when clocks change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from ma_desktop.domain.checklist import Checklist, Equipment, Run

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STATE_NAMES = {
    "done": "Done",
    "late": "Late",
    "due": "Due",
    "overdue": "Overdue",
    "missed": "Missed",
    "later": "Later",
    "out": "Out of range",
}
"""States of a slot in words; `out` is one that was done with a value out of order."""
SOON = timedelta(hours=1)
"""A list is shown as due from this long before its time (default of this program)."""
_DAY = timedelta(days=1)
_DAILY = frozenset({"opening", "closing", "daily", "twice-daily"})


@dataclass(frozen=True)
class Slot:
    """One time that a list has to be done: from `opens_at`, by `due_at`, missed at `closes_at`."""

    key: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime


def slots(
    item: Checklist,
    equipment_id: str,
    first: date,
    last: date,
    zone: tzinfo,
    open_days: Collection[str],
) -> tuple[Slot, ...]:
    """The slots that fall due from `first` to `last`, both included; times are UTC.

    Daily lists are due on the days that the clinic is open. A local time that the clocks skip
    falls due an hour later, one that comes twice falls due the first time.
    """
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    made = (slot for day in days for slot in _of_day(item, day, zone, open_days))
    return tuple(
        Slot(f"{item.id}|{equipment_id}|{slot.key}", slot.opens_at, slot.due_at, slot.closes_at)
        for slot in made
    )


def slot_now(
    item: Checklist, equipment_id: str, now: datetime, zone: tzinfo, open_days: Collection[str]
) -> Slot | None:
    """The slot whose time it is, or None on a day without one."""
    today = now.astimezone(zone).date()
    near = slots(item, equipment_id, today - 32 * _DAY, today + 32 * _DAY, zone, open_days)
    return next((slot for slot in near if slot.opens_at <= now < slot.closes_at), None)


def state_of(slot: Slot, now: datetime, done_at: datetime | None) -> str:
    """done, late (done after its time), later, due, overdue or missed."""
    if done_at is not None:
        return "late" if done_at > slot.due_at else "done"
    if now >= slot.closes_at:
        return "missed"
    if now > slot.due_at:
        return "overdue"
    return "due" if now >= slot.due_at - SOON else "later"


def local_time(day: date, clock: time, zone: tzinfo) -> datetime:
    """This wall clock time in UTC."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _of_day(item: Checklist, day: date, zone: tzinfo, open_days: Collection[str]) -> Iterator[Slot]:
    if item.frequency in _DAILY and DAYS[day.weekday()] in open_days:
        yield from _daily(item, day, zone)
    elif item.frequency == "weekly" and day.isoweekday() == item.weekday:
        yield _weekly(item, day, zone)
    elif item.frequency == "monthly" and day.day == _month_day(item, day):
        yield _monthly(item, day, zone)


def _daily(item: Checklist, day: date, zone: tzinfo) -> Iterator[Slot]:
    """Each time of the day; the day is divided halfway between two times."""
    times = sorted(time.fromisoformat(text) for text in item.due)
    dues = [local_time(day, clock, zone) for clock in times]
    start, end = local_time(day, time(), zone), local_time(day + _DAY, time(), zone)
    borders = [start, *(a + (b - a) / 2 for a, b in pairwise(dues)), end]
    for number, due in enumerate(dues):
        yield Slot(f"{day.isoformat()}|{number + 1}", borders[number], due, borders[number + 1])


def _weekly(item: Checklist, day: date, zone: tzinfo) -> Slot:
    monday, sunday = week_of(day)
    due = local_time(day, time.fromisoformat(item.due[0]), zone)
    opens, closes = (local_time(one, time(), zone) for one in (monday, sunday + _DAY))
    return Slot(f"{day.isoformat()}|1", opens, due, closes)


def _monthly(item: Checklist, day: date, zone: tzinfo) -> Slot:
    first = day.replace(day=1)
    following = (first + 32 * _DAY).replace(day=1)
    due = local_time(day, time.fromisoformat(item.due[0]), zone)
    opens, closes = (local_time(one, time(), zone) for one in (first, following))
    return Slot(f"{day.isoformat()}|1", opens, due, closes)


def _month_day(item: Checklist, day: date) -> int:
    """The day of this month: the 31st is the 30th or 28th where a month is shorter."""
    last = (day.replace(day=1) + 32 * _DAY).replace(day=1) - _DAY
    return min(item.month_day, last.day)


@dataclass(frozen=True)
class Check:
    """A routine list at this moment: its slot, how that stands, and what was done last.

    `state` is as `state_of` says, or follow-up for steps that opened by themselves. `summary` are
    the words of the last finished run.
    """

    checklist: Checklist
    thing: Equipment | None
    state: str
    slot: Slot | None = None
    run: Run | None = None
    last: Run | None = None
    summary: str = ""

    @property
    def name(self) -> str:
        """The thing that is checked, else the list."""
        return self.thing.name if self.thing else self.checklist.name

    @property
    def is_late(self) -> bool:
        """Whether it is overdue or a follow-up is open."""
        return self.state in ("overdue", "follow-up")


@dataclass(frozen=True)
class DayCell:
    """One slot of the compliance view: its state, and the run that filled it."""

    day: date
    slot: Slot
    state: str
    run: Run | None = None
    is_out: bool = False


@dataclass(frozen=True)
class WeekRow:
    """A list (of one thing) over a week; days without a slot have no cell."""

    checklist: Checklist
    thing: Equipment | None
    cells: tuple[DayCell, ...]

    @property
    def name(self) -> str:
        """The thing that is checked, else the list."""
        return self.thing.name if self.thing else self.checklist.name
