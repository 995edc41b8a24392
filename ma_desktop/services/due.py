"""What waits for somebody now: each source gives its items, in the order of the strip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from ma_desktop.domain.board import BoardRow, DueItem
from ma_desktop.domain.checklist_due import Check
from ma_desktop.domain.custody import Overdue
from ma_desktop.domain.timer import Timer
from ma_desktop.domain.visit import LONG_WAIT, VisitState
from ma_desktop.services.checklist_reads import strip_items
from ma_desktop.services.label_doubts import Doubt
from ma_desktop.services.label_doubts import strip_items as of_labels
from ma_desktop.services.sterilization_due import Waiting
from ma_desktop.services.sterilization_due import strip_items as of_sterilization


def due_items(
    rows: Sequence[BoardRow],
    now: datetime,
    timers: Sequence[Timer],
    *,
    repeats: frozenset[str] = frozenset(),
    unfinished: Mapping[str, str] | None = None,
    checks: Sequence[Check] = (),
    specimens: Sequence[Overdue] = (),
    sterilization: Waiting | None = None,
    doubts: Sequence[Doubt] = (),
) -> tuple[DueItem, ...]:
    """Visits, pressures to take again, timers that ran out, labels, lists, specimens, loads."""
    return (
        *_of_visits(rows, now),
        *_of_repeats(rows, repeats),
        *_of_drafts(rows, unfinished or {}),
        *_of_timers(rows, now, timers),
        *of_labels(doubts),
        *(of_sterilization(sterilization) if sterilization else ()),
        *strip_items(checks, now),
        *_of_specimens(rows, specimens),
    )


def _of_drafts(rows: Sequence[BoardRow], unfinished: Mapping[str, str]) -> list[DueItem]:
    """Rooms where somebody else left a draft: whose, and nothing of what stands in it."""
    return [
        DueItem(
            f"{row.room.name}: unfinished visit by {unfinished[row.visit.id]}",
            visit_id=row.visit.id,
            screen="rooming",
        )
        for row in rows
        if row.room is not None and row.visit.id in unfinished
    ]


def _of_repeats(rows: Sequence[BoardRow], repeats: frozenset[str]) -> list[DueItem]:
    return [
        DueItem(f"BP again: {row.patient.name.initials}", True, row.visit.id, "rooming")
        for row in rows
        if row.visit.id in repeats
    ]


def _of_specimens(rows: Sequence[BoardRow], late: Sequence[Overdue]) -> list[DueItem]:
    """One item for all that wait for the same, so that a late courier does not fill the strip."""
    initials = {row.visit.id: row.patient.name.initials for row in rows}
    same: dict[str, list[Overdue]] = defaultdict(list)
    for one in late:
        same[one.text].append(one)
    due = []
    for text, group in same.items():
        visits = {one.specimen.visit_id for one in group}
        visit_id = visits.pop() if len(visits) == 1 else ""
        who = initials.get(visit_id, "")
        count = f"{len(group)} specimens" if len(group) > 1 else ""
        words = ": ".join(part for part in (text, who or count) if part)
        due.append(DueItem(words, True, visit_id, "specimens"))
    return due


def _of_timers(rows: Sequence[BoardRow], now: datetime, timers: Sequence[Timer]) -> list[DueItem]:
    initials = {row.visit.id: row.patient.name.initials for row in rows}
    return [
        DueItem(
            ": ".join(part for part in (item.label, initials.get(item.visit_id, "")) if part),
            True,
            item.visit_id,
            item.screen,
        )
        for item in timers
        if item.is_due(now)
    ]


def _of_visits(rows: Sequence[BoardRow], now: datetime) -> list[DueItem]:
    due = []
    for row in rows:
        minutes = int(row.visit.waited(now).total_seconds() // 60)
        if row.alert:
            due.append(DueItem(f"{row.alert}: {row.patient.name.initials}", True, row.visit.id))
        if row.visit.state is VisitState.ARRIVED and row.visit.waited(now) >= LONG_WAIT:
            text = f"{row.patient.name.initials} waiting {minutes} min"
            due.append(DueItem(text, True, row.visit.id))
    return due
