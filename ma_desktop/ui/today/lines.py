"""A visit as one line of the board: its words, its colours, and what its button does."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ma_desktop.domain import moments
from ma_desktop.domain.board import BoardRow
from ma_desktop.domain.custody import RECOLLECT
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.visit import LONG_WAIT, Visit, VisitState, may_move
from ma_desktop.ui.moments import clock

NOTHING = "—"
_S = VisitState
_STATUS_LOOK = {
    _S.ROOMING: "brand",
    _S.READY: "ok",
    _S.WITH_PROVIDER: "info",
    _S.TASKS: "info",
}
_SEX_LETTERS = {"female": "F", "male": "M", "other": "X"}
_ACTIONS = {
    _S.SCHEDULED: "Arrive",
    _S.ARRIVED: "Room",
    _S.ROOMING: "Continue",
    _S.CANCELLED: "",
    _S.NO_SHOW: "",
    _S.LEFT: "",
}
_MENU = {
    _S.ARRIVED: "Arrived",
    _S.ROOMING: "Take to a room",
    _S.WITH_PROVIDER: "With provider",
    _S.TASKS: "Tasks to do",
    _S.CHECKOUT: "To checkout",
    _S.DONE: "Done",
    _S.SCHEDULED: "Back to scheduled",
    _S.NO_SHOW: "No-show",
    _S.LEFT: "Left early",
    _S.CANCELLED: "Cancel this visit",
}
"""In the order of the menu. Ready is missing: a visit becomes ready by the hand-off alone."""


@dataclass(frozen=True)
class Filter:
    """One choice above the board; `states` is empty for all."""

    key: str
    words: str
    nobody: str
    states: frozenset[VisitState] = frozenset()

    def takes(self, row: BoardRow) -> bool:
        return not self.states or row.visit.state in self.states


FILTERS = (
    Filter("all", "All", "No visits today."),
    Filter("waiting", "Waiting", "Nobody is waiting.", frozenset({_S.ARRIVED})),
    Filter("rooming", "Rooming", "Nobody is being roomed.", frozenset({_S.ROOMING})),
    Filter("ready", "Ready", "Nobody is ready for a provider.", frozenset({_S.READY})),
    Filter(
        "with-provider",
        "With provider",
        "Nobody is with a provider.",
        frozenset({_S.WITH_PROVIDER}),
    ),
)


_NEEDS = {RECOLLECT: "warn"}
"""Looks of what a visit needs; other needs are the usual ones."""


@dataclass(frozen=True)
class NeedPill:
    """One pill of the column Needs."""

    text: str
    state: str = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the board at the moment `now`; `name` is as this screen may show it."""

    row: BoardRow
    name: str
    now: datetime
    zone: tzinfo

    @property
    def visit(self) -> Visit:
        return self.row.visit

    @property
    def time(self) -> str:
        return clock(self.visit.scheduled_at, self.zone)

    @property
    def person(self) -> str:
        """Age and sex, as in 47 y F."""
        patient = self.row.patient
        age = age_on(patient.birth_date, self.now.astimezone(self.zone).date()).words
        return f"{age} {_SEX_LETTERS.get(patient.sex, '')}".rstrip()

    def detail(self, hidden: Set[str]) -> str:
        """The second line of the patient: age, sex, and what had no room for its own column."""
        parts = [self.person]
        if "Visit" in hidden:
            parts.append(self.visit.visit_type)
        if "Room" in hidden and self.row.room is not None:
            parts.append(self.row.room.name)
        return " · ".join(parts)

    @property
    def room(self) -> str:
        return self.row.room.number if self.row.room is not None else NOTHING

    @property
    def status(self) -> str:
        words, step = self.visit.state.words, self.visit.step
        return f"{words} · {step}" if step and self.visit.state is _S.ROOMING else words

    @property
    def status_look(self) -> str:
        if self.waits_long:
            return "warn"
        return _STATUS_LOOK.get(self.visit.state, "neutral")

    @property
    def waits_long(self) -> bool:
        waiting = self.visit.state is _S.ARRIVED
        return waiting and self.visit.waited(self.now) >= LONG_WAIT

    @property
    def in_status(self) -> str:
        if not self.visit.state.is_open:
            return NOTHING
        return minutes_words(self.visit.waited(self.now))

    @property
    def since_arrival(self) -> str:
        since = self.visit.since_arrival(self.now)
        if since is None or not self.visit.state.is_open:
            return NOTHING
        hours, minutes = divmod(int(since.total_seconds()) // 60, 60)
        return f"{hours}:{minutes:02d}"

    @property
    def needs(self) -> tuple[NeedPill, ...]:
        """The gravest first, as the last ones may not fit."""
        row = self.row
        pills = [NeedPill(row.alert, "critical", "warning")] if row.alert else []
        if row.alike:
            pills.append(NeedPill(f"≈ {row.alike}", "warn"))
        return (*pills, *(NeedPill(text, _NEEDS.get(text, "neutral")) for text in row.needs))

    @property
    def action(self) -> str:
        """The word of the row's button; empty when only the menu offers moves."""
        return _ACTIONS.get(self.visit.state, "Open")


@dataclass(frozen=True)
class Choice:
    """One legal move of a visit, as its menu offers it."""

    target: VisitState
    words: str

    @property
    def needs_room(self) -> bool:
        return self.words == _MENU[_S.ROOMING]


def choices(visit: Visit) -> tuple[Choice, ...]:
    """What the menu of a visit offers, in its order."""
    return tuple(
        Choice(target, _menu_words(visit, target, words))
        for target, words in _MENU.items()
        if may_move(visit.state, target)
    )


def _menu_words(visit: Visit, target: VisitState, words: str) -> str:
    if target is _S.ROOMING and visit.room_id is not None:
        return "Back to rooming"
    if target is _S.ARRIVED and visit.state is _S.ROOMING:
        return "Back to waiting"
    return words


def counts(rows: tuple[BoardRow, ...]) -> dict[str, int]:
    """How many rows each filter shows."""
    return {item.key: sum(map(item.takes, rows)) for item in FILTERS}


def day_words(moment: datetime, zone: tzinfo) -> str:
    """Monday 23 Nov 2026 · 9:11."""
    local = moment.astimezone(zone)
    return f"{local:%A} {moments.day_words(local)} · {moments.clock(local)}"


def minutes_words(waited: timedelta) -> str:
    """18 min, and from one hour on 1 h 18."""
    hours, minutes = divmod(int(waited.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"
