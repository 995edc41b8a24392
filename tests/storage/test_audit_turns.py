"""The audit chain stays one chain, whoever writes and whatever was rolled back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store
from tests.storage.conftest import Made


@pytest.fixture
def two(made: Made) -> Iterator[tuple[Store, Store]]:
    """Two programs that have the same store open."""
    first, second = made.open(), made.open()
    yield first, second
    first.close()
    second.close()


def chain(store: Store, stamp: Stamp) -> tuple[list[str], int | None]:
    with store.begin(stamp, reading=True) as work:
        return [entry.action for entry, _mac in work.audit.entries()], work.audit.first_break()


def test_programs_that_write_in_turns_make_one_chain(
    two: tuple[Store, Store], stamp: Stamp
) -> None:
    before, _whole = chain(two[0], stamp)
    for number in range(6):
        with two[number % 3 // 2].begin(stamp) as work:
            work.audit.write(f"{number} a")
            work.audit.write(f"{number} b")

    written = [f"{number} {letter}" for number in range(6) for letter in "ab"]
    assert chain(two[1], stamp) == (before + written, None)


def test_what_was_rolled_back_is_no_end(two: tuple[Store, Store], stamp: Stamp) -> None:
    store, _other = two
    before, _whole = chain(store, stamp)
    with contextlib.suppress(ZeroDivisionError), store.begin(stamp) as work:
        work.audit.write("never happened")
        raise ZeroDivisionError
    with store.begin(stamp) as work:
        work.audit.write("happened")

    assert chain(store, stamp) == ([*before, "happened"], None)
