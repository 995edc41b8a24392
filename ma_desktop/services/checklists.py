"""Doing a checklist: begin, answer, skip, correct, pause, stop and sign; nothing is overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ma_desktop.catalog.checklists import list_body, list_of
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import (
    OUT,
    SKIPPED,
    Answer,
    Checklist,
    Item,
    Run,
    asked,
    latest,
    missing,
)
from ma_desktop.domain.checklist_due import Slot, slot_now
from ma_desktop.domain.checklist_entry import Entry, demand_ascending, read_entry
from ma_desktop.domain.clock import demand_clock
from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right, Staff
from ma_desktop.services.checklist_lists import lists_in_force
from ma_desktop.services.checklist_timers import end_timers, timer_entry
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.signing import signed_by
from ma_desktop.storage.rows import conflict
from ma_desktop.storage.store import UnitOfWork

TOUCHED = Changes.of(board=True, rooms=True, timers=True)


@dataclass(frozen=True)
class RunPlace:
    """What a run is about: a thing with logs, a room, a visit, the run that it follows."""

    equipment_id: str = ""
    room_id: str = ""
    visit_id: str | None = None
    parent_id: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signs, by user name and passphrase; the passphrase is never stored."""

    user_name: str
    passphrase: str


def start(clinic: Clinic, checklist_id: str, where: RunPlace) -> tuple[str, Changes]:
    """Begin a list, or go on with the one that was begun for this time; returns the run.

    Raises Refused for an unknown or retired list, Conflict when somebody began it at this moment.
    """
    with clinic.work(Right.ROOM) as uow:
        item = lists_in_force(uow).get(checklist_id)
        if item is None or not item.active:
            raise Refused("This list is not in use.", do="Choose another one.")
        slot = _slot(clinic, uow, item, where)
        if slot is not None and (begun := uow.runs.of_slot(slot.key)) is not None:
            return begun.id, Changes()
        return begin(clinic, uow, item, where, slot).id, TOUCHED


def begin(
    clinic: Clinic, uow: UnitOfWork, item: Checklist, where: RunPlace, slot: Slot | None = None
) -> Run:
    """`start` inside the transaction of another use case; keeps the exact text of the list."""
    body = list_body(item)
    form = hashlib.sha256(body.encode()).hexdigest()
    uow.runs.keep_form(form, body)
    made = Run(
        new_id(),
        item.id,
        item.version,
        form,
        clinic.now(),
        clinic.actor.user_name,
        slot=slot.key if slot else None,
        due_at=slot.due_at if slot else None,
        equipment_id=where.equipment_id,
        room_id=where.room_id,
        visit_id=where.visit_id,
        parent_id=where.parent_id,
    )
    uow.runs.add(made)
    uow.audit.write(
        "checklist begun",
        visit_id=made.visit_id or "",
        record=made.id,
        reason=f"{item.id} version {item.version}",
    )
    return made


def answer(
    clinic: Clinic, run_id: str, item_id: str, text: str, *, turn: int = 0, reason: str = ""
) -> Changes:
    """Answer an item as typed; `turn` is the number of answers that the person saw.

    Another answer to a settled item is a correction and needs `reason`; so does a timer that is
    ended too soon (NotYet). A number out of order opens the follow-up list in the same
    transaction. Raises Refused for what can't be read or can't be true, Conflict when somebody
    answered first.
    """
    with clinic.work(Right.ROOM) as uow:
        desk = ItemDesk(clinic, uow, run_id, item_id, turn)
        if desk.item.kind == "timer":
            given, why = timer_entry(desk, text, reason)
        else:
            given, why = read_entry(desk.item, text, desk.today), reason.strip()
            desk.demand_correction(why)
        new = desk.record(given, why)
        if new.outcome == OUT and desk.checklist.follow_up:
            _open_follow_up(clinic, uow, desk.run, desk.checklist.follow_up)
    return TOUCHED


