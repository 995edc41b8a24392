"""Slots of the clinic's calendar: days, weeks, months, and the days when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.catalog.checklists import shipped_lists
from ma_desktop.domain.checklist_due import Slot, slot_now, slots, state_of, week_of

NEW_YORK = ZoneInfo("America/New_York")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WEEKDAYS, "sat", "sun")
LISTS = shipped_lists().lists


def of_day(name: str, day: date, open_days: tuple[str, ...] = ALL_DAYS) -> tuple[Slot, ...]:
    return slots(LISTS[name], "e1", day, day, NEW_YORK, open_days)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 10)])
def test_a_day_has_its_two_readings_whatever_the_clocks_do(day: date) -> None:
    """8 March 2026 has 23 hours in New York, 1 November has 25."""
    morning, evening = of_day("fridge_log", day)
    local = [slot.due_at.astimezone(NEW_YORK).strftime("%H:%M") for slot in (morning, evening)]
    assert local == ["08:30", "16:30"]
    assert morning.closes_at == evening.opens_at
    length = evening.closes_at - morning.opens_at
    assert length == {3: timedelta(hours=23), 11: timedelta(hours=25)}.get(
        day.month, timedelta(hours=24)
    )


def test_a_closed_day_has_no_daily_list() -> None:
    assert of_day("opening", date(2026, 3, 7), WEEKDAYS) == ()
    assert len(of_day("opening", date(2026, 3, 9), WEEKDAYS)) == 1


def test_a_month_without_the_31st_has_its_slot_on_its_last_day() -> None:
    monthly = LISTS["monthly"]
    late = type(monthly)(**{**monthly.__dict__, "month_day": 31})
    found = slots(late, "", date(2026, 1, 1), date(2026, 4, 30), NEW_YORK, WEEKDAYS)
    days = [slot.due_at.astimezone(NEW_YORK).date() for slot in found]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda t: t.replace(tzinfo=UTC)),
    st.sampled_from(["fridge_log", "opening", "eyewash_log", "monthly"]),
)
def test_every_moment_has_one_slot(now: datetime, name: str) -> None:
    """Slots follow each other without gap or overlap, over both changes of the clocks."""
    found = slot_now(LISTS[name], "e1", now, NEW_YORK, ALL_DAYS)
    assert found is not None
    day = now.astimezone(NEW_YORK).date()
    first, last = day - timedelta(days=40), day + timedelta(days=40)
    near = slots(LISTS[name], "e1", first, last, NEW_YORK, ALL_DAYS)
    assert [slot for slot in near if slot.opens_at <= now < slot.closes_at] == [found]
    assert len({slot.key for slot in near}) == len(near)
    assert found.opens_at <= found.due_at < found.closes_at


def test_a_slot_goes_from_later_to_missed() -> None:
    slot = of_day("fridge_log", date(2026, 3, 10))[0]
    at = slot.due_at
    hour = timedelta(hours=1)
    assert state_of(slot, at - 2 * hour, None) == "later"
    assert state_of(slot, at - hour, None) == "due"
    assert state_of(slot, at, None) == "due"
    assert state_of(slot, at + hour, None) == "overdue"
    assert state_of(slot, slot.closes_at, None) == "missed"
    assert state_of(slot, slot.closes_at, at) == "done"
    assert state_of(slot, slot.closes_at, at + hour) == "late"


def test_a_week_goes_from_monday_to_sunday() -> None:
    assert week_of(date(2026, 3, 10)) == (date(2026, 3, 9), date(2026, 3, 15))
