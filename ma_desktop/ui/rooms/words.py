"""States of rooms, checks and answers in words, colours and times of the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from ma_desktop.domain.board import RoomCard
from ma_desktop.domain.checklist import EARLY, OUT, RUNNING, SKIPPED, Answer, OpenRun
from ma_desktop.domain.checklist_due import STATE_NAMES, Check
from ma_desktop.domain.timer import Timer
from ma_desktop.domain.timer import clock_words as left_words
from ma_desktop.ui.moments import clock, day_clock

_CELL_LOOKS = {
    "done": "ok",
    "late": "warn",
    "due": "warn",
    "overdue": "critical",
    "missed": "critical",
    "later": "neutral",
    "out": "critical",
}
CELL_WORDS = {state: (STATE_NAMES[state], look) for state, look in _CELL_LOOKS.items()}
ANSWER_MARKS = {OUT: "warning", SKIPPED: "minus", RUNNING: "clock", EARLY: "warning"}


def minutes(span: timedelta) -> str:
    """41 min, 2 h 05, 3 d."""
    total = int(span.total_seconds()) // 60
    if total >= 24 * 60:
        return f"{total // (24 * 60)} d"
    return f"{total // 60} h {total % 60:02d}" if total >= 60 else f"{total} min"


def room_detail(card: RoomCard, name: str, now: datetime, zone: tzinfo, by: str) -> str:
    """The second line of a room's card: who, how far, how long, or why not."""
    since = card.room.since
    if card.patient is not None and card.visit is not None:
        return f"{name} · {minutes(card.visit.waited(now))}"
    if card.state == "blocked":
        return card.room.reason
    if card.wet_until is not None and now < card.wet_until:
        return f"{card.work} · wet {left_words(card.wet_until - now)}"
    if card.state == "ready" and card.room.is_prepared:
        who = f" by {by}" if by else ""
        return f"prepared {day_clock(since, now, zone)}{who}" if since else ""
    if card.work:
        return card.work
    return f"since {day_clock(since, now, zone)}" if since else ""


def check_state(check: Check, now: datetime) -> tuple[str, str]:
    """Words and colour of a line of the due table."""
    if check.state == "follow-up":
        return "Open steps", "critical"
    if check.run is not None and check.run.is_open:
        return ("Paused" if check.run.state == "paused" else "Begun"), "info"
    if check.state == "overdue" and check.slot is not None:
        return f"Overdue {minutes(now - check.slot.due_at)}", "critical"
    return CELL_WORDS[check.state]


def answer_words(answer: Answer, zone: tzinfo, initials: str) -> str:
    """9:02 JR"""
    return f"{clock(answer.at, zone)} {initials}"


def about_words(opened: OpenRun, people: Mapping[str, str]) -> str:
    """How far a run is and how it stands; `people` are initials by user name."""
    parts, run = [opened.progress.words], opened.run
    if run.state == "paused":
        parts.append("paused")
    if run.state == "done":
        names = [people.get(one, one) for one in (run.signed_by, run.second_by) if one]
        parts.append(f"signed by {' and '.join(names)}" if names else "done")
    if any(one.is_open for one in opened.follow_ups):
        parts.append("follow-up steps are open")
    return " · ".join(parts)


def timer_words(timer: Timer, now: datetime) -> str:
    """What its row says while a timer runs."""
    return "Time is up: Space" if timer.is_due(now) else f"{left_words(timer.left(now))} left"
