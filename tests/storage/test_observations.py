"""Observations read back digit for digit, are never changed, and know what supersedes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.observations import Observations, effective
from ma_desktop.storage.store import Store
from tests.factories import MORNING, absent, blood_pressure, observation, patient, visit

GRACE = patient("Okafor", "Grace A.")
OTHER = patient("Haddad", "Omar", sex="male")
VISIT = visit(GRACE)


@pytest.fixture
def observations(store: Store, stamp: Stamp) -> Iterator[Observations]:
    with store.begin(stamp) as work:
        work.patients.add(GRACE)
        work.patients.add(OTHER)
        work.visits.add(VISIT)
        yield work.observations


@pytest.mark.parametrize(
    "item",
    [
        observation(GRACE),
        observation(GRACE, "36.12345678901234", vital="temp"),
        observation(GRACE, "98.40", vital="temp"),
        observation(GRACE, "0.00000000000001"),
        observation(GRACE, "-0.5"),
        observation(GRACE, "12345678901234567890123456789012345.5"),
        observation(GRACE, visit_id=VISIT.id, qualifiers={"rhythm": "regular", "ort": "Straße"}),
        observation(GRACE, at=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        observation(GRACE, at=datetime(1, 1, 1, tzinfo=UTC)),
        observation(GRACE, at=datetime.max.replace(tzinfo=UTC)),
        observation(GRACE, source="urn:uuid:8c1f/Observation/3"),
        observation(GRACE, status="amended", supersedes=new_id()),
        blood_pressure(GRACE),
        absent(GRACE),
        absent(GRACE, "equipment", vital="spo2"),
    ],
)
def test_an_observation_reads_back_as_stored(observations: Observations, item: Observation) -> None:
    observations.add([item])
    (found,) = observations.of_patient(GRACE.id)
    assert found == item
    for kept, given in zip(found.reading.measures, item.reading.measures, strict=True):
        assert str(kept.typed) == str(given.typed)  # 98.40 is not 98.4
        assert str(kept.value) == str(given.value)


def test_times_of_other_zones_are_the_same_moment(observations: Observations) -> None:
    there = datetime(2026, 3, 10, 9, 5, 0, 123_456, tzinfo=timezone(timedelta(hours=-4)))
    item = observation(GRACE, at=there)
    observations.add([item])
    (found,) = observations.of_patient(GRACE.id)
    assert found.taken_at == there
    assert found.taken_at.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_a_mistake(observations: Observations) -> None:
    with pytest.raises(ValueError, match="zone"):
        observations.add([observation(GRACE, at=datetime(2026, 3, 10, 9, 5))])


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(observations: Observations, value: str) -> None:
    with pytest.raises(Refused, match="must be a number"):
        observations.add([observation(GRACE, value)])
    assert observations.of_patient(GRACE.id) == ()


def test_they_come_oldest_first_and_by_vital_sign(observations: Observations) -> None:
    late = observation(GRACE, "90", at=MORNING + timedelta(microseconds=1))
    early = observation(GRACE, "60", at=MORNING - timedelta(days=900))
    pressure = blood_pressure(GRACE, at=MORNING - timedelta(days=1))
    foreign = observation(OTHER)
    observations.add([late, pressure, foreign, early])
    observations.add([])
    assert observations.of_patient(GRACE.id) == (early, pressure, late)
    assert observations.of_patient(GRACE.id, "hr") == (early, late)
    assert observations.of_patient(GRACE.id, "temp") == ()
    assert sorted(observations.measured(GRACE.id)) == ["bp", "hr"]
    assert observations.measured(new_id()) == ()


def test_two_pairs_of_one_moment_stay_apart(observations: Observations) -> None:
    pairs = [blood_pressure(GRACE, str(120 + n), str(70 + n)) for n in range(3)]
    observations.add(pairs)
    found = observations.of_patient(GRACE.id)
    assert sorted(found, key=lambda item: item.id) == sorted(pairs, key=lambda item: item.id)


def test_those_of_a_visit(observations: Observations) -> None:
    inside, outside = observation(GRACE, visit_id=VISIT.id), observation(GRACE)
    observations.add([inside, outside])
    assert observations.of_visit(GRACE.id, VISIT.id) == (inside,)
    assert observations.of_visit(OTHER.id, VISIT.id) == ()


def test_a_repeated_import_doubles_nothing(observations: Observations) -> None:
    items = [observation(GRACE, str(60 + n)) for n in range(3)] + [blood_pressure(GRACE)]
    assert observations.add_new([*items, items[0], items[3]]) == 4
    assert observations.add_new(items) == 0
    fresh = observation(GRACE)
    assert observations.add_new([*items, fresh]) == 1
    assert len(observations.of_patient(GRACE.id)) == 5


def test_superseded_and_mistaken_ones_do_not_count() -> None:
    first = observation(GRACE, "78")
    better = observation(GRACE, "87", status="amended", supersedes=first.id)
    best = observation(GRACE, "88", status="amended", supersedes=better.id)
    wrong = observation(GRACE, "200")
    withdrawn = replace(wrong, id=new_id(), status="entered-in-error", supersedes=wrong.id)
    other = blood_pressure(GRACE)
    assert effective([first, wrong, other, better, withdrawn, best]) == (other, best)
    assert effective([]) == ()


def test_an_observation_needs_its_patient_and_its_visit(store: Store, stamp: Stamp) -> None:
    stranger = patient()
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.observations.add([observation(stranger)])

    def without_visit() -> None:
        with store.begin(stamp) as work:
            work.patients.add(stranger)
            work.observations.add([observation(stranger, visit_id=new_id())])

    with pytest.raises(Conflict):
        without_visit()
    with store.begin(stamp, reading=True) as work:
        assert work.patients.get(stranger.id) is None


def test_an_observation_can_not_be_added_twice(store: Store, stamp: Stamp) -> None:
    item = observation(GRACE)
    with store.begin(stamp) as work:
        work.patients.add(GRACE)
        work.observations.add([item])
    changed = replace(item, reading=Reading("hr", "8867-4", "", absent="refused"))
    again = replace(item.reading, measures=(replace(item.reading.measures[0], value=Decimal(9)),))
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.observations.add([replace(changed, reading=again)])
    with store.begin(stamp, reading=True) as work:
        assert work.observations.of_patient(GRACE.id) == (item,)
