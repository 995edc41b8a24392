"""Slips around a load: a number typed twice, a clock set back, midnight, a recall meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import MachineFailure, Refused
from ma_desktop.domain.sterilization import CycleValues, LoadState, PackState
from ma_desktop.services import (
    loads,
    pack_labels,
    packs,
    recalls,
    sterilization_papers,
    sterilizers,
)
from ma_desktop.services.clinic import Clinic
from tests.clinics import PASSPHRASE, USER, roomed_visit
from tests.clock import FixedClock
from tests.services.sterilizing import (
    GOOD,
    biological,
    bowie_dick,
    pack_once,
    packed,
    release,
    run,
)


def test_a_cycle_number_stands_once_a_day(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    first, second = packed(clinic, tray)
    loads.start(clinic, vacuum, "prev132w", [first.number], cycle_number="0412")
    with pytest.raises(Refused, match="Cycle 0412 of today is load A1-0310-02 already"):
        loads.start(clinic, vacuum, "prev132w", [second.number], cycle_number=" 0412 ")
    assert packs.find(clinic, second.number).pack.state is PackState.PACKED
    clock.advance(days=1)
    bowie_dick(clinic, vacuum)
    loads.start(clinic, vacuum, "prev132w", [second.number], cycle_number="0412")


def test_a_load_under_a_clock_that_was_set_back_says_so(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    first = run(clinic, vacuum, packed(clinic, tray, 1))
    assert loads.view(clinic, first).load.notes == ""
    clock.advance(hours=-2)
    second = run(clinic, vacuum, packed(clinic, tray, 1))
    told = loads.view(clinic, second).load
    assert told.notes == "The computer's clock was behind load A1-0310-02."
    assert f"Note: {told.notes}" in sterilization_papers.load_record(clinic, second).lines


def test_a_release_is_never_before_the_end_of_its_cycle(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray, 1))
    clock.advance(hours=-1)
    release(clinic, load_id)
    load = loads.view(clinic, load_id).load
    assert load.released_at is not None
    assert load.ended_at is not None
    assert load.released_at >= load.ended_at


def test_a_clock_set_back_makes_no_expired_pack_good(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    dated = pack_once(clinic, tray, clinic.local(clinic.now()).date().replace(day=12))
    release(clinic, run(clinic, vacuum, [dated]))
    visit_id = roomed_visit(clinic)
    clock.advance(days=-2)
    with pytest.raises(MachineFailure, match="clock"):
        packs.use(clinic, visit_id, dated.number)
    assert packs.find(clinic, dated.number).pack.state is PackState.STERILE


def test_a_cycle_over_midnight_is_one_load_of_the_day_it_began(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    clock.advance(hours=15)  # 23:30
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    clock.advance(hours=1)
    loads.finish_cycle(clinic, load_id, GOOD)
    load = loads.view(clinic, load_id).load
    assert (load.number, clinic.local(load.started_at).day) == ("A1-0310-02", 10)
    assert load.ended_at is not None
    assert clinic.local(load.ended_at).day == 11
    day = clinic.local(load.started_at).date()
    (newest, _test) = loads.search(clinic, "", day, day)
    assert newest.load.id == load_id
    with pytest.raises(Refused, match="air-removal"):
        loads.start(clinic, vacuum, "prev132w", [pack_once(clinic, tray).number])


def test_a_load_that_ran_when_its_sterilizer_was_recalled_stays_recalled(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    failed = run(clinic, vacuum, packed(clinic, tray, 1))
    (inside,) = packed(clinic, tray, 1)
    running, _ = loads.start(clinic, vacuum, "prev132w", [inside.number])
    biological(clinic, clock, failed, negative=False)
    loads.finish_cycle(clinic, running, GOOD)
    assert loads.view(clinic, running).load.state is LoadState.RECALLED
    assert packs.find(clinic, inside.number).pack.state is PackState.RECALLED


def test_a_vacuum_sterilizer_comes_back_after_three_air_removal_tests_too(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    failed = run(clinic, vacuum, packed(clinic, tray, 1))
    biological(clinic, clock, failed, negative=False)
    (recall,) = recalls.recalls(clinic)
    for item in recalls.view(clinic, recall.id).outstanding:
        recalls.recover(clinic, recall.id, item.number)
    for step in ("stop", "tell", "recover", "cause", "patients", "reprocess", "retest"):
        recalls.do_step(clinic, recall.id, step)
    for _ in range(3):
        test, _changes = loads.start(clinic, vacuum, "prev132w", [], test=True)
        loads.finish_cycle(clinic, test, GOOD)
        biological(clinic, clock, test, negative=True)
    bowie_dick(clinic, vacuum)
    bowie_dick(clinic, vacuum)
    with pytest.raises(Refused, match="2 of 3 air-removal tests in a row"):
        recalls.close(clinic, recall.id, "Gasket worn", USER, PASSPHRASE)
    bowie_dick(clinic, vacuum)
    recalls.close(clinic, recall.id, "Gasket worn", USER, PASSPHRASE)


def test_an_air_removal_test_that_missed_its_values_is_repeated_and_recalls_nothing(
    clinic: Clinic, vacuum: str
) -> None:
    load_id, _ = loads.start(clinic, vacuum, "bd132", [])
    loads.finish_cycle(clinic, load_id, CycleValues(Decimal("131.9"), Decimal("3.5"), Decimal(0)))
    assert loads.view(clinic, load_id).load.state is LoadState.FAILED
    assert recalls.recalls(clinic) == ()
    assert sterilizers.sterilizers(clinic)[0].in_service
    again, _ = loads.start(clinic, vacuum, "bd132", [])
    loads.finish_cycle(clinic, again, CycleValues(Decimal(132), Decimal(4), Decimal(0)))
    assert loads.view(clinic, again).mechanical == ()


def test_the_month_of_the_clock_change_holds_every_load_once(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    """Clocks go back on 1 November 2026 at 2:00 in New York."""
    clock.advance(seconds=(datetime(2026, 11, 1, 5, 10, tzinfo=UTC) - clock.now()).total_seconds())
    bowie_dick(clinic, vacuum)  # 01:10 EDT
    clock.advance(hours=1)
    run(clinic, vacuum, packed(clinic, tray, 1))  # 01:10 EST
    month = sterilization_papers.month_log(clinic, vacuum, clinic.local(clock.now()).date())
    rows = [row.cells[:2] for row in month.sections[0].rows]
    assert rows == [
        ("A1-1101-01", "2026-11-01 01:10 EDT"),
        ("A1-1101-02", "2026-11-01 01:10 EST"),
    ]


def test_a_label_printed_later_keeps_the_day_of_its_load(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    (inside,) = packed(clinic, tray, 1)
    load_id = run(clinic, vacuum, [inside])
    clock.advance(days=4)
    pack_labels.queue_for_load(clinic, load_id)
    with clinic.look() as uow:
        values = uow.print_jobs.of_subject(inside.id)[-1].values
    assert (values["load"], values["sterilized"]) == ("A1-0310-02", "10MAR26")


def test_labels_of_a_number_that_another_load_took_are_told(
    clinic: Clinic, vacuum: str, tray: str
) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    numbers = [item.number for item in inside]
    pack_labels.queue_for_next(clinic, vacuum, "prev132w", numbers)  # for A1-0310-02
    bowie_dick(clinic, vacuum)  # takes A1-0310-02
    load_id, _ = loads.start(clinic, vacuum, "prev132w", numbers)
    told = loads.view(clinic, load_id).load.notes
    assert told == "2 labels name load A1-0310-02: print them again."
    other = packed(clinic, tray, 1)[0].number
    pack_labels.queue_for_next(clinic, vacuum, "prev132w", [other])
    right, _ = loads.start(clinic, vacuum, "prev132w", [other])
    assert loads.view(clinic, right).load.notes == ""
