"""FHIR dates and times: exact ones only, because a guessed hour looks like a measured one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from ma_desktop.domain.origin import FileVersion
from ma_desktop.exchange.fhir_node import Node
from ma_desktop.exchange.incoming import Unfit

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)
_TIMES = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming")
_COUNTED = re.compile(r"[0-9]{1,18}")
_FIRST_YEAR = 1880
_NOON = time(12, tzinfo=UTC)


def full_date(text: str) -> date | None:
    """The day that a FHIR date or dateTime names, in its own zone; None when it is not complete.

    Raises Unfit when there is no such day.
    """
    if not _DAY.match(text):
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise Unfit("a date does not exist") from None
    if day.year < _FIRST_YEAR:
        raise Unfit("a date is too long ago")
    return day


def moment(text: str) -> datetime:
    """A FHIR dateTime in UTC.

    A day without a time becomes noon UTC: the same day in every American zone.

    Raises Unfit when month or day is missing, a time has no zone, or there is no such time.
    """
    day = full_date(text)
    if day is None:
        raise Unfit("the time is not exact")
    if _DAY.fullmatch(text):
        return datetime.combine(day, _NOON)
    shape = _MOMENT.fullmatch(text)
    if not shape:
        raise Unfit("the time is not valid")
    if not shape[3]:
        raise Unfit("the time has no zone")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit("the time is not valid") from None


def taken_at(node: Node) -> datetime:
    """When an observation was made (UTC): effectiveDateTime, Instant, or the start of a Period.

    Raises Unfit when there is none or another beside it, or the period is longer than a day.
    """
    if sum(map(node.has, _TIMES)) > 1:
        raise Unfit("there are two times")
    text = node.raw("effectiveDateTime") or node.raw("effectiveInstant")
    if text:
        return moment(text)
    period = node.node("effectivePeriod")
    if period is None:
        raise Unfit("there is no time")
    if not period.has("start"):
        raise Unfit("the time is not exact")
    start, end = span(period)
    if end is not None and end - start > timedelta(days=1):
        raise Unfit("the time is not exact")
    return start


def file_version(node: Node, now: datetime) -> FileVersion:
    """How new a resource says that it is. What is not valid, or ahead of us, says nothing.

    A version that is no number says nothing either: FHIR gives those no order.
    """
    meta = node.value.get("meta")
    if not isinstance(meta, dict):
        return FileVersion()
    number, at = str(meta.get("versionId")), None
    try:
        at = moment(str(meta.get("lastUpdated")))
        refuse_future(at, now)
    except Unfit:
        at = None
    return FileVersion(at, int(number) if _COUNTED.fullmatch(number) else None)


def span(node: Node) -> tuple[datetime, datetime | None]:
    """`start` and `end` (where it has ended) of an element. Raises Unfit when they are reversed."""
    start = moment(node.raw("start"))
    end = moment(node.raw("end")) if node.has("end") else None
    if end is not None and end < start:
        raise Unfit("it ends before it starts")
    return start, end


def refuse_future(at: datetime, now: datetime) -> None:
    """Raise Unfit when `at` is more than a day ahead: clocks differ, but not by a day."""
    if at - now > timedelta(days=1):
        raise Unfit("the time is in the future")
