"""Checklists on a real store: begun, answered, corrected, signed, by one or two workstations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ma_desktop.domain.checklist import Item, OpenRun, latest, missing
from ma_desktop.domain.errors import Conflict, MachineFailure, NotAllowed, Refused
from ma_desktop.domain.staff import Role
from ma_desktop.services import (
    checklist_lists,
    checklist_papers,
    checklist_reads,
    checklists,
    timers,
    today,
)
from ma_desktop.services.checklist_reads import Span
from ma_desktop.services.checklist_timers import NotYet
from ma_desktop.services.checklists import RunPlace, Signature
from ma_desktop.services.clinic import Clinic, add_user
from tests.clinics import PASSPHRASE, USER, make_store, open_made
from tests.clock import START, FixedClock

SECOND = "osei"


def tick_all(clinic: Clinic, run_id: str) -> None:
    """Everything in order: ticks, `1` for choices, words for texts."""
    typed = {"tick": "", "choice": "1", "text": "as told", "number": "5"}
    while left := [i for i in _open(clinic, run_id) if i.kind != "timer"]:
        checklists.answer(clinic, run_id, left[0].id, typed[left[0].kind])


def _open(clinic: Clinic, run_id: str) -> tuple[Item, ...]:
    opened = checklist_reads.open_run(clinic, run_id)
    return missing(opened.checklist, opened.answers)


def begin(clinic: Clinic, list_id: str, equipment_id: str = "") -> str:
    return checklists.start(clinic, list_id, RunPlace(equipment_id))[0]


def opened(clinic: Clinic, run_id: str) -> OpenRun:
    return checklist_reads.open_run(clinic, run_id)


def sign(clinic: Clinic, run_id: str, *names: str) -> None:
    version = opened(clinic, run_id).run.version
    checklists.finish(clinic, run_id, version, [Signature(name, PASSPHRASE) for name in names])


@pytest.fixture
def fridge(clinic: Clinic) -> str:
    return checklist_lists.add_equipment(
        clinic, "vaccine_fridge", "Vaccine fridge 1", "Nurses station"
    )[0]


@pytest.fixture
def pair(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Clinic, Clinic]]:
    """Two workstations on one store."""
    place = make_store(tmp_path / "two")
    one, other = open_made(place, clock), open_made(place, clock)
    yield one, other
    one.close()
    other.close()


def test_opening_checks_are_done_and_signed(clinic: Clinic) -> None:
    run_id = begin(clinic, "opening")
    checklists.answer(clinic, run_id, "opening_01", "")
    with pytest.raises(Refused, match="8 steps are open"):
        sign(clinic, run_id, USER)
    checklists.skip(clinic, run_id, "opening_05", "No eyewash in this house")
    with pytest.raises(Refused, match="can't be skipped"):
        checklists.skip(clinic, run_id, "opening_02", "later")
    tick_all(clinic, run_id)
    with pytest.raises(Refused, match="1 signatures"):
        sign(clinic, run_id)
    sign(clinic, run_id, USER)
    done = opened(clinic, run_id)
    assert (done.run.state, done.run.signed_by) == ("done", USER)
    states = {c.checklist.id: c.state for c in checklist_reads.checks(clinic)}
    assert states["opening"] == "done"


def test_a_wrong_passphrase_signs_nothing(clinic: Clinic) -> None:
    run_id = begin(clinic, "opening")
    tick_all(clinic, run_id)
    with pytest.raises(NotAllowed):
        checklists.finish(clinic, run_id, 1, [Signature(USER, "wrong harbor nine lanterns")])
    assert opened(clinic, run_id).run.is_open


def test_the_second_signature_is_another_persons(clinic: Clinic) -> None:
    add_user(clinic, SECOND, "T. Osei", PASSPHRASE)
    run_id = begin(clinic, "monthly")
    tick_all(clinic, run_id)
    with pytest.raises(Refused, match="another person"):
        sign(clinic, run_id, USER, USER.upper())
    sign(clinic, run_id, USER, SECOND)
    assert opened(clinic, run_id).run.second_by == SECOND


def test_a_correction_keeps_what_stood_before(clinic: Clinic, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    checklists.answer(clinic, run_id, "current", "4.2")
    with pytest.raises(Conflict):
        checklists.answer(clinic, run_id, "current", "4.3")
    with pytest.raises(Refused, match="answered already"):
        checklists.answer(clinic, run_id, "current", "4.3", turn=1)
    checklists.answer(clinic, run_id, "current", "4.3", turn=1, reason="misread")
    turns = [(a.turn, a.value, a.reason) for a in opened(clinic, run_id).answers]
    assert turns == [(1, "4.2", ""), (2, "4.3", "misread")]


def test_a_signed_list_is_corrected_with_a_reason_only(clinic: Clinic, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    tick_all(clinic, run_id)
    sign(clinic, run_id)
    with pytest.raises(Refused):
        checklists.answer(clinic, run_id, "current", "5.5", turn=1)
    checklists.answer(clinic, run_id, "max", "9", turn=1, reason="read the wrong line")
    assert opened(clinic, run_id).run.state == "done"
    assert next(c.state for c in checklist_reads.checks(clinic)) == "follow-up"


def test_an_excursion_stays_open_until_it_is_signed(clinic: Clinic, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    checklists.answer(clinic, run_id, "current", "5")
    checklists.answer(clinic, run_id, "min", "1.1")
    checklists.answer(clinic, run_id, "max", "9.4")
    checklists.answer(clinic, run_id, "reset", "")
    checklists.answer(clinic, run_id, "closed", "")
    sign(clinic, run_id)
    (steps,) = opened(clinic, run_id).follow_ups
    assert any("Vaccine fridge 1" in item.text for item in today.board(clinic).due)
    with pytest.raises(Refused, match="can't be stopped"):
        checklists.stop(clinic, steps.id, steps.version, "it was nothing")
    tick_all(clinic, steps.id)
    sign(clinic, steps.id, USER)
    told = {a.item_id: a.value for a in opened(clinic, steps.id).answers}
    assert told["coordinator"] == "as told"
    assert "follow-up" not in {c.state for c in checklist_reads.checks(clinic)}


def test_bad_numbers_store_nothing(clinic: Clinic, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    for text in ("510", "cold", ""):
        with pytest.raises(Refused):
            checklists.answer(clinic, run_id, "current", text)
    checklists.answer(clinic, run_id, "current", "5")
    with pytest.raises(Refused, match="can't be above"):
        checklists.answer(clinic, run_id, "min", "6")
    assert [a.item_id for a in opened(clinic, run_id).answers] == ["current"]


def test_a_clock_that_was_set_back_is_told(clinic: Clinic, clock: FixedClock, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    checklists.answer(clinic, run_id, "current", "5")
    clock.advance(minutes=-1)
    checklists.answer(clinic, run_id, "min", "4")
    clock.advance(hours=-1)
    with pytest.raises(MachineFailure, match="clock"):
        checklists.answer(clinic, run_id, "max", "6")
    times = [a.at for a in opened(clinic, run_id).answers]
    assert times == [START, START]


def test_two_workstations_do_one_list(pair: tuple[Clinic, Clinic]) -> None:
    one, other = pair
    run_id = begin(one, "opening")
    assert begin(other, "opening") == run_id
    checklists.answer(one, run_id, "opening_01", "")
    with pytest.raises(Conflict):
        checklists.answer(other, run_id, "opening_01", "")
    with pytest.raises(Conflict):
        checklists.skip(other, run_id, "opening_01", "no vaccines here")
    checklists.answer(other, run_id, "opening_02", "")
    tick_all(one, run_id)
    sign(one, run_id, USER)
    with pytest.raises(Conflict):
        checklists.pause(other, run_id, 1)
    assert len(opened(one, run_id).answers) == 9


def test_pause_and_resume(clinic: Clinic) -> None:
    run_id = begin(clinic, "midday")
    checklists.pause(clinic, run_id, 1)
    with pytest.raises(Refused, match="paused"):
        checklists.answer(clinic, run_id, "midday_01", "")
    checklists.resume(clinic, run_id, 2)
    checklists.answer(clinic, run_id, "midday_01", "")


def test_a_stopped_list_can_be_begun_again(clinic: Clinic) -> None:
    first = begin(clinic, "midday")
    with pytest.raises(Refused, match="reason"):
        checklists.stop(clinic, first, 1, " ")
    checklists.stop(clinic, first, 1, "wrong list")
    second = begin(clinic, "midday")
    assert second != first
    assert opened(clinic, first).run.note == "wrong list"


def test_a_soak_runs_its_time(clinic: Clinic, clock: FixedClock) -> None:
    basin = checklist_lists.add_equipment(clinic, "hld_basin", "Basin 1", "Lab")[0]
    run_id = begin(clinic, "hld", basin)
    for item_id, text in [("device", "Probe 22"), ("clean", ""), ("product", "OPA 0.55 %")]:
        checklists.answer(clinic, run_id, item_id, text)
    checklists.answer(clinic, run_id, "temp_opa055", "19.5")
    assert opened(clinic, run_id).follow_ups
    checklists.answer(clinic, run_id, "soak_opa055", "")
    with pytest.raises(NotYet):
        checklists.answer(clinic, run_id, "soak_opa055", "", turn=1)
    clock.advance(minutes=12)
    checklists.answer(clinic, run_id, "soak_opa055", "", turn=1)
    assert timers.running(clinic) == ()
    assert opened(clinic, run_id).answers[-1].outcome == "done"


def test_the_log_of_a_soak_says_lot_strip_temperature_and_reuse_date(
    clinic: Clinic, clock: FixedClock
) -> None:
    basin = checklist_lists.add_equipment(clinic, "hld_basin", "Basin 1", "Lab")[0]
    run_id = begin(clinic, "hld", basin)
    typed = {"device": "Probe 22", "product": "OPA 0.55 %", "lot": "L77", "active_opa055": "3/9",
             "temp_opa055": "21"}  # fmt: skip
    while left := _open(clinic, run_id):
        item = left[0]
        turn = 0
        if item.kind == "timer" and (given := latest(opened(clinic, run_id).answers).get(item.id)):
            clock.advance(minutes=12)
            turn = given.turn
        other = {"choice": "1", "text": "as told"}.get(item.kind, "")
        checklists.answer(clinic, run_id, item.id, typed.get(item.id, other), turn=turn)
    sign(clinic, run_id)
    day = date(2026, 3, 10)
    (line,) = checklist_papers.report(clinic, Span("hld", basin, day, day)).lines
    for words in (
        "Device and serial number: Probe 22",
        "Product lot: L77",
        "2026-03-09, use until 2026-03-23",
        "21 °C",
    ):
        assert words in line.notes[0]


def test_a_run_keeps_the_version_it_was_begun_by(clinic: Clinic) -> None:
    run_id = begin(clinic, "opening")
    before = checklist_lists.lists(clinic)["opening"]
    changed = replace(before, name="Opening of Maple Street", due=("07:45",))
    version, _ = checklist_lists.save_list(clinic, changed, 1, "We open earlier")
    assert version == 2
    assert opened(clinic, run_id).checklist.name == "Opening checks"
    assert opened(clinic, run_id).run.edition == 1
    assert checklist_lists.lists(clinic)["opening"].due == ("07:45",)
    with pytest.raises(Conflict):
        checklist_lists.save_list(clinic, changed, 1, "From another workstation")


def test_a_log_says_what_an_earlier_version_asked(clinic: Clinic, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    tick_all(clinic, run_id)
    sign(clinic, run_id)
    before = checklist_lists.lists(clinic)["fridge_log"]
    (part,) = before.sections
    kept = tuple(item for item in part.items if item.id != "max")
    shorter = replace(before, sections=(replace(part, items=kept),), ascending=("min", "current"))
    checklist_lists.save_list(clinic, shorter, 1, "The logger keeps the maximum")
    day = date(2026, 3, 10)
    made = checklist_papers.report(clinic, Span("fridge_log", fridge, day, day))
    assert "Highest since the last reading" not in made.columns
    (line,) = made.lines
    assert line.notes == ("Highest since the last reading: 5 °C", "List version 1")


def test_a_list_that_can_not_be_done_is_refused(clinic: Clinic) -> None:
    before = checklist_lists.lists(clinic)["opening"]
    with pytest.raises(Refused, match="times"):
        checklist_lists.save_list(clinic, replace(before, due=()), 1, "no time")
    with pytest.raises(Refused, match="reason"):
        checklist_lists.save_list(clinic, before, 1, "")


def test_only_who_may_signs_a_list(clinic: Clinic) -> None:
    before = checklist_lists.lists(clinic)["midday"]
    changed = replace(before, signature=1, roles=("provider",))
    checklist_lists.save_list(clinic, changed, 1, "The provider looks at it")
    add_user(clinic, "patel", "Dr. Patel", PASSPHRASE, role=Role.PROVIDER)
    run_id = begin(clinic, "midday")
    tick_all(clinic, run_id)
    with pytest.raises(NotAllowed, match="may not sign this list"):
        sign(clinic, run_id, USER)
    assert opened(clinic, run_id).run.is_open
    sign(clinic, run_id, "patel")
    assert opened(clinic, run_id).run.signed_by == "patel"


def test_only_a_manager_changes_lists(tmp_path: Path, clock: FixedClock) -> None:
    place = make_store(tmp_path / "roles")
    clinic = open_made(place, clock)
    add_user(clinic, SECOND, "T. Osei", PASSPHRASE)
    before = checklist_lists.lists(clinic)["opening"]
    helper = open_made(place, clock, SECOND)
    try:
        with pytest.raises(NotAllowed):
            checklist_lists.save_list(helper, before, 1, "mine")
    finally:
        helper.close()
        clinic.close()


def test_the_week_shows_what_was_kept(clinic: Clinic, clock: FixedClock, fridge: str) -> None:
    run_id = begin(clinic, "fridge_log", fridge)
    tick_all(clinic, run_id)
    sign(clinic, run_id)
    clock.advance(days=1)
    rows = checklist_reads.week(clinic, date(2026, 3, 11))
    row = next(row for row in rows if row.thing is not None)
    states = [(cell.day.day, cell.state) for cell in row.cells]
    assert states[:4] == [(10, "done"), (10, "missed"), (11, "due"), (11, "later")]
    kept = checklist_reads.history(
        clinic, Span("fridge_log", fridge, date(2026, 3, 10), date(2026, 3, 10))
    )
    assert [one.run.id for one in kept] == [run_id]


def test_products_of_the_clinic_come_first(clinic: Clinic) -> None:
    checklist_lists.save_disinfectant(clinic, "Oxivir wipes", "1.5", "70627-60")
    names = [one.name for one in checklist_lists.disinfectants(clinic)]
    assert names[0] == "Oxivir wipes"
    for minutes in ("0", "-1", "x", "500"):
        with pytest.raises(Refused):
            checklist_lists.save_disinfectant(clinic, "Spray", minutes, "")
