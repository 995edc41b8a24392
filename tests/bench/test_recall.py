"""The recall set on a hundred thousand packs and a million events: under a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import Table, insert

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import Indicator, PackState, pack_number
from ma_desktop.services import indicators, recalls, sterilizers
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.tables import indicator_result, pack, pack_event, sterilizer_load
from tests.clinics import roomed_visit
from tests.services.sterilizing import add_tray, add_vacuum

LOADS, PACKS_A_LOAD, EVENTS_A_PACK = 5_000, 20, 10
PROVEN_EVERY = 50
"""Loads between two negative biological indicators: a busy week."""
LIMIT = 1.0
"""Seconds for each of: opening the recall, and viewing it."""
START = datetime(2016, 1, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Years:
    """Ten years of one sterilizer; the last load is not proven yet."""

    clinic: Clinic
    loads: Sequence[str]


def rows_of_loads(sterilizer_id: str) -> Iterator[dict[str, Any]]:
    for number in range(LOADS):
        at = START + timedelta(hours=18 * number)
        yield {
            "id": new_id(), "number": f"A1-{number}", "sterilizer_id": sterilizer_id,
            "sequence": number + 1, "cycle_id": "prev132w", "cycle_number": "",
            "operator": "rivera", "started_at": at, "ended_at": at + timedelta(minutes=42),
            "state": "released", "released_by": "rivera", "exception": "", "notes": "",
        }  # fmt: skip


def rows_of_results(loads: Sequence[str]) -> Iterator[dict[str, Any]]:
    for load_id in loads[::PROVEN_EVERY]:
        yield {
            "id": new_id(), "load_id": load_id, "kind": Indicator.BIOLOGICAL, "passed": 1,
            "control_grew": 1, "at": START, "by": "rivera", "lot": "L", "control_lot": "L",
            "reason": "",
        }  # fmt: skip


def put(clinic: Clinic, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    with clinic.work(Right.STERILIZE) as uow:
        while some := list(islice(rows, 20_000)):
            uow.connection.execute(insert(table), some)
        uow.audit.write("filled for measuring")


def rows_of_packs(set_id: str, loads: Sequence[str]) -> Iterator[dict[str, Any]]:
    number = 1_000
    for load_id in loads:
        for _ in range(PACKS_A_LOAD):
            number += 1
            yield {
                "id": f"pack-{number}", "number": pack_number(number), "set_id": set_id,
                "packed_by": "rivera", "packed_at": START, "load_id": load_id,
                "state": PackState.STERILE,
            }  # fmt: skip


def rows_of_events(
    loads: Sequence[str], visit_id: str, patient_id: str
) -> Iterator[dict[str, Any]]:
    """The last event of every fifth pack is its use on a patient."""
    number = 1_000
    for load_id in loads:
        for place in range(PACKS_A_LOAD):
            number += 1
            for turn in range(EVENTS_A_PACK):
                used = turn == EVENTS_A_PACK - 1 and place % 5 == 0
                yield {
                    "id": new_id(), "pack_id": f"pack-{number}", "load_id": load_id, "at": START,
                    "event": "used" if used else "moved", "by": "rivera", "reason": "",
                    "visit_id": visit_id if used else "", "patient_id": patient_id if used else "",
                }  # fmt: skip


@pytest.fixture
def years(clinic: Clinic) -> Years:
    sterilizer_id, set_id = add_vacuum(clinic), add_tray(clinic)
    visit_id = roomed_visit(clinic)
    with clinic.look() as uow:
        visit = uow.visits.get(visit_id)
        assert visit is not None
    rows = list(rows_of_loads(sterilizer_id))
    loads = [row["id"] for row in rows]
    put(clinic, sterilizer_load, iter(rows))
    put(clinic, indicator_result, rows_of_results(loads))
    put(clinic, pack, rows_of_packs(set_id, loads))
    put(clinic, pack_event, rows_of_events(loads, visit_id, visit.patient_id))
    return Years(clinic, loads)


def test_a_recall_among_a_hundred_thousand_packs(years: Years) -> None:
    clinic, failed = years.clinic, years.loads[-1]
    indicators.incubate(clinic, failed, "24h", "L", "L")
    begun = perf_counter()
    indicators.read_biological(clinic, failed, negative=False, control_grew=True)
    opened = perf_counter() - begun
    (recall,) = recalls.recalls(clinic)
    begun = perf_counter()
    view = recalls.view(clinic, recall.id)
    viewed = perf_counter() - begun
    suspects = LOADS - (LOADS - 1) // PROVEN_EVERY * PROVEN_EVERY - 1
    sys.stdout.write(
        f"\n  recall of {len(view.packs)} packs: open {opened:.3f} s, view {viewed:.3f} s\n"
    )
    assert len(view.loads) == suspects
    assert len(view.packs) == suspects * PACKS_A_LOAD
    assert len(view.outstanding) == len(view.packs)
    assert len(view.uses) == len(view.packs) // 5
    assert opened < LIMIT
    assert viewed < LIMIT
    assert not sterilizers.sterilizers(clinic)[0].in_service