def skip(clinic: Clinic, run_id: str, item_id: str, reason: str, *, turn: int = 0) -> Changes:
    """Leave an item out. Raises Refused for a critical item or without a reason, Conflict."""
    if not reason.strip():
        raise Refused("Skipping needs a reason.", do="Say why.")
    with clinic.work(Right.ROOM) as uow:
        desk = ItemDesk(clinic, uow, run_id, item_id, turn)
        if desk.item.critical:
            raise Refused("This step can't be skipped.", do="Do it, or pause the list.")
        desk.record(Entry(SKIPPED, ""), reason.strip())
    return TOUCHED


def pause(clinic: Clinic, run_id: str, version: int) -> Changes:
    """Leave a run for later. Raises Refused when it is not open, Conflict."""
    return _turn(clinic, run_id, version, "open", "paused")


def resume(clinic: Clinic, run_id: str, version: int) -> Changes:
    """Go on with a paused run. Raises Refused when it is not paused, Conflict."""
    return _turn(clinic, run_id, version, "paused", "open")


def stop(clinic: Clinic, run_id: str, version: int, reason: str) -> Changes:
    """Give a run up, with a reason: it stays on record, and its time is free to be filled anew."""
    if not reason.strip():
        raise Refused("Stopping needs a reason.", do="Say why.")
    with clinic.work(Right.ROOM) as uow:
        run = demand_run(uow, run_id, version)
        _demand_open(run)
        if run.parent_id:
            raise Refused("Follow-up steps can't be stopped.", do="Finish and sign them.")
        give_up(clinic, uow, run, reason.strip())
    return TOUCHED


def give_up(clinic: Clinic, uow: UnitOfWork, run: Run, reason: str) -> None:
    """`stop` inside the transaction of another use case."""
    end_timers(clinic, uow, run.id, "stopped")
    uow.runs.update(replace(run, state="stopped", slot=None, note=reason))
    uow.audit.write("checklist stopped", record=run.id, reason=reason)


def finish(
    clinic: Clinic, run_id: str, version: int, signatures: Sequence[Signature] = ()
) -> Changes:
    """Close a run, signed as its list wants: nobody, one person, or two different ones.

    Raises Refused while something is missing, NotAllowed for a wrong passphrase or role, Conflict.
    """
    with clinic.look() as uow:
        item, found = form_of(uow, demand_run(uow, run_id, version)), len(signatures)
    if found != item.signature:
        raise Refused(f"This list needs {item.signature} signatures.", do="Sign it.")
    names = {one.user_name.strip().casefold() for one in signatures}
    if len(names) != found:
        raise Refused("The second signature is another person's.", do="Ask a colleague to sign.")
    people = [
        signed_by(clinic, one.user_name.strip(), one.passphrase, Right.ROOM) for one in signatures
    ]
    with clinic.work(Right.ROOM) as uow:
        close(clinic, uow, run_id, version, people)
    return TOUCHED


def close(
    clinic: Clinic, uow: UnitOfWork, run_id: str, version: int, people: Sequence[Staff] = ()
) -> Run:
    """`finish` inside the transaction of another use case, with people who proved who they are."""
    run = demand_run(uow, run_id, version)
    _demand_open(run)
    item = form_of(uow, run)
    for person in people or (clinic.actor,):
        if item.roles and person.role not in item.roles:
            raise NotAllowed("Your role may not sign this list.", do="Ask somebody who may.")
    left = missing(item, uow.runs.answers((run_id,))[run_id])
    if left:
        raise Refused(
            f"{len(left)} steps are open: {left[0].text}.", do="Do them, or skip with a reason."
        )
    names = [person.user_name for person in people] or [clinic.actor.user_name]
    done = replace(
        run,
        state="done",
        finished_at=max(clinic.now(), run.started_at),
        signed_by=names[0],
        second_by=names[1] if len(names) > 1 else "",
    )
    uow.runs.update(done)
    uow.audit.write("checklist signed", record=run_id, reason=f"{item.id} by {' and '.join(names)}")
    return done


