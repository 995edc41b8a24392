"""Trays and single instruments: each step from dirty to packed, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.instrument import (
    Instrument,
    InstrumentEvent,
    InstrumentState,
    demand_move,
    state_now,
)
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import InstrumentSet, Pack
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

_MOST_NAME = 80


@dataclass(frozen=True)
class InstrumentLine:
    """A tray or instrument as it is now: `state` follows its pack once it is packed."""

    instrument: Instrument
    set: InstrumentSet
    state: InstrumentState
    pack: Pack | None = None


def instruments(clinic: Clinic) -> tuple[InstrumentLine, ...]:
    """All that are not retired, by name."""
    with clinic.look() as uow:
        found = [i for i in uow.instruments.all() if i.state is not InstrumentState.RETIRED]
        sets = {item.id: item for item in uow.sterilization.sets()}
        packs = uow.sterilization.pack_by_id({item.pack_id for item in found if item.pack_id})
    return tuple(
        InstrumentLine(
            item,
            sets[item.set_id],
            state_now(item, packs.get(item.pack_id)),
            packs.get(item.pack_id),
        )
        for item in found
    )


def add(clinic: Clinic, name: str, set_id: str) -> tuple[str, Changes]:
    """A tray that is new here, dirty until it was cleaned; returns its id.

    Raises Refused without a name, for a name that is taken, or an unknown set.
    """
    title = " ".join(name.split())
    if not title or len(title) > _MOST_NAME:
        raise Refused("A name of at most 80 characters is needed.", do="Type it.")
    with clinic.work(Right.STERILIZE) as uow:
        if set_id not in {item.id for item in uow.sterilization.sets() if item.active}:
            raise Refused("This set is not in use.", do="Choose another.")
        standing = (i for i in uow.instruments.all() if i.state is not InstrumentState.RETIRED)
        if any(item.name == title for item in standing):
            raise Refused("Another one has this name.", do="Choose another name.")
        made = Instrument(
            new_id(), title, set_id, InstrumentState.DIRTY, clinic.now(), clinic.actor.user_name
        )
        uow.instruments.add(made)
        _note(uow, made, "")
    return made.id, Changes.of(sterilization=True)


def move(clinic: Clinic, known: Instrument, goal: InstrumentState, reason: str = "") -> Changes:
    """Record the next step: cleaned, inspected, in repair, back as dirty, retired.

    Raises Refused for a step out of order, or without the reason that repair and retirement need.
    """
    if goal in (InstrumentState.PACKED, InstrumentState.STERILE, InstrumentState.USED):
        raise Refused("Its pack says that.", do="Make the pack, release its load, or use it.")
    with clinic.work(Right.STERILIZE) as uow:
        now = _now(uow, known)
        demand_move(now, goal, reason)
        moved = replace(
            known, state=goal, since=clinic.now(), by=clinic.actor.user_name, pack_id=""
        )
        uow.instruments.update(moved)
        _note(uow, moved, reason.strip())
    return Changes.of(sterilization=True)


def put_into(clinic: Clinic, uow: UnitOfWork, instrument_id: str, pack: Pack) -> None:
    """In the transaction of the packing: the tray is in this pack. Raises Refused unless it was
    inspected and holds this set."""
    known = uow.instruments.get(instrument_id)
    if known is None or known.set_id != pack.set_id:
        raise Refused("This tray does not hold this set.", do="Choose another.")
    demand_move(_now(uow, known), InstrumentState.PACKED, "")
    moved = replace(
        known,
        state=InstrumentState.PACKED,
        since=clinic.now(),
        by=clinic.actor.user_name,
        pack_id=pack.id,
    )
    uow.instruments.update(moved)
    _note(uow, moved, "count sheet complete")


def _now(uow: UnitOfWork, known: Instrument) -> InstrumentState:
    packs = uow.sterilization.pack_by_id([known.pack_id] if known.pack_id else [])
    return state_now(known, packs.get(known.pack_id))


def _note(uow: UnitOfWork, item: Instrument, reason: str) -> None:
    uow.instruments.note(
        InstrumentEvent(item.id, item.state, item.since, item.by, item.pack_id, reason)
    )
    uow.audit.write(f"instrument {item.state.value}", record=item.id, reason=reason)
