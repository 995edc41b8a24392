"""Who can open a store: passphrases, the recovery code, slots."""

from __future__ import annotations

import unicodedata

import pytest

from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.storage.vault import (
    RECOVERY_USER,
    check_passphrase,
    is_recovery_code,
    new_recovery_code,
    passphrase_score,
)
from tests.storage.conftest import CHEAP, PASSPHRASE, USER, Kit

OTHER = "seven purple kayaks adrift"


def test_the_passphrase_opens(kit: Kit) -> None:
    opened = kit.vault.open(USER, PASSPHRASE)
    assert opened.root == kit.opened.root
    assert len(opened.database_key) == 32
    assert opened.slot.display_name == "J. Rivera"
    assert opened.failed_before == 0


@pytest.mark.parametrize("name", ["Rivera", " RIVERA ", "rivera\t"])
def test_user_names_are_taken_as_people_type_them(kit: Kit, name: str) -> None:
    assert kit.vault.open(name, PASSPHRASE).slot.user_name == USER


@pytest.mark.parametrize(
    "wrong", ["", "correct horse battery stapl", PASSPHRASE + " ", "x" * 10_000]
)
def test_a_wrong_passphrase_does_not(kit: Kit, wrong: str) -> None:
    with pytest.raises(NotAllowed, match="passphrase is wrong"):
        kit.vault.open(USER, wrong)


def test_an_unknown_person_does_not(kit: Kit, derivations: list[int]) -> None:
    for name in ("", "chen", "J. Rivera"):
        with pytest.raises(NotAllowed, match="Nobody of this name"):
            kit.vault.open(name, PASSPHRASE)
    assert derivations == []


def test_a_sign_in_derives_one_key(kit: Kit, derivations: list[int]) -> None:
    kit.vault.open(USER, PASSPHRASE)
    assert derivations == [CHEAP.memory_kib]
    with pytest.raises(NotAllowed):
        kit.vault.open(USER, "wrong wrong wrong")
    assert len(derivations) == 2


def test_wrong_ones_are_counted_for_the_audit(kit: Kit) -> None:
    for _ in range(3):
        with pytest.raises(NotAllowed):
            kit.vault.open(USER, "wrong wrong wrong")
    assert kit.vault.open(USER, PASSPHRASE).failed_before == 3
    assert kit.vault.open(USER, PASSPHRASE).failed_before == 0


def test_after_five_wrong_ones_even_the_right_one_waits(kit: Kit, derivations: list[int]) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowed, match="is wrong"):
            kit.vault.open(USER, "wrong wrong wrong")
    del derivations[:]
    with pytest.raises(NotAllowed, match="Wait 30 s"):
        kit.vault.open(USER, PASSPHRASE)
    assert derivations == []
    assert kit.vault.wait(USER) == 30
    assert kit.vault.wait("nobody") == 0
    assert kit.vault.open(RECOVERY_USER, kit.code).root == kit.opened.root


def test_accents_may_be_composed_in_another_way(kit: Kit) -> None:
    """The same keys on another machine must not lock a person out."""
    spoken, name = "crème brûlée à la lavande", "José"
    opened = kit.vault.add_user(kit.opened, name, "José Peña", unicodedata.normalize("NFC", spoken))
    found = kit.vault.open(unicodedata.normalize("NFD", name), unicodedata.normalize("NFD", spoken))
    assert found.header == opened.header


def test_bytes_that_are_no_text_are_a_wrong_passphrase(kit: Kit) -> None:
    """The environment hands them over as halves of surrogate pairs."""
    with pytest.raises(NotAllowed, match="is wrong"):
        kit.vault.open(USER, "caf\udce9 caf\udce9")


def test_a_recovery_code_read_with_figures_for_letters_opens() -> None:
    code = next(c for c in iter(new_recovery_code, "") if {"O", "I", "B"} <= set(c))
    misread = code.replace("O", "0").replace("I", "1").replace("B", "8")
    assert misread != code
    assert is_recovery_code(misread)


