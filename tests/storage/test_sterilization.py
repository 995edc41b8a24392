"""Loads, packs, indicators, recalls and trays on both engines; many packs in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.instrument import Instrument, InstrumentEvent, InstrumentState
from ma_desktop.domain.recall import Recall, StepDone
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    InstrumentSet,
    Load,
    LoadState,
    Pack,
    PackState,
    Sterilizer,
    pack_number,
)
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.sterilization import PackNote
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING

STERILIZER = Sterilizer(
    new_id(), "Autoclave 1", "A1", "dynamic air removal", "Lara", "77", ("prev132w",)
)
TRAY = InstrumentSet(new_id(), "Suture tray", (("Scissors", 2), ("Needle holder", 1)))
NOTE = PackNote("recalled", MORNING, "rivera", "Biological indicator positive")


def load(number: int) -> Load:
    return Load(
        new_id(),
        f"A1-0310-{number:02d}",
        STERILIZER.id,
        number,
        "prev132w",
        "rivera",
        MORNING + timedelta(hours=number),
        "4711",
        MORNING + timedelta(hours=number, minutes=42),
        Decimal("132.4"),
        Decimal("4.10"),
        Decimal(25),
        state=LoadState.RELEASED,
    )


def pack(number: int, inside: Load, state: PackState = PackState.STERILE) -> Pack:
    return Pack(
        new_id(),
        pack_number(number),
        TRAY.id,
        "rivera",
        MORNING,
        True,
        date(2027, 1, 31),
        inside.id,
        state,
    )


def biological(of: Load, *, passed: bool | None) -> IndicatorResult:
    return IndicatorResult(
        new_id(),
        of.id,
        Indicator.BIOLOGICAL,
        passed,
        MORNING,
        "rivera",
        "L1",
        "L1",
        control_grew=passed,
        due_at=MORNING + timedelta(hours=24),
    )


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        unit.sterilization.add_sterilizer(STERILIZER)
        unit.sterilization.add_set(TRAY)
        yield unit


def test_what_is_stored_reads_back(work: UnitOfWork) -> None:
    rows = work.sterilization
    first, second = load(1), load(2)
    for item in (first, second):
        rows.add_load(item)
    inside = pack(1, first)
    rows.add_pack(inside)
    assert rows.sterilizers() == (STERILIZER,)
    assert rows.sets() == (TRAY,)
    assert rows.loads([first.id, second.id, new_id()]) == {first.id: first, second.id: second}
    assert rows.pack_by_id([inside.id, new_id()]) == {inside.id: inside}
    assert rows.runs_of(STERILIZER.id) == ((first.id, 1), (second.id, 2))


def test_a_load_number_is_given_once(store: Store, stamp: Stamp) -> None:
    first = load(1)
    with store.begin(stamp) as work:
        work.sterilization.add_sterilizer(STERILIZER)
        work.sterilization.add_load(first)
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.sterilization.add_load(replace(load(3), number=first.number))


def test_results_of_a_kind_of_a_sterilizer(work: UnitOfWork) -> None:
    rows, first = work.sterilization, load(1)
    rows.add_load(first)
    rows.add_load(load(2))
    pending = biological(first, passed=None)
    later = MORNING + timedelta(hours=24)
    read = replace(biological(first, passed=True), supersedes=pending.id, at=later)
    chemical = IndicatorResult(new_id(), first.id, Indicator.EXTERNAL, True, MORNING, "rivera")
    for result in (pending, read, chemical):
        rows.add_result(result)
    assert rows.results_of_kind(STERILIZER.id, Indicator.BIOLOGICAL) == {first.id: (pending, read)}
    assert rows.result(read.id) == read
    assert rows.result(new_id()) is None


def test_many_packs_move_at_once_each_with_its_event(work: UnitOfWork) -> None:
    rows, first, second = work.sterilization, load(1), load(2)
    for item in (first, second):
        rows.add_load(item)
    sterile = [pack(number, first) for number in range(1, 4)]
    used, other = pack(4, first, PackState.USED), pack(5, second)
    for one in (*sterile, used, other):
        rows.add_pack(one)
    shelf = (PackState.STERILE, PackState.LOADED)
    assert rows.move_packs([first.id], shelf, PackState.RECALLED, NOTE) == 3
    assert rows.move_packs([first.id], shelf, PackState.RECALLED, NOTE) == 0
    found = {item.number: item for item in rows.packs_of([first.id, second.id])}
    assert {found[item.number].state for item in sterile} == {PackState.RECALLED}
    assert {found[item.number].version for item in sterile} == {2}
    assert found[used.number] == used
    assert found[other.number] == other
    with pytest.raises(Conflict):
        rows.update_pack(replace(sterile[0], state=PackState.USED))


def test_loads_are_marked_at_once(work: UnitOfWork) -> None:
    rows, first, second = work.sterilization, load(1), load(2)
    for item in (first, second):
        rows.add_load(item)
    rows.mark_loads([first.id], LoadState.RECALLED)
    rows.mark_loads([first.id], LoadState.RECALLED)
    assert rows.load(first.id) == replace(first, state=LoadState.RECALLED, version=2)
    assert rows.load(second.id) == second


def test_a_step_of_a_recall_stays(work: UnitOfWork) -> None:
    failed = load(1)
    work.sterilization.add_load(failed)
    recall = Recall(new_id(), failed.id, "Positive", MORNING, "rivera", (failed.id,), "earlier")
    work.recalls.add(recall)
    assert work.recalls.open() == (recall,)
    done = StepDone(recall.id, "stop", MORNING, "rivera")
    work.recalls.add_step(done)
    assert work.recalls.steps(recall.id) == (done,)
    work.recalls.update(replace(recall, closed_at=MORNING, closed_by="rivera", finding="Gasket"))
    assert work.recalls.open() == ()


def test_a_tray_keeps_every_step(work: UnitOfWork) -> None:
    tray = Instrument(new_id(), "Tray 1", TRAY.id, InstrumentState.DIRTY, MORNING, "rivera")
    work.instruments.add(tray)
    cleaned = replace(tray, state=InstrumentState.CLEANED)
    work.instruments.update(cleaned)
    assert work.instruments.get(tray.id) == replace(cleaned, version=2)
    assert work.instruments.all() == (replace(cleaned, version=2),)
    with pytest.raises(Conflict):
        work.instruments.update(cleaned)
    events = [
        InstrumentEvent(tray.id, state, MORNING.replace(minute=minute), "rivera", reason="seen")
        for minute, state in enumerate((InstrumentState.DIRTY, InstrumentState.CLEANED))
    ]
    for event in events:
        work.instruments.note(event)
    assert work.instruments.events(tray.id) == tuple(events)
    assert work.instruments.get(new_id()) is None
