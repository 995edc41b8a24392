"""Runs, answers and equipment on both engines: by version, by turn, one run for a slot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from ma_desktop.domain.checklist import Answer, Equipment, Run
from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING

FORM = "f" * 64


def run(slot: str | None = "fridge_log|e1|2026-03-10|1", parent_id: str = "") -> Run:
    return Run(
        new_id(),
        "fridge_log",
        1,
        FORM,
        MORNING,
        "rivera",
        slot=slot,
        due_at=MORNING,
        equipment_id="e1",
        parent_id=parent_id,
    )


def answer(of: Run, turn: int = 1) -> Answer:
    return Answer(
        of.id, "current", turn, "done", "41", MORNING, "rivera", "[degF]", Decimal("5"), "again"
    )


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        unit.runs.keep_form(FORM, '{"id": "fridge_log"}')
        yield unit


def test_a_run_reads_back_with_its_answers(work: UnitOfWork) -> None:
    first = run()
    work.runs.keep_form(FORM, "another text under the same digest is not taken")
    work.runs.add(first)
    for turn in (1, 2):
        work.runs.answer(answer(first, turn))
    assert work.runs.get(first.id) == first
    assert work.runs.of_slot(first.slot or "") == first
    assert work.runs.answers([first.id]) == {first.id: (answer(first), answer(first, 2))}
    assert work.runs.form(FORM) == '{"id": "fridge_log"}'
    assert work.runs.answers([]) == {}
    assert work.runs.get(new_id()) is None


def test_a_slot_has_one_run_and_an_answer_one_turn(store: Store, stamp: Stamp) -> None:
    first = run()
    with store.begin(stamp) as work:
        work.runs.keep_form(FORM, "{}")
        work.runs.add(first)
        work.runs.answer(answer(first))
        work.runs.add(run(None))
        work.runs.add(run(None))
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.runs.add(run())
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.runs.answer(answer(first))


def test_a_run_changes_by_version(work: UnitOfWork) -> None:
    first = run()
    work.runs.add(first)
    done = replace(first, state="done", finished_at=MORNING, signed_by="rivera")
    work.runs.update(done)
    assert work.runs.get(first.id) == replace(done, version=2)
    assert work.runs.open() == ()
    assert work.runs.last_finished() == {("fridge_log", "e1"): replace(done, version=2)}
    assert work.runs.first_started() == {"fridge_log": MORNING}
    with pytest.raises(Conflict):
        work.runs.update(done)


def test_history_and_children(work: UnitOfWork) -> None:
    first = run()
    steps = run(None, parent_id=first.id)
    for one in (first, steps):
        work.runs.add(one)
    hour = timedelta(hours=1)
    assert work.runs.children(first.id) == (steps,)
    found = work.runs.history("fridge_log", "e1", MORNING, MORNING + hour)
    assert set(found) == {first, steps}
    assert work.runs.history("fridge_log", "e2", MORNING, MORNING + hour) == ()
    assert work.runs.history("fridge_log", "", MORNING + hour, MORNING + 2 * hour) == ()
    assert set(work.runs.due_since(MORNING)) == {first, steps}


def test_equipment_is_kept_by_version(work: UnitOfWork) -> None:
    made = Equipment(new_id(), "vaccine_fridge", "Vaccine fridge 1", "Nurses station", MORNING)
    work.equipment.add(made)
    assert work.equipment.all() == (made,)
    retired = replace(made, active=False)
    work.equipment.update(retired)
    assert work.equipment.get(made.id) == replace(retired, version=2)
    with pytest.raises(Conflict):
        work.equipment.update(retired)
    with pytest.raises(Refused):
        work.equipment.add(replace(made, id=new_id(), name="\0"))
