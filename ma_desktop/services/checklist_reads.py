"""What is due, what was done, and how well the week was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ma_desktop.domain.board import DueItem
from ma_desktop.domain.checklist import (
    ROUTINE,
    Answer,
    Checklist,
    Equipment,
    OpenRun,
    Run,
    latest,
    out_of_order,
    progress,
)
from ma_desktop.domain.checklist_due import (
    Check,
    DayCell,
    Slot,
    WeekRow,
    local_time,
    slot_now,
    slots,
    state_of,
    week_of,
)
from ma_desktop.domain.checklist_entry import shown
from ma_desktop.domain.staff import Right
from ma_desktop.services.checklist_lists import lists_in_force
from ma_desktop.services.checklists import demand_run, form_of
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.storage.store import UnitOfWork

_LONGEST_SLOT = timedelta(days=32)
_NEAR = timedelta(days=2)
"""Weekly and monthly lists come to the strip this long before their time."""
_DAY = timedelta(days=1)
_SUMMARY_ITEMS = 3


@dataclass(frozen=True)
class Span:
    """Days of a history, both included; one list, and one thing when given."""

    checklist_id: str
    equipment_id: str
    first: date
    last: date


def open_run(clinic: Clinic, run_id: str) -> OpenRun:
    """A run to be done or looked at. Raises Refused when it is not known."""
    with clinic.look() as uow:
        return _opened(uow, (demand_run(uow, run_id),))[0]


def checks(clinic: Clinic) -> tuple[Check, ...]:
    """Open follow-ups, then every routine list in use, the gravest and earliest first."""
    with clinic.look() as uow:
        return read_checks(clinic, uow)


def read_checks(clinic: Clinic, uow: UnitOfWork, kind: str = "") -> tuple[Check, ...]:
    """`checks` inside another read; with a kind of thing, those of such things alone."""
    now = clinic.now()
    open_days = read_settings(uow.settings.all()).open_days
    done = {run.slot: run for run in uow.runs.due_since(now - _LONGEST_SLOT)}
    last, begun = uow.runs.last_finished(), uow.runs.first_started()
    today = local_time(clinic.local(now).date(), time(), clinic.zone)
    words = {} if kind else _summaries(uow, last.values())
    found = [check for check in _follow_ups(uow) if _is_of(check.thing, kind)]
    for item, thing in _in_use(uow):
        if not _is_of(thing, kind):
            continue
        key = (item.id, thing.id if thing else "")
        slot = slot_now(item, key[1], now, clinic.zone, open_days)
        start = thing.since if thing else begun.get(item.id, today)
        if slot is None or slot.due_at < start:
            continue
        run, before = done.get(slot.key), last.get(key)
        finished = run.finished_at if run else None
        state = state_of(slot, now, finished)
        summary = words.get(before.id, "") if before else ""
        found.append(Check(item, thing, state, slot, run, before, summary))
    return tuple(sorted(found, key=_urgency))


def strip_items(found: Sequence[Check], now: datetime) -> list[DueItem]:
    """What of it comes to the due-now strip: follow-ups, overdue, due, and what is near."""
    items = []
    for check in found:
        if check.state == "follow-up":
            held = f". {check.checklist.hold}" if check.checklist.hold else ""
            held += f" ({check.summary})" if check.summary else ""
            words = f"{check.checklist.name}: {check.name}{held}"
            items.append(DueItem(words, True, screen="rooms"))
        elif check.state in ("overdue", "due"):
            late = " overdue" if check.state == "overdue" else ""
            items.append(DueItem(f"{_strip_name(check)}{late}", True, screen="rooms"))
        elif check.state == "later" and _is_near(check, now):
            items.append(DueItem(f"{_strip_name(check)} later", False, screen="rooms"))
    return items


def history(clinic: Clinic, span: Span) -> tuple[OpenRun, ...]:
    """All runs of a list in a span of days, oldest first; the view goes into the audit."""
    start = local_time(span.first, time(), clinic.zone)
    end = local_time(span.last + _DAY, time(), clinic.zone)
    with clinic.work(Right.READ) as uow:
        found = uow.runs.history(span.checklist_id, span.equipment_id, start, end)
        uow.audit.write("checklist log viewed", record=span.checklist_id)
        return _opened(uow, found)


def week(clinic: Clinic, day: date) -> tuple[WeekRow, ...]:
    """How each routine list was kept in the week around `day`, from its first use on."""
    monday, sunday = week_of(day)
    now, zone = clinic.now(), clinic.zone
    with clinic.look() as uow:
        open_days = read_settings(uow.settings.all()).open_days
        begun = uow.runs.first_started()
        since = local_time(monday, time(), zone)
        runs = {run.slot: run for run in uow.runs.due_since(since) if run.slot}
        outs = _outs(uow, runs.values())
        rows = []
        for item, thing in _in_use(uow):
            start = thing.since if thing else begun.get(item.id, now)
            found = slots(item, thing.id if thing else "", monday, sunday, zone, open_days)
            cells = [
                _cell(slot, runs.get(slot.key), now, outs, clinic)
                for slot in found
                if slot.due_at >= start
            ]
            if cells:
                rows.append(WeekRow(item, thing, tuple(cells)))
    return tuple(rows)


def _cell(
    slot: Slot, run: Run | None, now: datetime, outs: frozenset[str], clinic: Clinic
) -> DayCell:
    state = state_of(slot, now, run.finished_at if run else None)
    is_out = run is not None and run.id in outs
    return DayCell(clinic.local(slot.due_at).date(), slot, state, run, is_out)


def _in_use(uow: UnitOfWork) -> Iterator[tuple[Checklist, Equipment | None]]:
    """Each routine list that is active, once for each thing that it is a log of."""
    things = [thing for thing in uow.equipment.all() if thing.active]
    for item in lists_in_force(uow).values():
        if not item.active or item.frequency not in ROUTINE:
            continue
        if not item.equipment:
            yield item, None
        for thing in things:
            if thing.kind == item.equipment:
                yield item, thing


def _is_of(thing: Equipment | None, kind: str) -> bool:
    return not kind or (thing is not None and thing.kind == kind)


def _follow_ups(uow: UnitOfWork) -> Iterator[Check]:
    for run in uow.runs.open():
        if run.parent_id:
            thing = uow.equipment.get(run.equipment_id) if run.equipment_id else None
            form, given = form_of(uow, run), uow.runs.answers((run.id,))[run.id]
            yield Check(form, thing, "follow-up", run=run, summary=_steps_words(form, given))


def _steps_words(form: Checklist, given: Sequence[Answer]) -> str:
    """3 of 11 steps · told: T. Osei, 8:34."""
    standing = latest(given)
    asks = [item.id for item in form.items if item.told]
    told = [standing[key].value for key in asks if key in standing and standing[key].value]
    steps = f"{progress(form, given).words} steps"
    if not asks:
        return steps
    return f"{steps} · told: {', '.join(told)}" if told else f"{steps} · nobody told yet"


_ORDER = ("follow-up", "overdue", "due", "later", "done", "late")


def _urgency(check: Check) -> tuple[int, float, str]:
    at = check.slot.due_at.timestamp() if check.slot else 0.0
    return _ORDER.index(check.state), at, check.name


def _strip_name(check: Check) -> str:
    half = ""
    if check.checklist.frequency == "twice-daily" and check.slot is not None:
        half = " AM reading" if check.slot.key.endswith("|1") else " PM reading"
    return f"{check.name}{half}"


def _is_near(check: Check, now: datetime) -> bool:
    rare = check.checklist.frequency in ("weekly", "monthly")
    return rare and check.slot is not None and check.slot.due_at - now <= _NEAR


def _summaries(uow: UnitOfWork, runs: Iterable[Run]) -> dict[str, str]:
    """The first values of each run in words: 4.2 °C · 2.9 °C · 5.1 °C."""
    found = list(runs)
    answers = uow.runs.answers(run.id for run in found)
    words = {}
    for run in found:
        standing = latest(answers[run.id])
        told = [
            shown(standing[item.id])
            for item in form_of(uow, run).items
            if item.kind != "tick" and item.id in standing and standing[item.id].value
        ]
        words[run.id] = " · ".join(told[:_SUMMARY_ITEMS])
    return words


def _outs(uow: UnitOfWork, runs: Iterable[Run]) -> frozenset[str]:
    found = list(runs)
    answers = uow.runs.answers(run.id for run in found)
    return frozenset(run.id for run in found if out_of_order(form_of(uow, run), answers[run.id]))


def _opened(uow: UnitOfWork, runs: Sequence[Run]) -> tuple[OpenRun, ...]:
    answers = uow.runs.answers(run.id for run in runs)
    things = {thing.id: thing for thing in uow.equipment.all()}
    rooms = {room.id: room.name for room in uow.clinic.rooms()}
    return tuple(
        OpenRun(
            run,
            form_of(uow, run),
            answers[run.id],
            things.get(run.equipment_id),
            rooms.get(run.room_id, ""),
            uow.runs.children(run.id),
        )
        for run in runs
    )
