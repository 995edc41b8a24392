"""Any number, moment and text reads back the same, or is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import Draft, DraftField
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING, observation, patient, visit

WHO = patient("Abebe", "Dawit", sex="male")
VISIT = visit(WHO)
# The fixtures stand for all examples: each one is rolled back.
examples = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day from the ends, so that every zone's moment is one in UTC too.
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones)
numbers = st.decimals(allow_nan=False, allow_infinity=False)
storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
anything = st.text(st.characters(exclude_categories=[]))


class RolledBackError(Exception):
    """Ends a trial, so that the next one finds the store as it was."""


@pytest.fixture
def filled(store: Store, stamp: Stamp) -> Store:
    with store.begin(stamp) as work:
        work.patients.add(WHO)
        work.visits.add(VISIT)
    return store


@contextmanager
def trial(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    try:
        with store.begin(stamp) as work:
            yield work
            raise RolledBackError
    except RolledBackError:
        pass


@examples
@given(numbers)
@example(Decimal("-0.00"))
@example(Decimal("1.00000000000000"))
def test_numbers(filled: Store, stamp: Stamp, value: Decimal) -> None:
    item = observation(WHO)
    part = replace(item.reading.measures[0], typed=value, value=value)
    item = replace(item, reading=replace(item.reading, measures=(part,)))
    with trial(filled, stamp) as work:
        work.observations.add([item])
        (found,) = work.observations.of_patient(WHO.id)
        assert found == item
        assert f"{found.reading.measures[0].value:f}" == f"{value:f}"


@examples
@given(moments)
def test_moments(filled: Store, stamp: Stamp, at: datetime) -> None:
    item = observation(WHO, at=at)
    booked = visit(WHO, at=at)
    with trial(filled, stamp) as work:
        work.observations.add([item])
        work.visits.add(booked)
        (found,) = work.observations.of_patient(WHO.id)
        assert (found.taken_at, found.taken_at.tzinfo) == (at, UTC)
        assert work.visits.get(booked.id) == booked


@examples
@given(storable)
@example("😷 𠮷 \u2028 \ufffe \x1f \r\n ' \" ; -- % _ \\")
def test_texts(filled: Store, stamp: Stamp, text: str) -> None:
    named = replace(patient(), id=new_id(), name=Name(text, text, text), phone=text)
    draft = Draft(VISIT.id, text, text, {text: DraftField(text, {text: text}, text, text)})
    with trial(filled, stamp) as work:
        work.patients.add(named)
        work.visits.set_note(VISIT.id, text)
        work.audit.write("trial", reason=text)
        saved = work.drafts.save(draft, MORNING, text)
        assert work.patients.get(named.id) == named
        assert work.visits.note(VISIT.id) == text
        assert work.drafts.get(VISIT.id) == saved
        assert work.audit.first_break() is None


@examples
@given(anything)
@example("\0")
@example("Ha\0ddad")
@example("\ud800")
@example("caf\udce9")
def test_any_text_is_stored_or_refused(filled: Store, stamp: Stamp, text: str) -> None:
    refused = "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)

    def note(work: UnitOfWork) -> None:
        work.visits.set_note(VISIT.id, text)

    def audit(work: UnitOfWork) -> None:
        work.audit.write("trial", reason=text)

    def look(work: UnitOfWork) -> None:
        work.patients.by_mrn(text)

    for act in (note, audit, look):
        if not refused:
            with trial(filled, stamp) as work:
                act(work)
            continue
        said = pytest.raises(Refused, match="characters that can't be stored")
        with said, filled.begin(stamp) as work:
            act(work)
