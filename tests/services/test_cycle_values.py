"""Cycle values are corrected with a reason; the load is judged anew, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.sterilization import CycleValues, LoadState, PackState
from ma_desktop.services import cycle_values, loads, packs, recalls
from ma_desktop.services import sterilization_papers as papers
from ma_desktop.services.clinic import Clinic
from tests.clock import FixedClock
from tests.services.sterilizing import (
    GOOD,
    add_tray,
    add_vacuum,
    bowie_dick,
    packed,
    release,
    run,
)


@pytest.fixture
def load_id(clinic: Clinic) -> str:
    vacuum, tray = add_vacuum(clinic), add_tray(clinic)
    bowie_dick(clinic, vacuum)
    return run(clinic, vacuum, packed(clinic, tray))


def correct(clinic: Clinic, load_id: str, values: CycleValues, reason: str = "Misread") -> None:
    seen = loads.view(clinic, load_id).load.version
    cycle_values.correct(clinic, load_id, values, reason, seen=seen)


def test_a_missing_value_is_filled_in_and_the_load_released(clinic: Clinic, load_id: str) -> None:
    correct(clinic, load_id, replace(GOOD, dry_min=None))
    with pytest.raises(Refused, match="drying time is missing"):
        release(clinic, load_id)
    correct(clinic, load_id, GOOD, "Read from the printout")
    release(clinic, load_id)
    view = loads.view(clinic, load_id)
    assert view.load.state is LoadState.RELEASED
    assert [item.before.dry_min for item in view.corrections] == [Decimal(25), None]
    assert [item.reason for item in view.corrections] == ["Misread", "Read from the printout"]


def test_a_released_load_that_misses_a_minimum_is_recalled(clinic: Clinic, load_id: str) -> None:
    release(clinic, load_id)
    correct(clinic, load_id, replace(GOOD, temp_c=Decimal(131)))
    view = loads.view(clinic, load_id)
    assert view.load.state is LoadState.FAILED
    assert {item.state for item in view.packs} == {PackState.RECALLED}
    assert len(recalls.recalls(clinic)) == 1
    correct(clinic, load_id, GOOD, "It was 132.4 after all")
    assert loads.view(clinic, load_id).load.state is LoadState.FAILED
    assert len(recalls.recalls(clinic)) == 1
    with pytest.raises(Refused, match="failed already"):
        release(clinic, load_id)


def test_a_value_of_a_released_load_that_nobody_read_recalls_it(
    clinic: Clinic, load_id: str
) -> None:
    release(clinic, load_id)
    correct(clinic, load_id, replace(GOOD, exposure_min=None))
    assert loads.view(clinic, load_id).load.state is LoadState.FAILED
    assert not [line for line in packs.stock(clinic) if line.pack.state is PackState.STERILE]


def test_what_can_not_be_corrected_is_refused(clinic: Clinic, load_id: str) -> None:
    with pytest.raises(Refused, match="reason"):
        correct(clinic, load_id, replace(GOOD, dry_min=Decimal(30)), " ")
    with pytest.raises(Refused, match="on record"):
        correct(clinic, load_id, GOOD)
    with pytest.raises(Refused, match="not possible"):
        correct(clinic, load_id, replace(GOOD, temp_c=Decimal("NaN")))
    with pytest.raises(Conflict):
        cycle_values.correct(clinic, load_id, replace(GOOD, dry_min=Decimal(30)), "Misread", seen=1)
    assert loads.view(clinic, load_id).corrections == ()
    sterilizer = loads.view(clinic, load_id).sterilizer.id
    test, _changes = loads.start(clinic, sterilizer, "prev132w", [], test=True)
    with pytest.raises(Refused, match="not ended"):
        correct(clinic, test, GOOD)


def test_a_clock_set_back_does_not_put_a_correction_before_what_it_corrects(
    clinic: Clinic, load_id: str, clock: FixedClock
) -> None:
    clock.advance(hours=-3)
    correct(clinic, load_id, replace(GOOD, dry_min=Decimal(30)))
    view = loads.view(clinic, load_id)
    assert view.load.ended_at is not None
    assert view.corrections[0].at >= view.load.ended_at


def test_the_record_strikes_what_was_corrected(clinic: Clinic, load_id: str) -> None:
    correct(clinic, load_id, replace(GOOD, dry_min=Decimal(30)), "Printout says 30")
    rows = papers.load_record(clinic, load_id).sections[0].rows
    struck = [row for row in rows if row.struck]
    assert [row.cells[2] for row in struck] == ["132.4 °C, 4.1 min, dry 25 min"]
    assert "Printout says 30" in struck[0].note


def test_every_load_is_found_by_number_or_day(
    clinic: Clinic, load_id: str, clock: FixedClock
) -> None:
    number, day = loads.view(clinic, load_id).load.number, clinic.local(clinic.now()).date()
    clock.advance(days=400)
    assert load_id not in {
        view.load.id for view in loads.recent(clinic) if view.load.ended_at is None
    }
    assert {line.load.id for line in loads.search(clinic, "", None, None)} >= {load_id}
    assert [x.load.id for x in loads.search(clinic, number.lower(), None, None)] == [load_id]
    assert [x.load.id for x in loads.search(clinic, number, day, day)] == [load_id]
    assert loads.search(clinic, "", day + timedelta(days=1), None) == ()
    assert loads.search(clinic, "%", None, None) == ()
    with pytest.raises(Refused, match="before the first"):
        loads.search(clinic, "", date(2026, 3, 2), date(2026, 3, 1))
