"""Five hundred labels in one batch, against bare ZPL text and one commit of the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.print_job import LabelJob
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from tests.bench.measure import compare
from tests.clinics import make_store, open_made
from tests.clock import FixedClock

BATCH = 500


@pytest.fixture
def clinic(tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    opened = open_made(make_store(tmp_path), clock)
    yield opened
    opened.close()


def job(subject: str) -> LabelJob:
    """A label whose name and number stand on no other."""
    number = f"{abs(hash(subject)) % 10**12:012d}"
    own = {"patient_name": f"OKAFOR, GRACE {number}", "accession": number}
    return LabelJob("specimen", subject, KINDS["specimen"].samples | own, "specimen-2x1")


def raw_commit(clinic: Clinic, number: int) -> float:
    """Seconds of one durable row without any of our work."""
    engine = clinic.store._engine
    start = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO setting (key, value) VALUES (:key, '1')"), {"key": f"raw {number}"}
        )
    return time.perf_counter() - start


def queued_batch(clinic: Clinic, number: int, labels: int) -> float:
    """Laid out, noted, audited in one transaction, and encoded."""
    start = time.perf_counter()
    with clinic.work(Right.LABEL) as uow:
        ids = printing.enqueue(clinic, uow, [job(f"{number} {n}") for n in range(labels)])
        jobs = [uow.print_jobs.get(each) for each in ids]
    for item in filter(None, jobs):
        to_zpl(printing.drawing_of(item, clinic.catalog.labels))
    return time.perf_counter() - start


def bare_text(clinic: Clinic, number: int) -> float:
    values = KINDS["specimen"].samples
    start = time.perf_counter()
    made = [
        "^XA" + "".join(f"^FO10,{n * 20}^A0N,20,20^FD{v}^FS" for n, v in enumerate(values.values()))
        for _label in range(BATCH)
    ]
    assert len(made) == BATCH
    return time.perf_counter() - start + raw_commit(clinic, number)


def test_five_hundred_labels_in_one_batch(clinic: Clinic) -> None:
    numbers = count()
    compare(
        f"10 {BATCH} labels laid out, noted, audited, encoded / bare text and one durable row",
        lambda: queued_batch(clinic, next(numbers), BATCH),
        lambda: bare_text(clinic, next(numbers)),
        goal=25.0,
        ceiling=33.0,
        repeats=7,
    )
    compare(
        "  one of the batch / a label by itself",
        lambda: queued_batch(clinic, next(numbers), BATCH) / BATCH,
        lambda: queued_batch(clinic, next(numbers), 1),
        goal=0.2,
        repeats=7,
    )
