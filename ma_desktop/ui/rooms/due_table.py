"""The table of checks: what is due, where and when, what was done last, and its state."""

from __future__ import annotations

from ma_desktop.domain.checklist_due import Check
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.rooms.words import check_state
from ma_desktop.ui.widgets.record_table import Column

WHERE, LAST = 1, 3
"""Numbers of columns that give way where there is little room."""


def due_columns(clinic: Clinic) -> tuple[Column[Check], ...]:
    """The columns, with times of the clinic."""
    zone, now = clinic.zone, clinic.now

    def last(check: Check) -> str:
        at = check.last.finished_at if check.last else None
        return day_clock(at, now(), zone) if at else ""

    def due(check: Check) -> str:
        return day_clock(check.slot.due_at, now(), zone) if check.slot else ""

    return (
        Column("Check", _name, look="strong", stretch=True, detail=_kind_words),
        Column("Where", lambda c: c.thing.place if c.thing else "", width=134),
        Column("Due", lambda c: day_clock(c.slot.due_at, now(), zone) if c.slot else "", width=106),
        Column("Last", last, look="muted", width=158, detail=_values),
        Column(
            "State",
            lambda c: check_state(c, now())[0],
            look="pill",
            role=lambda c: check_state(c, now())[1],
            width=136,
        ),
        Column(
            "", _action, look="button", role=lambda c: "primary" if c.is_late else "", width=106
        ),
    )


def _name(check: Check) -> str:
    """Open steps say how far they are and who was told."""
    steps = check.state == "follow-up" and check.summary
    return f"{check.name}: {check.summary.replace(' steps', '')}" if steps else check.name


def _values(check: Check) -> str:
    return "" if check.state == "follow-up" else check.summary


def _kind_words(check: Check) -> str:
    if check.state == "follow-up" and check.checklist.hold:
        return check.checklist.hold
    if check.thing is None:
        return ""
    return " · ".join(part for part in (check.checklist.name, check.thing.place) if part)


def _action(check: Check) -> str:
    if check.run is None:
        return "Record" if check.state != "later" else "Open"
    return "Go on" if check.run.is_open else "Look"
