"""Specimens; an accession number is given once, whoever asks at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.specimen import is_accession
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING, patient, specimen, visit

TODAY = date(2026, 3, 10)
MEI = patient("Tanaka", "Mei")
VISIT = visit(MEI)


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        unit.patients.add(MEI)
        unit.visits.add(VISIT)
        yield unit


def test_a_specimen_reads_back_as_stored(work: UnitOfWork) -> None:
    second, first = specimen(VISIT, "260690000024"), specimen(VISIT, "260690000016")
    for item in (second, first):
        work.specimens.add(item)
        assert work.specimens.get(item.id) == item
        assert work.specimens.by_accession(item.accession) == item
    assert work.specimens.of_visit(VISIT.id) == (first, second)
    assert work.specimens.get(new_id()) is None
    assert work.specimens.by_accession("0") is None
    assert work.specimens.of_visit(new_id()) == ()


def test_a_specimen_changes_by_version(work: UnitOfWork) -> None:
    item = specimen(VISIT, "260690000016")
    work.specimens.add(item)
    drawn = replace(
        item,
        state="collected",
        site="left antecubital",
        collected_at=MORNING,
        collected_by="rivera",
        confirmed_at=MORNING,
        prints=1,
    )
    work.specimens.update(drawn)
    assert work.specimens.get(item.id) == replace(drawn, version=2)
    with pytest.raises(Conflict):
        work.specimens.update(drawn)


def test_accession_numbers_count_by_day(work: UnitOfWork) -> None:
    numbers = [work.specimens.next_accession(TODAY) for _ in range(3)]
    other = work.specimens.next_accession(date(2026, 3, 11))
    assert [number[:11] for number in numbers] == ["26069000001", "26069000002", "26069000003"]
    assert other[:11] == "26070000001"
    assert all(is_accession(number) for number in (*numbers, other))


def test_a_number_that_was_not_used_is_given_again(store: Store, stamp: Stamp) -> None:
    """A transaction that failed took nothing, so no number is missing in the day's list."""
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.specimens.update(specimen(VISIT, work.specimens.next_accession(TODAY)))
    with store.begin(stamp) as work:
        assert work.specimens.next_accession(TODAY)[:11] == "26069000001"


def test_four_workstations_never_get_the_same_number(store: Store, stamp: Stamp) -> None:
    def take(_turn: int) -> str:
        with store.begin(stamp) as work:
            return work.specimens.next_accession(TODAY)

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(take, range(40)))
    assert sorted(int(number[5:11]) for number in numbers) == list(range(1, 41))


def test_an_accession_number_belongs_to_one_specimen(store: Store, stamp: Stamp) -> None:
    with store.begin(stamp) as work:
        work.patients.add(MEI)
        work.visits.add(VISIT)
        work.specimens.add(specimen(VISIT, "260690000016"))
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.specimens.add(specimen(VISIT, "260690000016"))
