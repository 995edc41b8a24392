"""What waits for somebody now: each source gives its items, in the order of the strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ma_desktop.domain.board import BoardRow, DueItem
from ma_desktop.domain.checklist_due import Check
from ma_desktop.domain.timer import Timer
from ma_desktop.domain.visit import LONG_WAIT, VisitState
from ma_desktop.services.checklist_reads import strip_items


def due_items(
    rows: Sequence[BoardRow],
    now: datetime,
    timers: Sequence[Timer],
    repeats: frozenset[str] = frozenset(),
    checks: Sequence[Check] = (),
) -> tuple[DueItem, ...]:
    """Visits first, then blood pressures to take again, timers that ran out, and checklists."""
    return (
        *_of_visits(rows, now),
        *_of_repeats(rows, repeats),
        *_of_timers(rows, now, timers),
        *strip_items(checks, now),
    )


def _of_repeats(rows: Sequence[BoardRow], repeats: frozenset[str]) -> list[DueItem]:
    return [
        DueItem(f"BP again: {row.patient.name.initials}", True, row.visit.id, "rooming")
        for row in rows
        if row.visit.id in repeats
    ]


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
