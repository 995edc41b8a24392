"""Saving and opening, against the raw driver on the same disk."""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from ma_desktop.devices.printers import Language, PrintResult
from ma_desktop.domain.patient import Name
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vital_parse import parse
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.collecting import Draw, record_draw
from ma_desktop.services.rooming import confirm_identity, open_visit, record_vitals
from ma_desktop.services.schedule import walk_in
from ma_desktop.services.specimens import add_tube, print_labels, tubes
from ma_desktop.services.trends import history
from tests.bench.measure import compare, timed
from tests.bench.rivals import raw_commit, raw_store
from tests.cli.processes import after_the_kill, killed_batch
from tests.clinics import USER, make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.factories import blood_pressure

TYPED = {"bp": "128/82", "hr": "78", "rr": "16", "temp": "98.6F", "spo2": "98", "pain": "0"}
MANY = 10_000
_VISITS = 30
_FOUR_TUBES = {"edta": ("cbc",), "sst": ("cmp",), "citrate": ("ptinr",), "fluoride": ("glu",)}


class Paper:
    """Takes a label at once, and notes when: what follows is the printer's time."""

    name = "bench"
    language: Language = "zpl"
    at = 0.0

    def send(self, data: bytes) -> PrintResult:
        self.at = time.perf_counter()
        assert data
        return PrintResult("confirmed", "There.")


def test_saving_a_set_of_vital_signs(clinic: Clinic, tmp_path: Path) -> None:
    visit_id = roomed_visit(clinic, number="2")
    readings = [parse(clinic.catalog.vitals[key], text) for key, text in TYPED.items()]
    raw = raw_store(tmp_path / "raw.db")

    compare(
        f"4 save {len(readings)} vital signs with audit / one raw row, both durable",
        timed(lambda: record_vitals(clinic, visit_id, readings)),
        timed(raw_commit(raw)),
        goal=4.0,
        repeats=101,
    )
    for connection in (raw, own_connection(clinic)):
        connection.execute("PRAGMA synchronous=OFF")
    compare(
        "  its processor part: the same, neither waiting for the disk",
        timed(lambda: record_vitals(clinic, visit_id, readings)),
        timed(raw_commit(raw)),
        goal=15.0,
        ceiling=24.0,
        repeats=101,
    )
    raw.close()


def own_connection(clinic: Clinic) -> Any:
    """The one connection that the pool gives to whoever asks alone."""
    with clinic.look() as uow:
        return uow.connection.connection.driver_connection


def four_drawn_tubes(clinic: Clinic, number: int) -> list[tuple[str, str]]:
    """A visit with four tubes that wait for their labels: the visit and the tube, four times."""
    name, born = Name("Okafor", f"Grace {number}"), date(1979, 3, 14) + timedelta(days=number)
    visit_id, _changes = walk_in(
        clinic, name, born, "female", visit_type="Annual physical", provider="Dr. Lindqvist"
    )
    confirm_identity(clinic, visit_id, ("name", "birth-date"))
    made = [
        add_tube(clinic, visit_id, tube, tests, "Dr. Lindqvist")[0]
        for tube, tests in _FOUR_TUBES.items()
    ]
    record_draw(clinic, visit_id, tubes(clinic, visit_id), Draw())
    return [(visit_id, tube) for tube in made]


def test_label_from_click_to_bytes(clinic: Clinic, tmp_path: Path) -> None:
    drawn = [tube for number in range(_VISITS) for tube in four_drawn_tubes(clinic, number)]
    raw = raw_store(tmp_path / "raw.db")
    noted: list[float] = []

    def to_the_bytes() -> float:
        (visit_id, tube), paper, clicked = drawn.pop(), Paper(), time.perf_counter()
        print_labels(clinic, visit_id, [tube], paper)
        noted.append(time.perf_counter() - clicked)
        return paper.at - clicked

    found = compare(
        "9 label, click to bytes: checked, laid out, audited, durable / one raw row",
        to_the_bytes,
        timed(raw_commit(raw)),
        goal=4.0,
        ceiling=5.5,
        repeats=101,
    )
    times = median(noted) / found.yardstick
    sys.stdout.write(f"  with its fate noted, a second durable commit: {times:.2f}x\n")
    raw.close()


@pytest.fixture
def long_visit(clinic: Clinic) -> str:
    """A visit of somebody with ten thousand observations."""
    visit_id = roomed_visit(clinic, number="2")
    with clinic.look() as uow:
        visit = uow.visits.get(visit_id)
        assert visit is not None
        patient = uow.patients.get(visit.patient_id)
        assert patient is not None
    now = clinic.now()
    items = [
        blood_pressure(patient, str(110 + n % 40), str(70 + n % 20), at=now - timedelta(hours=n))
        for n in range(MANY)
    ]
    with clinic.work(Right.ROOM) as uow:
        uow.observations.add(items)
    return visit_id


def test_opening_a_patient_with_ten_thousand_observations(clinic: Clinic, long_visit: str) -> None:
    with clinic.look() as uow:
        visit = uow.visits.get(long_visit)
        assert visit is not None
    statement = (
        "SELECT id, patient_id, taken_at, part, visit_id, vital, loinc, part_loinc, typed, value, "
        "unit, taken_by, status FROM observation WHERE patient_id = ? ORDER BY taken_at, id"
    )

    def raw() -> None:
        with clinic.look() as uow:
            connection = uow.connection.connection.driver_connection
            assert connection is not None
            rows = connection.execute(statement, (visit.patient_id,)).fetchall()
        assert len(rows) == 2 * MANY

    compare(
        f"5 open a visit with {MANY} earlier observations / raw read of them",
        timed(lambda: open_visit(clinic, long_visit)),
        timed(raw),
        goal=2.0,
        repeats=15,
    )
    compare(
        f"  all {MANY} observations as values (vitals list) / raw read",
        timed(lambda: history(clinic, visit.patient_id)),
        timed(raw),
        goal=8.0,
        repeats=9,
    )


def test_many_kills_lose_nothing_that_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_store(tmp_path)
    made = open_made(place, FixedClock())
    roomed_visit(made, mrn="004-118-27")
    made.close()
    rounds = int(os.environ.get("BENCH_KILLS", "40"))
    monkeypatch.setenv("MA_DESKTOP_STORE", place)
    moments = random.Random(11)
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, str(root / "main.py"), "vitals", "add", "--batch", "-"]
    acknowledged: set[str] = set()

    for _round in range(rounds):
        kept = killed_batch([*words, "--store", place, "--user", USER], moments.uniform(0, 0.4))
        acknowledged |= set(kept)

    assert after_the_kill(place, acknowledged) == (set(), True)
