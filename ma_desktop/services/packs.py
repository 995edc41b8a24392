"""Instrument sets and packs: from the packing table to the patient."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clock import demand_clock
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    InstrumentSet,
    Pack,
    PackState,
    PackUse,
    is_pack_number,
    pack_number,
    pack_refusal,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.instruments import put_into
from ma_desktop.services.rooming import demand_visit
from ma_desktop.storage.store import UnitOfWork

_MOST_NAME = 80
_MOST_PACKS = 50
_IN_STOCK = (PackState.STERILE, PackState.QUARANTINE, PackState.RECALLED)


@dataclass(frozen=True)
class StockLine:
    """A pack on the shelf, with its set and the number of its load."""

    pack: Pack
    set: InstrumentSet
    load_number: str


def sets(clinic: Clinic) -> tuple[InstrumentSet, ...]:
    """All sets in use, by name."""
    with clinic.look() as uow:
        return tuple(item for item in uow.sterilization.sets() if item.active)


def save_set(
    clinic: Clinic,
    name: str,
    contents: Sequence[tuple[str, int]],
    *,
    implant: bool = False,
    known: InstrumentSet | None = None,
) -> Changes:
    """A new set, or `known` changed. Raises Refused for a missing name or an impossible count."""
    title = " ".join(name.split())
    if not title or len(title) > _MOST_NAME:
        raise Refused("A set needs a name of at most 80 characters.", do="Type it.")
    counted = tuple((" ".join(item.split()), count) for item, count in contents)
    if any(not item or not 0 < count < 1000 for item, count in counted):
        raise Refused("A line of the count sheet has no name or count.", do="Fill it in.")
    with clinic.work(Right.STERILIZE) as uow:
        same = [item for item in uow.sterilization.sets() if item.active and item.name == title]
        if same and (known is None or same[0].id != known.id):
            raise Refused("A set of this name is there already.", do="Choose another name.")
        if known is None:
            made = InstrumentSet(new_id(), title, counted, implant)
            uow.sterilization.add_set(made)
        else:
            made = replace(known, name=title, contents=counted, implant=implant)
            uow.sterilization.update_set(made)
        uow.audit.write("instrument set saved", record=made.id)
    return Changes.of(sterilization=True)


def retire_set(clinic: Clinic, known: InstrumentSet, reason: str) -> Changes:
    """Take a set out of use; its packs stay on record. Raises Refused without a reason."""
    demand_words(reason)
    with clinic.work(Right.STERILIZE) as uow:
        uow.sterilization.update_set(replace(known, active=False))
        uow.audit.write("instrument set retired", record=known.id, reason=reason.strip())
    return Changes.of(sterilization=True)


@dataclass(frozen=True)
class Packing:
    """How packs are made: how many, which lines of the count sheet were ticked, what goes in.

    Without `expires_on` a pack is sterile until something happens to it. `instrument_id` is the
    tray that is packed, for one pack.
    """

    counted: Collection[str] = ()
    count: int = 1
    expires_on: date | None = None
    instrument_id: str = ""


def make_packs(clinic: Clinic, set_id: str, packing: Packing) -> tuple[tuple[Pack, ...], Changes]:
    """Pack a set once or several times, each pack under a number of its own.

    Raises Refused for an unknown set, a past date, a count sheet that is not ticked whole, or a
    tray that was not inspected.
    """
    if not 0 < packing.count <= _MOST_PACKS or (packing.instrument_id and packing.count > 1):
        raise Refused(f"From 1 to {_MOST_PACKS} packs at once.", do="Type how many.")
    with clinic.work(Right.STERILIZE) as uow:
        known = {item.id: item for item in uow.sterilization.sets() if item.active}
        if set_id not in known:
            raise Refused("This set is not in use.", do="Choose another.")
        missing = [name for name, _count in known[set_id].contents if name not in packing.counted]
        if missing:
            raise Refused(
                f"Not counted: {', '.join(missing)}.", do="Tick each line of the count sheet."
            )
        if packing.expires_on and packing.expires_on <= clinic.local(clinic.now()).date():
            raise Refused("The expiry is not in the future.", do="Check the date.")
        made = tuple(_make(clinic, uow, known[set_id], packing) for _ in range(packing.count))
        if packing.instrument_id:
            put_into(clinic, uow, packing.instrument_id, made[0])
    return made, Changes.of(sterilization=True)


def _make(clinic: Clinic, uow: UnitOfWork, known: InstrumentSet, packing: Packing) -> Pack:
    made = Pack(
        new_id(),
        pack_number(uow.sterilization.next_pack_number()),
        known.id,
        clinic.actor.user_name,
        clinic.now(),
        known.implant,
        packing.expires_on,
    )
    uow.sterilization.add_pack(made)
    sheet = ", ".join(f"{count} {name}" for name, count in known.contents)
    _note(clinic, uow, made, "packed", reason=f"counted: {sheet}" if sheet else "")
    return made


def stock(clinic: Clinic) -> tuple[StockLine, ...]:
    """What lies on the shelves, doubtful packs too, by set and number."""
    with clinic.look() as uow:
        packs = uow.sterilization.packs_in(_IN_STOCK)
        known = {item.id: item for item in uow.sterilization.sets()}
        loads = uow.sterilization.loads({item.load_id for item in packs})
    lines = (
        StockLine(item, known[item.set_id], loads[item.load_id].number)
        for item in packs
        if item.load_id in loads
    )
    return tuple(sorted(lines, key=lambda line: (line.set.name, line.pack.number)))


def waiting(clinic: Clinic) -> tuple[StockLine, ...]:
    """What is packed and in no load yet, by set and number."""
    with clinic.look() as uow:
        packs = uow.sterilization.packs_in((PackState.PACKED,))
        known = {item.id: item for item in uow.sterilization.sets()}
    lines = (StockLine(item, known[item.set_id], "") for item in packs)
    return tuple(sorted(lines, key=lambda line: (line.set.name, line.pack.number)))


def find(clinic: Clinic, number: str) -> StockLine:
    """The pack of a scanned number. Raises Refused for an unknown one."""
    with clinic.look() as uow:
        found = demand_pack(uow, number)
        known = {item.id: item for item in uow.sterilization.sets()}
        load = uow.sterilization.load(found.load_id) if found.load_id else None
    return StockLine(found, known[found.set_id], load.number if load else "")


def use(clinic: Clinic, visit_id: str, number: str) -> tuple[PackUse, Changes]:
    """Use a pack on the patient of an open visit. A refusal is a hard stop and is audited.

    Raises Refused for a pack that is unknown, not released, recalled, expired, used or opened,
    and for a visit that is not open. Raises MachineFailure under a clock that is behind the
    release of its load: nobody can tell then whether it expired.
    """
    try:
        return _use(clinic, visit_id, number)
    except Refused as error:
        with clinic.work(Right.READ) as uow:
            uow.audit.write(
                "pack refused",
                visit_id=visit_id,
                record=number if is_pack_number(number) else "",
                reason=error.what,
                outcome="failure",
            )
        raise


def _use(clinic: Clinic, visit_id: str, number: str) -> tuple[PackUse, Changes]:
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        if not visit.state.is_open:
            raise Refused("This visit is not open.", do="Open the visit of the patient here.")
        found = demand_pack(uow, number)
        load = uow.sterilization.load(found.load_id) if found.load_id else None
        if load is not None and load.released_at is not None:
            demand_clock(clinic.now(), load.released_at)
        if refusal := pack_refusal(found, clinic.local(clinic.now()).date()):
            raise Refused(refusal, safe="It was not recorded as used.", do="Take another pack.")
        uow.sterilization.update_pack(replace(found, state=PackState.USED))
        _note(clinic, uow, found, "used", visit_id=visit_id, patient_id=visit.patient_id)
        made = next(use for use in uow.sterilization.uses_in(visit_id) if use.pack_id == found.id)
    return made, Changes.of(patient=visit.patient_id, visit=visit_id, sterilization=True)


def uses_in(clinic: Clinic, visit_id: str) -> tuple[PackUse, ...]:
    """The packs that were used in a visit, oldest first."""
    with clinic.look() as uow:
        return uow.sterilization.uses_in(visit_id)


def open_unused(clinic: Clinic, number: str, reason: str) -> Changes:
    """A pack was opened, torn, wet or dropped: it is not sterile any more (event-related, ST79).

    Raises Refused without a reason, or for a pack that is not on the shelf.
    """
    demand_words(reason)
    with clinic.work(Right.STERILIZE) as uow:
        found = demand_pack(uow, number)
        if found.state not in _IN_STOCK:
            raise Refused(f"This pack is {found.state.words}.", do="Check the number.")
        uow.sterilization.update_pack(replace(found, state=PackState.OPENED))
        _note(clinic, uow, found, "opened", reason=reason.strip())
    return Changes.of(sterilization=True)


def demand_pack(uow: UnitOfWork, number: str) -> Pack:
    """The pack of a number. Raises Refused for one that is misread or unknown."""
    if not is_pack_number(number):
        raise Refused("This is not a pack number.", do="Scan the label again.")
    found = uow.sterilization.pack_by_number(number)
    if found is None:
        raise Refused("This pack is not known here.", do="Set it aside and tell your supervisor.")
    return found


def demand_words(reason: str) -> None:
    """Raise Refused for a reason without words."""
    if not reason.strip():
        raise Refused("A reason is needed.", do="Type it.")


def _note(
    clinic: Clinic,
    uow: UnitOfWork,
    item: Pack,
    event: str,
    *,
    visit_id: str = "",
    patient_id: str = "",
    reason: str = "",
) -> None:
    uow.sterilization.note(
        item,
        event,
        clinic.now(),
        clinic.actor.user_name,
        visit_id=visit_id,
        patient_id=patient_id,
        reason=reason,
    )
    uow.audit.write(
        f"pack {event}", record=item.id, visit_id=visit_id, patient_id=patient_id, reason=reason
    )
