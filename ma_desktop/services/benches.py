"""How fast this computer does what people wait for, as ratios against what it can do at best.

Ours and its yardstick take turns, and their medians are compared: milliseconds tell of the machine
and of what else it does, a ratio within one run tells of the program.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation
from ma_desktop.services.clinic import Clinic, NewClinic, create_clinic, open_clinic
from ma_desktop.services.rooming import open_visit, record_vitals
from ma_desktop.services.schedule import room, walk_in
from ma_desktop.storage.keys import KdfCost, derive_once
from ma_desktop.storage.yardsticks import Work, raw_read, yardsticks

Progress = Callable[[int, int], None]
_TYPED = {"bp": "128/82", "hr": "78", "rr": "16", "temp": "98.6F", "spo2": "98", "pain": "0"}
_EARLIER = 10_000


@dataclass(frozen=True)
class Measured:
    """Medians in seconds; `goal` is how many times its yardstick ours may take."""

    name: str
    yardstick: str
    ours: float
    least: float
    goal: float

    @property
    def times(self) -> float:
        """How many times the raw work ours took."""
        return self.ours / self.least

    @property
    def is_met(self) -> bool:
        """Whether that ratio keeps its goal."""
        return self.times <= self.goal


def measure(
    folder: Path, progress: Progress, *, cost: KdfCost | None = None, rounds: int = 101
) -> tuple[Measured, ...]:
    """Measure in `folder`, which is empty and thrown away by the caller; takes about half a minute.

    `rounds` repeats of what is quick; what derives keys or reads a long chart is repeated less.
    Raises MachineFailure when the disk does not take the store.
    """
    place, secret = str(folder / "store"), secrets.token_urlsafe(24)
    create_clinic(place, NewClinic("Bench", "bench", "Bench"), secret, cost=cost)
    few = max(3, rounds // 20)
    derive = derive_once(cost or KdfCost())

    def opened() -> Clinic:
        return open_clinic(place, "bench", secret, workstation="bench")

    with closing(opened()) as clinic, yardsticks(folder) as (page, row):
        visit_id, patient_id = _visit(clinic)
        readings = [parse(clinic.catalog.vitals[key], text) for key, text in _TYPED.items()]

        def read() -> None:
            with clinic.look() as uow:
                raw_read(uow.connection, patient_id)

        jobs = (
            _Job("unlock", "one key derivation", lambda: opened().close(), derive, 1.15, few),
            _Job("commit", "one page on the disk", row, page, 4.0, rounds),
            _Job(
                "save",
                "one raw row",
                lambda: record_vitals(clinic, visit_id, readings),
                row,
                4.0,
                rounds,
            ),
            _Job(
                "open patient",
                "raw read of the chart",
                lambda: open_visit(clinic, visit_id),
                read,
                2.0,
                few,
            ),
        )
        found = []
        for number, job in enumerate(jobs, 1):
            found.append(_measured(job))
            progress(number, len(jobs))
    return tuple(found)


@dataclass(frozen=True)
class _Job:
    name: str
    yardstick: str
    ours: Work
    least: Work
    goal: float
    repeats: int


def _visit(clinic: Clinic) -> tuple[str, str]:
    """A made-up patient with a long chart, in a room; the visit and the patient."""
    visit_id, _changes = walk_in(
        clinic,
        Name("Nakamura", "Ingrid"),
        date(1961, 5, 2),
        "female",
        visit_type="Office visit",
        provider="Dr. Lindqvist",
        reason="Speed",
    )
    room(clinic, visit_id, clinic.rooms[0].number, 2)
    pressure = parse(clinic.catalog.vitals["bp"], "122/78")
    now = clinic.now()
    with clinic.work(Right.ROOM) as uow:
        visit = uow.visits.get(visit_id)
        patient_id = "" if visit is None else visit.patient_id
        uow.observations.add(
            [
                Observation(new_id(), patient_id, pressure, now - timedelta(hours=n), "bench", None)
                for n in range(1, _EARLIER + 1)
            ]
        )
    return visit_id, patient_id


def _measured(job: _Job) -> Measured:
    """Both in turns after one round to warm up; who goes first changes."""
    job.ours(), job.least()
    pairs = []
    for number in range(job.repeats):
        if number % 2:
            pairs.append((_seconds(job.ours), _seconds(job.least)))
        else:
            second = _seconds(job.least)
            pairs.append((_seconds(job.ours), second))
    ours, least = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Measured(job.name, job.yardstick, ours, least, job.goal)


def _seconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
