"""From a dirty tray to a traceable patient, and back when an indicator fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import MaError, NotAllowed, Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.recall import Recall
from ma_desktop.domain.sterilization import Indicator, LoadState, PackState
from ma_desktop.services import (
    clinic_settings,
    cycle_files,
    indicators,
    loads,
    packs,
    recalls,
    releases,
    sterilizers,
    timers,
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


def state(clinic: Clinic, number: str) -> PackState:
    return packs.find(clinic, number).pack.state


def the_recall(clinic: Clinic) -> Recall:
    return recalls.recalls(clinic)[0]


def test_a_tray_goes_from_the_table_to_the_patient(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    first, second = packed(clinic, tray)
    load_id = run(clinic, vacuum, [first, second])
    view = loads.view(clinic, load_id)
    assert view.load.number == "A1-0310-02"
    assert view.faults == ()
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused, match="not released"):
        packs.use(clinic, visit_id, first.number)
    release(clinic, load_id)
    use, _ = packs.use(clinic, visit_id, first.number)
    assert (use.set_name, use.load_number) == ("Suture tray", "A1-0310-02")
    assert [item.pack_number for item in packs.uses_in(clinic, visit_id)] == [first.number]
    with pytest.raises(Refused, match="used already"):
        packs.use(clinic, visit_id, first.number)
    assert [line.pack.number for line in packs.stock(clinic)] == [second.number]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"temp_c": Decimal("131.9")}, "temperature is 131.9"),
        ({"exposure_min": Decimal("3.9")}, "exposure time is 3.9"),
        ({"dry_min": Decimal(19)}, "drying time is 19"),
    ],
)
def test_a_value_below_its_minimum_fails_the_load(
    clinic: Clinic, vacuum: str, tray: str, value: dict[str, Decimal], told: str
) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    loads.finish_cycle(clinic, load_id, replace(GOOD, **value))
    view = loads.view(clinic, load_id)
    assert any(told in fault for fault in view.mechanical)
    assert view.load.state is LoadState.FAILED
    with pytest.raises(Refused):
        release(clinic, load_id)


def test_a_missing_value_is_no_pass(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    loads.finish_cycle(clinic, load_id, replace(GOOD, dry_min=None))
    with pytest.raises(Refused, match="drying time is missing"):
        release(clinic, load_id)


@pytest.mark.parametrize("value", ["-1", "151", "NaN", "Infinity"])
def test_impossible_values_are_refused(clinic: Clinic, vacuum: str, tray: str, value: str) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    with pytest.raises(Refused, match="not possible"):
        loads.finish_cycle(clinic, load_id, replace(GOOD, temp_c=Decimal(value)))


def test_vacuum_needs_its_air_removal_test_each_day(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    inside = [item.number for item in packed(clinic, tray)]
    with pytest.raises(Refused, match="air-removal"):
        loads.start(clinic, vacuum, "prev132w", inside)
    bowie_dick(clinic, vacuum)
    clock.advance(days=1)
    with pytest.raises(Refused, match="air-removal"):
        loads.start(clinic, vacuum, "prev132w", inside)


def test_a_second_failed_air_removal_test_stops_the_sterilizer(clinic: Clinic, vacuum: str) -> None:
    bowie_dick(clinic, vacuum, passed=False)
    assert sterilizers.sterilizers(clinic)[0].in_service
    bowie_dick(clinic, vacuum, passed=False)
    assert not sterilizers.sterilizers(clinic)[0].in_service
    assert recalls.recalls(clinic) == ()


def test_a_pack_goes_into_one_load_only(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    run(clinic, vacuum, inside)
    with pytest.raises(Refused, match="not released"):
        loads.start(clinic, vacuum, "prev132w", [inside[0].number])


def test_an_implant_waits_for_its_biological(
    clinic: Clinic, vacuum: str, clock: FixedClock
) -> None:
    packs.save_set(clinic, "Bone plate", [("Plate", 1)], implant=True)
    bowie_dick(clinic, vacuum)
    (item,) = packed(clinic, packs.sets(clinic)[0].id, 1)
    load_id = run(clinic, vacuum, [item])
    with pytest.raises(Refused, match="implant"):
        release(clinic, load_id)
    indicators.incubate(clinic, load_id, "24h", "L1", "L1")
    assert [timer.kind for timer in timers.running(clinic)] == ["bi-read"]
    with pytest.raises(Refused, match="not read yet"):
        release(clinic, load_id)
    with pytest.raises(Refused, match="asked"):
        release(clinic, load_id, exception="Emergency")
    clock.advance(hours=24)
    indicators.read_biological(clinic, load_id, negative=True, control_grew=True)
    assert timers.running(clinic) == ()
    release(clinic, load_id)
    assert state(clinic, item.number) is PackState.STERILE


def test_an_early_release_is_a_documented_exception(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id = run(clinic, vacuum, inside)
    indicators.incubate(clinic, load_id, "24h", "L1", "L1")
    release(clinic, load_id, exception="Laceration, no other tray", provider="Dr. Patel")
    released = loads.view(clinic, load_id).load
    assert released.exception == "Laceration, no other tray (asked by Dr. Patel)"
    assert released.released_by == USER


def test_a_control_that_did_not_grow_proves_nothing(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    indicators.incubate(clinic, load_id, "24h", "L1", "L1")
    clock.advance(hours=24)
    indicators.read_biological(clinic, load_id, negative=True, control_grew=False)
    with pytest.raises(Refused, match="control did not grow"):
        release(clinic, load_id)


def test_bad_indicators_are_refused(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    with pytest.raises(Refused, match="same lot"):
        indicators.incubate(clinic, load_id, "24h", "L1", "L2")
    with pytest.raises(Refused):
        indicators.read_biological(clinic, load_id, negative=True, control_grew=True)
    with pytest.raises(Refused, match="reason"):
        indicators.record(clinic, load_id, Indicator.INTERNAL, True)
    indicators.incubate(clinic, load_id, "24h", "L1", "L1")
    with pytest.raises(Refused, match="not up"):
        indicators.read_biological(clinic, load_id, negative=True, control_grew=True)


def test_a_failed_result_is_corrected_never_removed(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    indicators.record(clinic, load_id, Indicator.INTERNAL, False, reason="Strip unchanged")
    indicators.record(clinic, load_id, Indicator.INTERNAL, True, reason="Wrong strip was read")
    found = [r for r in loads.view(clinic, load_id).results if r.kind is Indicator.INTERNAL]
    assert [result.passed for result in found] == [True, False, True]
    assert loads.view(clinic, load_id).load.state is LoadState.FAILED
    assert len(recalls.recalls(clinic)) == 1


def test_only_permitted_roles_release(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    settings = replace(clinic_settings.settings(clinic), release_roles=("provider",))
    clinic_settings.change(clinic, settings)
    with pytest.raises(NotAllowed):
        release(clinic, load_id)
    with pytest.raises(NotAllowed):
        releases.release(clinic, load_id, USER, "not the passphrase")
    assert loads.view(clinic, load_id).load.state is LoadState.WAITING


def test_a_positive_biological_recalls_back_to_the_last_negative(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    proven = run(clinic, vacuum, packed(clinic, tray, 1))
    biological(clinic, clock, proven, negative=True)
    release(clinic, proven)
    bowie_dick(clinic, vacuum)
    between_packs = packed(clinic, tray, 3)
    between = run(clinic, vacuum, between_packs)
    release(clinic, between)
    visit_id = roomed_visit(clinic, Name("Petrov", "Alexei"))
    packs.use(clinic, visit_id, between_packs[0].number)
    failed_packs = packed(clinic, tray, 2)
    failed = run(clinic, vacuum, failed_packs)
    biological(clinic, clock, failed, negative=False)
    view = recalls.view(clinic, the_recall(clinic).id)
    assert view.recall.back_to == proven or between not in view.recall.load_ids
    assert {item.id for item in view.loads} >= {between, failed}
    assert proven not in {item.id for item in view.loads}
    assert {item.number for item in view.outstanding} == {
        item.number for item in (*between_packs[1:], *failed_packs)
    }
    assert [use.pack_number for use in view.uses] == [between_packs[0].number]
    assert [patient.name.family for patient in view.patients.values()] == ["Petrov"]
    assert not sterilizers.sterilizers(clinic)[0].in_service
    other = roomed_visit(clinic, Name("Santos", "Maria"), number="1")
    with pytest.raises(Refused, match="recalled"):
        packs.use(clinic, other, between_packs[1].number)


def test_a_recall_closes_when_everything_is_done(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray, 2)
    failed = run(clinic, vacuum, inside)
    biological(clinic, clock, failed, negative=False)
    recall_id = the_recall(clinic).id
    for item in inside:
        recalls.recover(clinic, recall_id, item.number)
    with pytest.raises(Refused, match="set aside"):
        recalls.recover(clinic, recall_id, inside[0].number)
    for step in ("stop", "tell", "recover", "cause", "patients", "reprocess", "retest"):
        recalls.do_step(clinic, recall_id, step)
    with pytest.raises(MaError):
        recalls.do_step(clinic, recall_id, "stop")
    with pytest.raises(Refused, match="0 of 3"):
        recalls.close(clinic, recall_id, "Gasket worn", USER, PASSPHRASE)
    known = sterilizers.sterilizers(clinic)[0]
    with pytest.raises(Refused, match="recall"):
        sterilizers.set_service(clinic, known, in_service=True, reason="Looks fine")
    for _ in range(3):
        test, _changes = loads.start(clinic, vacuum, "prev132w", [], test=True)
        loads.finish_cycle(clinic, test, GOOD)
        biological(clinic, clock, test, negative=True)
        bowie_dick(clinic, vacuum)
    assert recalls.view(clinic, recall_id).left == ()
    recalls.close(clinic, recall_id, "Gasket worn, replaced", USER, PASSPHRASE)
    assert the_recall(clinic).closed_by == USER
    assert sterilizers.sterilizers(clinic)[0].in_service


def test_a_clock_that_goes_back_changes_no_order(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    first = run(clinic, vacuum, packed(clinic, tray, 1))
    clock.advance(hours=-2)
    second = run(clinic, vacuum, packed(clinic, tray, 1))
    found = {item.id: item for item in (loads.view(clinic, k).load for k in (first, second))}
    assert found[second].sequence > found[first].sequence
    assert found[second].number != found[first].number


@pytest.mark.parametrize("number", ["", "SP123", "SP000000011", "263270004213", "SP00000001²"])
def test_what_is_no_pack_number_is_refused_and_audited(clinic: Clinic, number: str) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused):
        packs.use(clinic, visit_id, number)
    with clinic.look() as uow:
        last = [entry for entry, _mac in uow.audit.entries()][-1]
    assert (last.action, last.outcome) == ("pack refused", "failure")


def test_an_expired_or_opened_pack_is_refused(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    bowie_dick(clinic, vacuum)
    dated = pack_once(clinic, tray, date(2026, 3, 12))
    (torn,) = packed(clinic, tray, 1)
    release(clinic, run(clinic, vacuum, [dated, torn]))
    packs.open_unused(clinic, torn.number, "Torn")
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused, match="opened"):
        packs.use(clinic, visit_id, torn.number)
    clock.advance(days=3)
    with pytest.raises(Refused, match="expired"):
        packs.use(clinic, visit_id, dated.number)
    with pytest.raises(Refused, match="future"):
        pack_once(clinic, tray, date(2026, 1, 1))


def test_the_weekly_biological_is_called_for(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    known = sterilizers.sterilizers(clinic)[0]
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    indicators.incubate(clinic, load_id, "24h", "L1", "L1")
    with clinic.look() as uow:
        assert not sterilizers.is_biological_due(clinic, uow, known)
    clock.advance(days=7, minutes=1)
    with clinic.look() as uow:
        assert sterilizers.is_biological_due(clinic, uow, known)


def test_two_workstations_do_not_both_release(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    release(clinic, load_id)
    with pytest.raises(Refused, match="already"):
        release(clinic, load_id)


def test_the_printout_stays_with_its_load(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    with pytest.raises(Refused, match="5 MB"):
        loads.finish_cycle(clinic, load_id, GOOD, printout=("a.txt", b"x" * (5 * 2**20 + 1)))
    loads.finish_cycle(clinic, load_id, GOOD, printout=("run-2.txt", b"132.4 C 4:06"))
    (kept,) = loads.view(clinic, load_id).printouts
    assert (kept.name, kept.size) == ("run-2.txt", 12)
    assert cycle_files.read_printout(clinic, kept) == b"132.4 C 4:06"
    with pytest.raises(Refused, match="empty"):
        cycle_files.attach(clinic, load_id, ("b.txt", b""))
    with pytest.raises(Refused, match="not known"):
        cycle_files.read_printout(clinic, replace(kept, id="gone"))
