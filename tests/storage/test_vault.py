"""Who can open a store, and who can't: passphrases, recovery code, slots, and forged key files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import argon2.low_level
import pytest

from ma_desktop.domain.errors import IntegrityFailure, NotAllowed, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.storage import keys
from ma_desktop.storage.attempts import Attempts
from ma_desktop.storage.header import Header, HeaderFile, decode, encode
from ma_desktop.storage.keys import KdfCost, Slot, make_slot, open_slot, reseal
from ma_desktop.storage.vault import (
    RECOVERY_USER,
    Opened,
    Vault,
    check_passphrase,
    is_recovery_code,
    passphrase_score,
)
from tests.storage.conftest import CHEAP, PASSPHRASE, USER

OTHER = "seven purple kayaks adrift"


@dataclass
class Kit:
    """A vault in a folder of this test, with all that was handed out."""

    vault: Vault
    file: HeaderFile
    opened: Opened
    code: str


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    file = HeaderFile(tmp_path / "clinic.keys")
    vault = Vault(file, Attempts(None), CHEAP)
    opened, code = vault.create("Maple Street", USER, "J. Rivera", PASSPHRASE)
    file.save(opened.header)
    return Kit(vault, file, opened, code)


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The memory of each key derivation that was asked for."""
    seen: list[int] = []

    def counted(*arguments: object) -> bytes:
        seen.append(int(str(arguments[3])))
        return argon2.low_level.hash_secret_raw(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(keys, "hash_secret_raw", counted)
    return seen


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


# ---- forged and damaged key files


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 64 * 1024 - 1},
        {"memory_kib": 1024 * 1024 + 1},
        {"memory_kib": -1},
        {"memory_kib": 70_000.5},
        {"memory_kib": "70000"},
        {"memory_kib": None},
        {"passes": 0},
        {"passes": 17},
        {"passes": True},
        {"lanes": 0},
        {"lanes": 9},
        {"lanes": 2.0},
    ],
)
def test_hostile_costs_are_refused(
    kit: Kit, cost: dict[str, object], derivations: list[int]
) -> None:
    slot = kit.opened.slot.to_json()
    slot["cost"].update(cost)
    with pytest.raises((IntegrityFailure, TypeError)):
        Slot.from_json(slot)
    forge(kit, lambda body: body["slots"][0]["cost"].update(cost))
    with pytest.raises(IntegrityFailure, match="damaged"):
        kit.vault.open(USER, PASSPHRASE)
    assert derivations == []


def test_the_bounds_themselves_are_allowed() -> None:
    assert KdfCost(64 * 1024, 1, 1).passes == 1
    assert KdfCost(1024 * 1024, 16, 8).lanes == 8
    assert KdfCost() == KdfCost(256 * 1024, 3, 2)


def forge(
    kit: Kit, change: Callable[[dict[str, list[dict[str, dict[str, object]]]]], object]
) -> None:
    """Change the key file as somebody does who knows its format, and remove the backup copy."""
    import_json = __import__("json")
    import_hash = __import__("hashlib")
    body = import_json.loads(kit.file.path.read_bytes())
    body.pop("sum")
    change(body)
    plain = import_json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    body["sum"] = import_hash.sha256(plain).hexdigest()
    kit.file.path.write_bytes(
        import_json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    )
    kit.file.backup.unlink()


HOSTILE: dict[str, Callable[[dict[str, object]], object]] = {
    "generation text": lambda body: body.update(generation="1"),
    "generation true": lambda body: body.update(generation=True),
    "generation none": lambda body: body.update(generation=None),
    "format 2": lambda body: body.update(format=2),
    "mac number": lambda body: body.update(mac=1),
    "no slots": lambda body: body.pop("slots"),
    "slots number": lambda body: body.update(slots=7),
    "slot text": lambda body: body.update(slots=["x"]),
    "name number": lambda body: first(body).update(user_name=5),
    "more fields": lambda body: first(body).update(extra="x"),
    "field missing": lambda body: first(body).pop("salt"),
    "salt not base64": lambda body: first(body).update(salt="***"),
    "salt not ascii": lambda body: first(body).update(salt="é" * 20),
    "salt short": lambda body: first(body).update(salt="AAAA"),
    "private short": lambda body: first(body).update(private_key="AAAA"),
    "root short": lambda body: first(body).update(root=""),
    "more at the top": lambda body: body.update(extra=1),
    "clinic number": lambda body: body.update(clinic_name=1),
}