def test_the_recovery_code_opens(kit: Kit) -> None:
    for typed in (
        kit.code,
        kit.code.lower(),
        kit.code.replace("-", " "),
        kit.code.replace("-", ""),
    ):
        assert kit.vault.open(RECOVERY_USER, typed).root == kit.opened.root


def test_the_check_group_notices_a_slip(kit: Kit) -> None:
    assert is_recovery_code(kit.code)
    assert len(kit.code.split("-")) == 9
    bare = kit.code.replace("-", "")
    for position, char in enumerate(bare):
        slip = bare[:position] + ("A" if char != "A" else "B") + bare[position + 1 :]
        assert not is_recovery_code(slip)
    for wrong in ("", bare[:-1], bare + "A", "-" * 44):
        assert not is_recovery_code(wrong)


def test_a_renewed_code_replaces_the_old_one(kit: Kit) -> None:
    opened, fresh = kit.vault.renew_recovery(kit.opened)
    assert fresh != kit.code
    assert opened.header.generation == 2
    with pytest.raises(NotAllowed):
        kit.vault.open(RECOVERY_USER, kit.code)
    assert kit.vault.open(RECOVERY_USER, fresh).root == kit.opened.root


def test_a_changed_passphrase_replaces_the_old_one(kit: Kit) -> None:
    kit.vault.change_passphrase(kit.opened, "RIVERA", OTHER)
    with pytest.raises(NotAllowed):
        kit.vault.open(USER, PASSPHRASE)
    assert kit.vault.open(USER, OTHER).root == kit.opened.root
    assert kit.vault.open(RECOVERY_USER, kit.code).root == kit.opened.root


def test_the_recovery_code_is_nobodys_passphrase(kit: Kit) -> None:
    for name in (RECOVERY_USER, "nobody"):
        with pytest.raises(Refused):
            kit.vault.change_passphrase(kit.opened, name, OTHER)


def test_each_person_has_a_slot(kit: Kit) -> None:
    opened = kit.vault.add_user(kit.opened, " chen ", "Wei Chen", OTHER)
    assert kit.vault.open("chen", OTHER).root == kit.opened.root
    assert kit.vault.open(USER, PASSPHRASE).root == kit.opened.root
    with pytest.raises(NotAllowed):
        kit.vault.open("chen", PASSPHRASE)
    for taken in ("chen", "CHEN ", USER):
        with pytest.raises(Refused, match="is taken"):
            kit.vault.add_user(opened, taken, "Another Chen", OTHER)


@pytest.mark.parametrize("name", ["", "  ", RECOVERY_USER, " Recovery Code"])
def test_some_names_are_nobodys(kit: Kit, name: str) -> None:
    with pytest.raises(Refused, match="can't be a user name"):
        kit.vault.add_user(kit.opened, name, "Somebody", OTHER)
    with pytest.raises(Refused, match="can't be a user name"):
        kit.vault.create("Maple Street", name, "Somebody", OTHER)


def test_a_name_that_no_store_keeps_is_refused(kit: Kit) -> None:
    with pytest.raises(Refused, match="can't be shown"):
        kit.vault.add_user(kit.opened, "che\0n", "Wei Chen", OTHER)


@pytest.mark.parametrize(
    "weak",
    ["", "short", "123456789", "1234567890", "passwordpassword", "aaaaaaaaaaaa", "J. Rivera 1"],
)
def test_weak_passphrases_are_refused(kit: Kit, weak: str) -> None:
    before = kit.file.path.read_bytes()
    with pytest.raises(Refused):
        kit.vault.add_user(kit.opened, "chen", "J. Rivera", weak)
    with pytest.raises(Refused):
        kit.vault.change_passphrase(kit.opened, USER, weak)
    assert kit.file.path.read_bytes() == before


def test_good_passphrases_are_taken() -> None:
    for good in (
        PASSPHRASE,
        OTHER,
        "Ж" * 3 + " пять слов наугад",
        PASSPHRASE + "x" * 5000,
        "𠮷田 健 🦜 天気 が いい ね",
    ):
        check_passphrase(good)
    assert passphrase_score("password") == 0
    assert passphrase_score(PASSPHRASE) == 4
    assert passphrase_score("maplestreet1", ("Maple Street", "maplestreet")) < 2