def demand_run(uow: UnitOfWork, run_id: str, version: int | None = None) -> Run:
    """Raises Refused when the run is not known, Conflict when it has another version."""
    run = uow.runs.get(run_id)
    if run is None:
        raise Refused("This list is not there any more.", do="Open it again.")
    if version is not None and run.version != version:
        raise conflict()
    return run


def form_of(uow: UnitOfWork, run: Run) -> Checklist:
    """The list as it read when the run was begun."""
    return list_of(uow.runs.form(run.form))


class ItemDesk:
    """One item of one run, with all that an answer to it has to respect."""

    def __init__(
        self, clinic: Clinic, uow: UnitOfWork, run_id: str, item_id: str, seen: int
    ) -> None:
        self.clinic, self.uow, self.now = clinic, uow, clinic.now()
        self.run = demand_run(uow, run_id)
        if self.run.state == "stopped":
            raise Refused("This list was stopped.", do="Begin it again.")
        if self.run.state == "paused":
            raise Refused("This list is paused.", do="Resume it first.")
        self.checklist = form_of(uow, self.run)
        self.given = uow.runs.answers((run_id,))[run_id]
        found = next((one for one in asked(self.checklist, self.given) if one.id == item_id), None)
        if found is None:
            raise Refused("This step is not asked here.", do="Open the list again.")
        self.item: Item = found
        self.standing = latest(self.given)
        self.before = self.standing.get(item_id)
        if (self.before.turn if self.before else 0) != seen:
            raise conflict()
        demand_clock(self.now, max((one.at for one in self.given), default=self.run.started_at))

    @property
    def today(self) -> date:
        """The clinic's local day."""
        return self.clinic.local(self.now).date()

    def demand_correction(self, reason: str) -> None:
        """Raise Refused where an answer that stands changes without a reason."""
        if self.before is not None and not reason:
            raise Refused("This was answered already.", do="Say why the answer changes.")
        if self.run.state == "done" and not reason:
            raise Refused("This list is signed.", do="Say why the answer changes.")

    def record(self, entry: Entry, reason: str) -> Answer:
        """Store an answer as the next turn of this step, never timed before the last one."""
        last = max((one.at for one in self.given), default=self.run.started_at)
        new = Answer(
            self.run.id,
            self.item.id,
            self.before.turn + 1 if self.before else 1,
            entry.outcome,
            entry.value,
            max(self.now, last),
            self.clinic.actor.user_name,
            entry.unit,
            entry.number,
            reason,
        )
        demand_ascending(self.checklist, self.standing, new)
        self.uow.runs.answer(new)
        self.uow.audit.write(
            "checklist answer corrected" if self.before else "checklist answered",
            record=self.run.id,
            reason=f"{self.item.id}: {entry.outcome}",
            digest=digest_of(entry.value, reason),
        )
        return new


def _open_follow_up(clinic: Clinic, uow: UnitOfWork, run: Run, list_id: str) -> None:
    """Once for a run, however many of its answers are out of order."""
    if any(child.is_open for child in uow.runs.children(run.id)):
        return
    item = lists_in_force(uow)[list_id]
    where = RunPlace(run.equipment_id, run.room_id, run.visit_id, run.id)
    begin(clinic, uow, item, where)


def _slot(clinic: Clinic, uow: UnitOfWork, item: Checklist, where: RunPlace) -> Slot | None:
    open_days = read_settings(uow.settings.all()).open_days
    found = slot_now(item, where.equipment_id, clinic.now(), clinic.zone, open_days)
    if found is None:
        return None
    begun = uow.runs.of_slot(found.key)
    return None if begun is not None and not begun.is_open else found


def _turn(clinic: Clinic, run_id: str, version: int, source: str, target: str) -> Changes:
    with clinic.work(Right.ROOM) as uow:
        run = demand_run(uow, run_id, version)
        if run.state != source:
            raise Refused("The list is not in this state any more.", do="Open it again.")
        uow.runs.update(replace(run, state=target))
        uow.audit.write(f"checklist {target}", record=run_id)
    return TOUCHED


def _demand_open(run: Run) -> None:
    if not run.is_open:
        raise Refused("This list is closed already.", do="Correct single answers if needed.")
