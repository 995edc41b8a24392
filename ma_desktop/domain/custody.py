"""What happens to a specimen after the draw: its states, who had it, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ma_desktop.domain.specimen import LabTest, Specimen, Tube

STATES = {
    "ordered": "to collect",
    "drawn": "label it",
    "labelled": "scan it",
    "collected": "collected",
    "processed": "spun",
    "bagged": "bagged",
    "picked-up": "picked up",
    "received": "received",
    "rejected": "rejected",
    "void": "void",
}
"""Each state of a specimen, as the window says it."""
GONE = frozenset({"received", "rejected", "void"})
HERE = frozenset({"collected", "processed", "bagged"})
"""States in which the clinic still has the specimen, with its label checked."""

REJECTIONS = {
    "unlabelled": "No label",
    "mislabelled": "Label of another person",
    "hemolyzed": "Hemolyzed",
    "clotted": "Clotted",
    "quantity": "Too little",
    "container": "Wrong container",
    "expired": "Container expired",
    "late": "Too old or kept wrong",
    "contaminated": "Contaminated",
    "leaked": "Leaked or broken",
    "lost": "Lost",
    "order": "Wrong test or order changed",
}
"""Codes of a rejection and their words (default of this program; laboratories use their own)."""


RECOLLECT = "Recollect"
"""What the board says of a visit whose specimen must be collected again."""


@dataclass(frozen=True)
class CustodyEvent:
    """One line of the custody log; `detail` holds words or the id of a pick-up."""

    id: str
    specimen_id: str
    kind: str
    at: datetime
    by: str
    detail: str = ""


@dataclass(frozen=True)
class Pickup:
    """What one courier took for one laboratory."""

    id: str
    lab: str
    courier: str
    at: datetime
    by: str
    count: int


def bag_number(day: date, sequence: int) -> str:
    """BG, year, day of the year and the sequence of the day; it stands on the bag's label."""
    return f"BG{day:%y%j}{sequence:06d}"


def shown_bag(number: str) -> str:
    """BG-26327-000042: groups that people can read aloud."""
    return f"{number[:2]}-{number[2:7]}-{number[7:]}"


@dataclass(frozen=True)
class Limits:
    """When a specimen counts as overdue; a clinic sets them (defaults of this program)."""

    scan_back: timedelta = timedelta(minutes=10)
    pick_up_by: time = time(17)
    receive_within: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Overdue:
    """Something that waits for somebody since `since`; `text` holds no patient data."""

    specimen: Specimen
    text: str
    since: datetime


def spin_within(item: Specimen, tube: Tube, tests: Mapping[str, LabTest]) -> int | None:
    """Minutes from the collection to the spin: the shortest that the tube or a test asks for."""
    limits = [tests[key].spin_within_minutes for key in item.tests if key in tests]
    return min((n for n in (*limits, tube.spin_within_minutes) if n is not None), default=None)


def spin_deadline(item: Specimen, tube: Tube, tests: Mapping[str, LabTest]) -> datetime | None:
    """By when the specimen must be spun; None when it need not be, or was."""
    minutes = spin_within(item, tube, tests)
    if minutes is None or item.collected_at is None:
        return None
    if item.state not in ("drawn", "labelled", "collected"):
        return None
    return item.collected_at + timedelta(minutes=minutes)


def lab_deadline(item: Specimen, tube: Tube, tests: Mapping[str, LabTest]) -> datetime | None:
    """By when it must be with the laboratory; None when nothing presses, or it left."""
    limits = [tests[key].to_lab_minutes for key in item.tests if key in tests]
    minutes = min((n for n in (*limits, tube.to_lab_minutes) if n is not None), default=None)
    here = item.state in HERE or item.state in ("drawn", "labelled")
    if minutes is None or item.collected_at is None or not here:
        return None
    return item.collected_at + timedelta(minutes=minutes)


def overdue(
    items: Iterable[Specimen],
    tubes: Mapping[str, Tube],
    tests: Mapping[str, LabTest],
    now: datetime,
    zone: ZoneInfo,
    limits: Limits,
) -> tuple[Overdue, ...]:
    """What waits too long, the longest waiting first; one line for each specimen."""
    found = [late for item in items if (late := _late(item, tubes, tests, now, zone, limits))]
    return tuple(sorted(found, key=lambda late: late.since))


def _late(
    item: Specimen,
    tubes: Mapping[str, Tube],
    tests: Mapping[str, LabTest],
    now: datetime,
    zone: ZoneInfo,
    limits: Limits,
) -> Overdue | None:
    tube = tubes[item.tube]
    for due, words in (
        (lab_deadline(item, tube, tests), "to the laboratory"),
        (spin_deadline(item, tube, tests), "spin"),
        (_scan_deadline(item, limits), "scan the label"),
        (_pickup_deadline(item, zone, limits), "pick-up"),
        (_recollect_since(item), "recollect"),
    ):
        if due is not None and now >= due:
            return Overdue(item, f"{tube.cap.capitalize()}: {words}", due)
    return None


def _scan_deadline(item: Specimen, limits: Limits) -> datetime | None:
    waits = item.state in ("drawn", "labelled") and item.collected_at is not None
    return item.collected_at + limits.scan_back if waits and item.collected_at else None


def _pickup_deadline(item: Specimen, zone: ZoneInfo, limits: Limits) -> datetime | None:
    if item.collected_at is None:
        return None
    if item.state == "picked-up":
        return item.collected_at + limits.receive_within
    if item.state not in HERE:
        return None
    local = item.collected_at.astimezone(zone)
    day = local.date() if local.time() < limits.pick_up_by else local.date() + timedelta(days=1)
    return datetime.combine(day, limits.pick_up_by, zone)


def _recollect_since(item: Specimen) -> datetime | None:
    waits = item.state == "rejected" and not item.replaced_by
    return item.collected_at if waits else None


def needs_of(items: Iterable[Specimen]) -> tuple[str, ...]:
    """What a visit still needs, for the board: recollections first."""
    states = [item for item in items if item.state != "void"]
    again = sum(1 for item in states if item.state == "rejected" and not item.replaced_by)
    again += sum(1 for item in states if item.replaces and item.state == "ordered")
    draw = sum(1 for item in states if item.state == "ordered" and not item.replaces)
    scan = sum(1 for item in states if item.state in ("drawn", "labelled"))
    words = (
        (again, RECOLLECT),
        (scan, f"Scan {scan} label" + ("s" if scan != 1 else "")),
        (draw, f"Collect {draw}"),
    )
    return tuple(text for count, text in words if count)