def first(body: dict[str, object]) -> dict[str, object]:
    slots = body["slots"]
    assert isinstance(slots, list)
    found: dict[str, object] = slots[0]
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_key_file_of_another_shape_is_refused(kit: Kit, name: str) -> None:
    forge(kit, HOSTILE[name])  # type: ignore[arg-type]
    with pytest.raises(IntegrityFailure, match="damaged"):
        kit.vault.open(USER, PASSPHRASE)


FORGED: dict[str, Callable[[dict[str, object]], object]] = {
    "another name": lambda body: first(body).update(display_name="Dr. Evil"),
    "another user": lambda body: first(body).update(user_name="chen"),
    "another clinic": lambda body: body.update(clinic_name="Elm Street"),
    "a later generation": lambda body: body.update(generation=2**70),
    "no mac": lambda body: body.update(mac=""),
    "a mac that is no text of ours": lambda body: body.update(mac="é"),
    "one slot less": lambda body: body["slots"].pop(),  # type: ignore[attr-defined]
    "a slot twice": lambda body: body["slots"].append(first(body)),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_key_file_opens_nothing(kit: Kit, name: str) -> None:
    forge(kit, FORGED[name])  # type: ignore[arg-type]
    user = "chen" if name == "another user" else USER
    with pytest.raises(IntegrityFailure, match="something other than this program"):
        kit.vault.open(user, PASSPHRASE)


def test_a_slot_can_not_move_to_another_store(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        open_slot(kit.opened.slot, new_id(), PASSPHRASE)
    forge(kit, lambda body: body.update(database_id=new_id()))  # type: ignore[call-overload]
    with pytest.raises(NotAllowed):
        kit.vault.open(USER, PASSPHRASE)


def test_a_slot_can_not_move_to_another_person(kit: Kit) -> None:
    opened = kit.vault.add_user(kit.opened, "chen", "Wei Chen", OTHER)
    mine, theirs = opened.header.slot_for(USER), opened.header.slot_for("chen")
    assert mine is not None
    assert theirs is not None
    database_id = opened.header.database_id
    with pytest.raises(NotAllowed):
        open_slot(replace(theirs, id=mine.id), database_id, OTHER)
    mixed = replace(mine, root=theirs.root)
    with pytest.raises(IntegrityFailure, match="slot is damaged"):
        open_slot(mixed, database_id, PASSPHRASE)


def test_a_root_key_of_no_meaning_is_noticed(kit: Kit) -> None:
    for field in ("AAAA" * 8, "AAAA" * 40):
        broken = replace(kit.opened.slot, root=field)
        with pytest.raises(IntegrityFailure, match="slot is damaged"):
            open_slot(broken, kit.opened.header.database_id, PASSPHRASE)


def test_another_root_key_needs_no_passphrase(kit: Kit) -> None:
    header = kit.opened.header
    fresh = keys.new_root()
    slots = [reseal(slot, fresh, header.database_id) for slot in header.slots]
    assert open_slot(slots[0], header.database_id, PASSPHRASE) == fresh
    assert open_slot(slots[1], header.database_id, kit.code.replace("-", "")) == fresh


def test_the_slots_of_two_stores_differ_in_all(kit: Kit) -> None:
    again = make_slot(
        kit.opened.root,
        kit.opened.header.database_id,
        slot_id=kit.opened.slot.id,
        kind="user",
        user_name=USER,
        display_name="J. Rivera",
        secret=PASSPHRASE,
        cost=CHEAP,
    )
    for name in ("salt", "public_key", "private_key", "root"):
        assert getattr(again, name) != getattr(kit.opened.slot, name)


def test_a_full_key_file_is_refused_before_it_locks_everybody_out(kit: Kit) -> None:
    slots = kit.opened.header.slots * 400
    before = kit.file.path.read_bytes()
    with pytest.raises(Refused, match="key file is full"):
        kit.file.save(replace(kit.opened.header, slots=slots))
    assert kit.file.path.read_bytes() == before


def test_two_hundred_people_fit(kit: Kit) -> None:
    header = replace(kit.opened.header, slots=kit.opened.header.slots * 100)
    kit.file.save(header)
    assert kit.file.load() == header


def test_a_header_reads_back(kit: Kit) -> None:
    named = Header("id", "Clínica “Ñuñoa” 𠮷", 7, kit.opened.header.slots, "ab")
    assert decode(encode(named)) == named
