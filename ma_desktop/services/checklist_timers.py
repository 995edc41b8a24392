"""The steps of a checklist that take their time: contact with a disinfectant, or a soak."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from ma_desktop.domain.checklist import DONE, EARLY, RUNNING, SKIPPED, Answer, Checklist, Item, Run
from ma_desktop.domain.checklist_entry import Entry
from ma_desktop.domain.errors import Refused
from ma_desktop.services import timers
from ma_desktop.services.checklist_lists import products
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.timers import Where
from ma_desktop.storage.store import UnitOfWork


class TimedItem(Protocol):
    """What answering a timer needs to know of its run."""

    clinic: Clinic
    uow: UnitOfWork
    now: datetime
    run: Run
    checklist: Checklist
    item: Item
    before: Answer | None

    def demand_correction(self, reason: str) -> None:
        """Raise Refused where a change of the answer lacks its reason."""


class NotYet(Refused):
    """A timer still runs: its item can be closed with a reason, which goes on record."""


def timer_entry(desk: TimedItem, text: str, reason: str) -> tuple[Entry, str]:
    """Start the item's timer with the product named by `text`, or end it when its time is up."""
    before, item = desk.before, desk.item
    if before is None or before.outcome == SKIPPED:
        name, length = _length(desk, text)
        label = f"{name}: {_where_words(desk)}"
        kind = "contact" if item.products else "soak"
        where = Where(
            f"{desk.run.id}:{item.id}",
            visit_id=desk.run.visit_id or "",
            room_id=desk.run.room_id,
            screen="rooms",
        )
        timers.begin(desk.clinic, desk.uow, kind, label, length, where)
        return Entry(RUNNING, name), reason.strip()
    if before.outcome != RUNNING:
        desk.demand_correction(reason.strip())
        raise Refused("This time is over.", do="Stop the list and begin it again.")
    known = desk.uow.timers.of_subject(f"{desk.run.id}:{item.id}")
    timer = known[-1] if known else None
    too_soon = timer is not None and not timer.is_due(desk.now)
    if too_soon and not reason.strip():
        raise NotYet("The time is not over.", do="Wait, or say why not.")
    if timer is not None and timer.ended_at is None:
        outcome = "ended too soon" if too_soon else "done"
        timers.finish(desk.clinic, desk.uow, timer.id, outcome)
    return Entry(EARLY if too_soon else DONE, before.value), reason.strip()


def _length(desk: TimedItem, text: str) -> tuple[str, timedelta]:
    if desk.item.minutes:
        return desk.item.text, timedelta(minutes=desk.item.minutes)
    known = products(desk.uow)
    chosen = known.get(text.strip()) if text.strip() else next(iter(known.values()))
    if chosen is None:
        raise Refused("This product is not known.", do="Choose one of the list.")
    return chosen.name, timedelta(seconds=float(chosen.minutes * 60))


def _where_words(desk: TimedItem) -> str:
    room = desk.uow.clinic.room(desk.run.room_id) if desk.run.room_id else None
    thing = desk.uow.equipment.get(desk.run.equipment_id) if desk.run.equipment_id else None
    return room.name if room else thing.name if thing else desk.checklist.name


def end_timers(clinic: Clinic, uow: UnitOfWork, run_id: str, outcome: str) -> None:
    """End all timers of a run with this outcome."""
    for timer in uow.timers.running():
        if timer.subject.startswith(f"{run_id}:"):
            timers.finish(clinic, uow, timer.id, outcome)
