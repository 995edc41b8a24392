"""The audit chain breaks wherever anything in it was changed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.domain.audit import (
    GENESIS,
    AuditEntry,
    Keyring,
    digest_of,
    first_break,
    head_code,
    seal,
)

KEY = b"k" * 32
KEYS = Keyring(KEY)
Sealed = list[tuple[AuditEntry, bytes]]


def entry(sequence: int) -> AuditEntry:
    at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC) + timedelta(seconds=sequence)
    return AuditEntry(
        sequence, at, "America/Chicago", Decimal("12.5"), "maria", "room-3", "vitals.record"
    )


def chain(length: int = 5, key: bytes = KEY) -> Sealed:
    sealed: Sealed = []
    previous = GENESIS
    for sequence in range(1, length + 1):
        previous = seal(key, previous, entry(sequence))
        sealed.append((entry(sequence), previous))
    return sealed


def test_an_untouched_chain_holds() -> None:
    assert first_break(KEYS, []) is None
    assert first_break(KEYS, chain()) is None


@pytest.mark.parametrize("name", [field.name for field in fields(AuditEntry)])
def test_no_field_can_be_changed(name: str) -> None:
    sealed = chain()
    third, mac = sealed[2]
    other: Any = f"{getattr(third, name)}x"
    if name in ("sequence", "boot_seconds"):
        other = getattr(third, name) + 1
    if name == "at":
        other = third.at + timedelta(seconds=1)
    sealed[2] = (replace(third, **{name: other}), mac)
    assert first_break(KEYS, sealed) == 3


@given(st.integers(0, 3))
def test_a_removed_entry_is_noticed(index: int) -> None:
    sealed = chain()
    del sealed[index]
    assert first_break(KEYS, sealed) == index + 1


@given(st.integers(0, 3))
def test_exchanged_entries_are_noticed(index: int) -> None:
    sealed = chain()
    sealed[index], sealed[index + 1] = sealed[index + 1], sealed[index]
    assert first_break(KEYS, sealed) == index + 1


@given(st.integers(0, 4), st.integers(0, 31))
def test_a_flipped_bit_of_a_seal_is_noticed(index: int, place: int) -> None:
    sealed = chain()
    one, mac = sealed[index]
    sealed[index] = (one, mac[:place] + bytes([mac[place] ^ 1]) + mac[place + 1 :])
    assert first_break(KEYS, sealed) == index + 1


def test_a_chain_made_with_another_key_is_noticed() -> None:
    assert first_break(KEYS, chain(key=b"x" * 32)) == 1


def test_a_cut_end_shows_in_the_code_of_the_head() -> None:
    assert first_break(KEYS, chain()[:-1]) is None
    codes = {head_code(mac) for _, mac in chain()}
    assert len(codes) == 5
    assert all(len(code) == 14 for code in codes)


def test_digests_tell_values_apart() -> None:
    assert digest_of("a", "b") != digest_of("ab") != digest_of("a,b")
    assert digest_of("98.6", None) == digest_of("98.6", None)


def test_entries_before_a_replaced_key_are_checked_with_the_key_of_their_time() -> None:
    first, second, third = b"1" * 32, b"2" * 32, b"3" * 32
    sealed: Sealed = []
    previous = GENESIS
    for sequence, key in enumerate([first, first, second, third, third], 1):
        previous = seal(key, previous, entry(sequence))
        sealed.append((entry(sequence), previous))
    assert first_break(Keyring(third, {3: second, 2: first}), sealed) is None
    assert first_break(Keyring(third, {3: second}), sealed) == 1
    assert first_break(Keyring(third, {2: first}), sealed) == 3
    assert first_break(Keyring(second, {2: first}), sealed) == 4
