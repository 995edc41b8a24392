"""Orders and the custody log, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ma_desktop.domain.custody import CustodyEvent, Pickup
from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.order import LabOrder
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING, patient, specimen, visit

AMINA = patient("Warsame", "Amina")
VISIT = visit(AMINA)
TUBE = specimen(VISIT, "260690000016")


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        unit.patients.add(AMINA)
        unit.visits.add(VISIT)
        unit.specimens.add(TUBE)
        yield unit


def order(**changes: str) -> LabOrder:
    made = LabOrder(new_id(), AMINA.id, "Dr. Lindqvist", ("cbc", "tsh"), MORNING, VISIT.id)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as given


def test_an_order_reads_back_and_changes_by_version(work: UnitOfWork) -> None:
    made = order(priority="stat", note="fasting since 7 pm", entered_by="rivera")
    work.orders.add(made)
    assert work.orders.get(made.id) == made
    work.orders.update(replace(made, status="revoked"))
    assert work.orders.get(made.id) == replace(made, status="revoked", version=2)
    with pytest.raises(Conflict):
        work.orders.update(made)
    assert work.orders.get(new_id()) is None


def test_the_newest_order_stands_first(work: UnitOfWork) -> None:
    old = order()
    new = replace(order(), ordered_at=MORNING + timedelta(hours=1))
    for item in (old, new):
        work.orders.add(item)
    assert work.orders.of_patient(AMINA.id) == (new, old)
    assert work.orders.of_patient(new_id()) == ()


def test_orders_of_a_file_are_stored_once(work: UnitOfWork) -> None:
    known, fresh = order(), order(visit_id="")
    work.orders.add(known)
    assert work.orders.add_new([known, fresh, fresh]) == 1
    assert work.orders.add_new([known, fresh]) == 0
    assert work.orders.add_new([]) == 0
    assert {item.id for item in work.orders.of_patient(AMINA.id)} == {known.id, fresh.id}


def event(kind: str, minutes: int, detail: str = "") -> CustodyEvent:
    return CustodyEvent(
        new_id(), TUBE.id, kind, MORNING + timedelta(minutes=minutes), "rivera", detail
    )


def test_the_custody_log_reads_back_oldest_first(work: UnitOfWork) -> None:
    later, first = event("collected", 9), event("drawn", 2, "left antecubital")
    work.custody.add([later, first])
    work.custody.add([])
    assert work.custody.of_specimens([TUBE.id]) == (first, later)
    assert work.custody.of_specimens([new_id()]) == ()


def test_a_pick_up_knows_what_it_took(work: UnitOfWork) -> None:
    made = Pickup(new_id(), "Northgate Laboratories", "R. Mbeki", MORNING, "rivera", 1)
    work.custody.add_pickup(made)
    work.custody.add([event("bagged", 1, made.id), event("picked-up", 2, made.id)])
    assert work.custody.pickup(made.id) == made
    assert work.custody.taken(made.id) == (TUBE.id,)
    assert work.custody.taken(new_id()) == ()
    assert work.custody.pickups_since(MORNING) == (made,)
    assert work.custody.pickups_since(MORNING + timedelta(seconds=1)) == ()
    assert work.custody.pickup(new_id()) is None


def test_an_event_needs_its_specimen(store: Store, stamp: Stamp) -> None:
    lost = replace(event("drawn", 1), specimen_id=new_id())
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.custody.add([lost])
    with store.begin(stamp) as work:
        assert work.custody.of_specimens([lost.specimen_id]) == ()
