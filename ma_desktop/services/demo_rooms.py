"""Rooms, things and logs of the made-up clinic: some done, some due, one room still wet."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ma_desktop.domain.checklist import Answer, Checklist, Equipment
from ma_desktop.domain.checklist_due import Slot, slots
from ma_desktop.domain.checklist_entry import read_entry
from ma_desktop.domain.ids import new_id, stable_id
from ma_desktop.domain.staff import Right
from ma_desktop.runtime.paths import resource
from ma_desktop.services import checklists, rooms
from ma_desktop.services.checklist_lists import lists_in_force
from ma_desktop.services.checklists import RunPlace, begin
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.storage.store import UnitOfWork

_TYPED = {"tick": "", "choice": "1", "text": "as labeled"}


def fill_rooms(clinic: Clinic) -> None:
    """Things with past readings up to the last closed slot; then the rooms of this morning."""
    content = tomllib.loads(resource("demo/rooms.toml").read_text(encoding="utf-8"))
    since = clinic.now() - timedelta(days=content["past_days"])
    with clinic.work(Right.MANAGE_LISTS) as uow:
        for entry in content["things"]:
            thing = Equipment(new_id(), entry["kind"], entry["name"], entry["place"], since)
            uow.equipment.add(thing)
            _fill_log(clinic, uow, thing, entry)
        for number, room in enumerate(uow.clinic.rooms()):
            if room.state == "ready":
                at = clinic.now() - timedelta(minutes=20 + 3 * number)
                uow.clinic.set_room_state(room.id, "ready", at, clinic.actor.user_name)
        uow.audit.write("made-up rooms filled in")
    for entry in content["rooms"]:
        _fill_room(clinic, entry)


def _fill_log(clinic: Clinic, uow: UnitOfWork, thing: Equipment, entry: dict[str, Any]) -> None:
    item = lists_in_force(uow)[entry["list"]]
    today, open_days = (
        clinic.local(clinic.now()).date(),
        read_settings(uow.settings.all()).open_days,
    )
    first = clinic.local(thing.since).date()
    found = slots(item, thing.id, first, today, clinic.zone, open_days)
    closed = [
        slot for slot in found if slot.closes_at <= clinic.now() and slot.due_at > thing.since
    ]
    for number, slot in enumerate(closed):
        values = entry["readings"][number % len(entry["readings"])]
        _past(clinic, uow, item, slot, thing, values)


def _past(
    clinic: Clinic,
    uow: UnitOfWork,
    item: Checklist,
    slot: Slot,
    thing: Equipment,
    values: dict[str, str],
) -> None:
    """One finished run, recorded some minutes before it was due."""
    at = slot.due_at - timedelta(minutes=11)
    run = begin(clinic, uow, item, RunPlace(thing.id), slot)
    for step in item.items:
        if step.when is None:
            uow.runs.answer(_answer(clinic, run.id, item, step.id, values, at))
    done = replace(
        run, started_at=at, state="done", finished_at=at, signed_by=clinic.actor.user_name
    )
    uow.runs.update(done)


def _answer(
    clinic: Clinic, run_id: str, item: Checklist, step_id: str, values: dict[str, str], at: datetime
) -> Answer:
    step = item.item(step_id)
    assert step is not None
    day: date = clinic.local(at).date()
    entry = read_entry(step, values.get(step_id, _TYPED.get(step.kind, "")), day)
    user = clinic.actor.user_name
    return Answer(
        run_id, step_id, 1, entry.outcome, entry.value, at, user, entry.unit, entry.number
    )


def _fill_room(clinic: Clinic, entry: dict[str, Any]) -> None:
    with clinic.work(Right.ROOM) as uow:
        room = uow.clinic.room_by_number(entry["number"])
        if room is None:
            return
        if entry["state"] == "turnover":
            at = clinic.now() - timedelta(minutes=9)
            uow.clinic.set_room_state(room.id, "turnover", at, clinic.actor.user_name)
    if entry["state"] == "blocked":
        rooms.block(clinic, room.id, room.version, entry["reason"])
        return
    if entry["state"] == "set-up":
        visit_id = stable_id("demo visit", entry["mrn"])
        run_id, _ = rooms.prepare(clinic, room.id, room.version, visit_id)
    else:
        run_id = rooms.work_on(clinic, room.id)[0].run.id
    for step in entry["steps"]:
        checklists.answer(clinic, run_id, step, "1" if step == "sharps" else "")
    if "product" in entry:
        checklists.answer(clinic, run_id, "turnover_05", entry["product"])
