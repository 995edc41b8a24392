"""Statements that the driver runs itself: values go in and out whole, on both engines."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Integer, Text, bindparam, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.prepared import Prepared, run
from ma_desktop.storage.store import Store, UnitOfWork
from ma_desktop.storage.tables import meta, setting, timer

AT = datetime(2026, 3, 9, 14, 5, 6, 789, UTC)
TIMER = {"id": "t", "kind": "spin", "label": "Spin", "started_at": AT, "due_at": AT}
_NAMES = (*TIMER, "ended_at")
_ADD = Prepared(insert(timer), _NAMES)
_FOUND = Prepared(select(timer).where(timer.c.id == bindparam("it"), timer.c.kind == "spin"))


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    """A transaction that is taken back: errors leave it in no state to commit."""
    with contextlib.suppress(_TakenBack), store.begin(stamp) as opened:
        yield opened
        raise _TakenBack


class _TakenBack(Exception):
    pass


def test_moments_and_nothing_come_back_as_they_went_in(work: UnitOfWork) -> None:
    assert _ADD.run(work.connection, TIMER | {"ended_at": None}) == 1

    row = _FOUND.first(work.connection, {"it": "t"})

    assert row is not None
    assert (row.kind, row.started_at, row.ended_at) == ("spin", AT, None)
    assert _FOUND.first(work.connection, {"it": "nobody"}) is None


def test_bytes_come_back_as_bytes(work: UnitOfWork) -> None:
    add = Prepared(insert(meta), ("key", "value"))
    read = Prepared(select(meta.c.value).where(meta.c.key == bindparam("it")))
    add.run(work.connection, {"key": "a", "value": b"\0\xff"})

    assert read.all(work.connection, {"it": "a"}) == [(b"\0\xff",)]


def test_several_rows_go_in_at_once(work: UnitOfWork) -> None:
    rows = [TIMER | {"id": name, "ended_at": AT} for name in "abc"]
    assert _ADD.run(work.connection, *rows) == 3


@pytest.mark.parametrize("bad", ["a\0b", "half \ud83d"])
def test_text_that_no_engine_keeps_is_refused(work: UnitOfWork, bad: str) -> None:
    with pytest.raises(Refused, match="can't be stored"):
        _ADD.run(work.connection, TIMER | {"label": bad, "ended_at": None})


def test_a_driver_s_error_says_nothing_of_the_values(work: UnitOfWork) -> None:
    add = Prepared(insert(setting), ("key", "value"))
    add.run(work.connection, {"key": "language", "value": "Okafor"})
    with pytest.raises(IntegrityError) as caught:
        add.run(work.connection, {"key": "language", "value": "Okafor"})

    assert "Okafor" not in str(caught.value)


def test_a_clash_becomes_a_conflict_and_leaves_nothing(store: Store, stamp: Stamp) -> None:
    add = Prepared(insert(setting), ("key", "value"))
    twice = [{"key": "language", "value": value} for value in "12"]
    with pytest.raises(Conflict), store.begin(stamp) as work:
        add.run(work.connection, *twice)

    with store.begin(stamp, reading=True) as work:
        assert "language" not in work.settings.all()


def test_words_that_the_engine_does_not_know_are_an_error(work: UnitOfWork) -> None:
    with pytest.raises((OperationalError, ProgrammingError)):
        run(work.connection, "SELEC 1")


def test_settings_that_were_changed_are_read_anew(work: UnitOfWork) -> None:
    before = work.settings.all()
    work.settings.put("language", '"es"')

    assert work.settings.all() == {**before, "language": '"es"'}


def test_an_error_between_two_rows_is_turned_as_well(work: UnitOfWork) -> None:
    broken = Prepared(
        select(literal_column("10 / (1 - one)", Integer).label("it")).select_from(
            text("(SELECT 0 AS one UNION ALL SELECT 1) AS rows")
        )
    )
    if work.connection.dialect.name == "sqlite":
        broken = Prepared(
            select(literal_column("json(one)", Text).label("it")).select_from(
                text("(SELECT '1' AS one UNION ALL SELECT '{') AS rows")
            )
        )
    with pytest.raises(DBAPIError):
        broken.all(work.connection)
