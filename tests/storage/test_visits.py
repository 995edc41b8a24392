"""Visits, their moves, checks, reviews and drafts; who was slower is told so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.rooming import Draft, DraftField, ToldProvider
from ma_desktop.domain.visit import IdentityCheck, Room, VisitMove, VisitState, move
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING, patient, visit

ANA = patient("Kovačević", "Ana")
VISIT = visit(ANA)
ROOM = Room(new_id(), "Exam 3", "3")


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        unit.patients.add(ANA)
        unit.clinic.add_room(ROOM, 1)
        unit.visits.add(VISIT)
        yield unit


@pytest.fixture
def kept(store: Store, stamp: Stamp) -> Store:
    with store.begin(stamp) as unit:
        unit.patients.add(ANA)
        unit.clinic.add_room(ROOM, 1)
        unit.visits.add(VISIT)
    return store


def test_a_visit_reads_back_as_stored(work: UnitOfWork) -> None:
    full = replace(
        visit(ANA, at=MORNING + timedelta(hours=1), state=VisitState.ROOMING),
        room_id=ROOM.id,
        arrived_at=MORNING,
        step="vitals",
    )
    work.visits.add(full)
    assert work.visits.get(full.id) == full
    assert work.visits.get(VISIT.id) == VISIT
    assert work.visits.get(new_id()) is None


def test_the_visits_of_a_day(work: UnitOfWork) -> None:
    start, end = MORNING - timedelta(hours=5), MORNING + timedelta(hours=19)
    early, first, late = (visit(ANA, at=at) for at in (start - timedelta(seconds=1), start, end))
    assert work.visits.add_new([late, first, early, first]) == 3
    assert work.visits.add_new([late, first, early]) == 0
    assert work.visits.add_new([]) == 0
    assert work.visits.between(start, end) == (first, VISIT)


def test_a_change_counts_the_version_up(work: UnitOfWork) -> None:
    work.visits.update(move(VISIT, VisitState.ARRIVED, MORNING))
    found = work.visits.get(VISIT.id)
    assert found is not None
    assert (found.state, found.version, found.arrived_at) == (VisitState.ARRIVED, 2, MORNING)


def test_two_workstations_do_not_overwrite_one_another(kept: Store, stamp: Stamp) -> None:
    theirs = move(VISIT, VisitState.ARRIVED, MORNING)
    mine = move(VISIT, VisitState.NO_SHOW, MORNING)
    with kept.begin(stamp) as work:
        work.visits.update(theirs)

    def change() -> None:
        with kept.begin(stamp) as work:
            work.visits.set_note(VISIT.id, "lost with the rest")
            work.visits.update(mine)

    with pytest.raises(Conflict, match="Somebody else changed this first"):
        change()
    with kept.begin(stamp, reading=True) as work:
        assert work.visits.get(VISIT.id) == replace(theirs, version=2)
        assert work.visits.note(VISIT.id) == ""


def test_a_visit_that_is_not_there_can_not_change(work: UnitOfWork) -> None:
    with pytest.raises(Conflict):
        work.visits.update(visit(ANA))


def test_the_note_is_kept_beside_the_visit(work: UnitOfWork) -> None:
    assert work.visits.note(VISIT.id) == ""
    work.visits.set_note(VISIT.id, "Asks for a refill.\nHas “questions” – 2")
    assert work.visits.note(VISIT.id) == "Asks for a refill.\nHas “questions” – 2"
    assert work.visits.get(VISIT.id) == VISIT


def test_moves_come_as_they_were_made_whatever_the_clocks_say(work: UnitOfWork) -> None:
    arrived = VisitMove(
        new_id(), VISIT.id, VisitState.SCHEDULED, VisitState.ARRIVED, MORNING, "rivera"
    )
    undone = VisitMove(
        new_id(),
        VISIT.id,
        VisitState.ARRIVED,
        VisitState.SCHEDULED,
        MORNING - timedelta(minutes=4),
        "rivera",
        ROOM.id,
        arrived.id,
    )
    work.visits.add_move(arrived)
    work.visits.add_move(undone)
    assert work.visits.moves(VISIT.id) == (arrived, undone)
    assert work.visits.moves(new_id()) == ()


def test_the_latest_identity_check_counts(work: UnitOfWork) -> None:
    assert work.visits.identity(VISIT.id) is None
    first = IdentityCheck(new_id(), VISIT.id, ANA.id, ("name", "birth-date"), MORNING, "rivera")
    second = replace(first, id=new_id(), identifiers=("name", "mrn"), at=MORNING + timedelta(1))
    work.visits.add_identity(second)
    work.visits.add_identity(first)
    assert work.visits.identity(VISIT.id) == second


def test_reviews_and_told_providers(work: UnitOfWork) -> None:
    work.visits.add_review(VISIT.id, ANA.id, "allergies", '{"none": true}', MORNING, "rivera")
    (review,) = work.visits.reviews(ANA.id)
    assert (review.kind, review.detail, review.at) == ("allergies", '{"none": true}', MORNING)
    seen = new_id(), new_id()
    told = ToldProvider("Dr. Leila Haddad", read_back=True, at=MORNING)
    work.visits.add_told(VISIT.id, ANA.id, seen[:1], told, "rivera")
    work.visits.add_told(VISIT.id, ANA.id, seen[1:], told, "rivera")
    assert work.visits.told([VISIT.id, new_id()]) == frozenset(seen)
    assert work.visits.told([]) == frozenset()


FIELDS = {
    "bp": DraftField("148/", {"site": "left-arm"}),
    "weight": DraftField(absent="refused"),
    "temp": DraftField("98.6", confirmed="Is this right?"),
    "note": DraftField("naïve ‘quote’ 😷\n\ttab"),
}


def test_a_draft_is_replaced_as_a_whole(kept: Store, stamp: Stamp) -> None:
    with kept.begin(stamp) as work:
        assert work.drafts.get(VISIT.id) == Draft(VISIT.id)
        one = work.drafts.save(Draft(VISIT.id, "vitals", "bp", FIELDS), MORNING, "rivera")
    assert (one.version, one.saved_at) == (1, MORNING)
    with kept.begin(stamp) as work:
        assert work.drafts.get(VISIT.id) == one
        two = work.drafts.save(replace(one, fields={}), MORNING + timedelta(1), "rivera")
        assert work.drafts.get(VISIT.id) == two
        work.drafts.delete(VISIT.id)
        assert work.drafts.get(VISIT.id) == Draft(VISIT.id)
        work.drafts.delete(VISIT.id)


def test_the_slower_draft_does_not_win(kept: Store, stamp: Stamp) -> None:
    with kept.begin(stamp) as work:
        one = work.drafts.save(Draft(VISIT.id, fields=FIELDS), MORNING, "rivera")
    with kept.begin(stamp) as work:
        two = work.drafts.save(replace(one, step="vitals"), MORNING, "rivera")
    for stale in (Draft(VISIT.id), one, replace(two, version=9)):
        with pytest.raises(Conflict), kept.begin(stamp) as work:
            work.drafts.save(stale, MORNING, "chen")
    with kept.begin(stamp, reading=True) as work:
        assert work.drafts.get(VISIT.id) == two


def test_a_draft_that_was_closed_meanwhile_does_not_come_back(kept: Store, stamp: Stamp) -> None:
    with kept.begin(stamp) as work:
        one = work.drafts.save(Draft(VISIT.id, fields=FIELDS), MORNING, "rivera")
        work.drafts.delete(VISIT.id)
    with pytest.raises(Conflict), kept.begin(stamp) as work:
        work.drafts.save(one, MORNING, "chen")
