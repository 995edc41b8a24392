"""The key file survives damage and crashes: one valid copy is there at any moment."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure
from ma_desktop.storage.header import HeaderFile, decode
from ma_desktop.storage.store import Store, open_store, vault_at
from tests.storage.conftest import CHEAP, PASSPHRASE, USER, Made

STEPS = (
    "written clinic.keys",
    "replaced clinic.keys",
    "written clinic.keys.bak",
    "replaced clinic.keys.bak",
)


class PowerCutError(Exception):
    """Stands for the end of the process."""


def cut_at(wanted: str, file: HeaderFile) -> HeaderFile:
    def fault(step: str) -> None:
        if step == wanted:
            raise PowerCutError

    return HeaderFile(file.path, fault)


@pytest.fixture
def file(made_file: Made) -> HeaderFile:
    return HeaderFile(made_file.folder / "clinic.keys")


def opens(made: Made, passphrase: str = PASSPHRASE) -> bool:
    store = open_store(made.location, USER, passphrase, CHEAP)
    store.close()
    return True


def flip(path: Path, position: int, mask: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= mask
    path.write_bytes(data)


def test_both_copies_are_equal_files_of_the_owner(file: HeaderFile) -> None:
    assert file.path.read_bytes() == file.backup.read_bytes()
    assert file.path.stat().st_ino != file.backup.stat().st_ino
    for path in (file.path, file.backup):
        assert path.stat().st_mode & 0o777 == 0o600


def test_no_flipped_byte_goes_unnoticed(file: HeaderFile) -> None:
    data = file.path.read_bytes()
    for position in range(len(data)):
        for mask in (0x01, 0x20, 0x80):
            damaged = bytearray(data)
            damaged[position] ^= mask
            with pytest.raises(IntegrityFailure):
                decode(bytes(damaged))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b" " * 300_000,
        b'{"sum": 1}',
        b"1" * 5000,
    ],
)
def test_anything_else_is_damage(data: bytes) -> None:
    with pytest.raises(IntegrityFailure, match="damaged"):
        decode(data)


def test_another_spelling_of_the_same_is_damage(file: HeaderFile) -> None:
    body = json.loads(file.path.read_bytes())
    with pytest.raises(IntegrityFailure):
        decode(json.dumps(body).encode())


@pytest.mark.parametrize("which", ["path", "backup"])
@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "gone", "zeros"])
def test_one_broken_copy_is_mended_at_the_next_sign_in(
    made_file: Made, file: HeaderFile, which: str, damage: str
) -> None:
    broken: Path = getattr(file, which)
    whole = broken.read_bytes()
    changed = {"cut": whole[:-9], "empty": b"", "zeros": bytes(len(whole))}
    if damage == "gone":
        broken.unlink()
    elif damage == "flip":
        flip(broken, 100)
    else:
        broken.write_bytes(changed[damage])
    assert opens(made_file)
    assert file.path.read_bytes() == file.backup.read_bytes() == whole


def test_a_broken_copy_after_many_changes(made_file: Made, file: HeaderFile) -> None:
    """The backup copy is no older than the file itself, so it is no old key file either."""
    store = made_file.open()
    store.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    store.renew_recovery()
    store.close()
    flip(file.path, 50)
    assert opens(made_file)


def test_both_copies_broken_is_said(made_file: Made, file: HeaderFile) -> None:
    flip(file.path, 50)
    flip(file.backup, 50)
    before = made_file.database.read_bytes()
    with pytest.raises(IntegrityFailure, match="key file of this store is damaged"):
        opens(made_file)
    assert made_file.database.read_bytes() == before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("broken", ["", "path", "backup"])
def test_a_power_cut_while_saving_leaves_a_store_that_opens(
    made_file: Made, file: HeaderFile, step: str, broken: str
) -> None:
    """Whichever copy was broken before, the other one is not written over."""
    store = made_file.open()
    if broken:
        flip(getattr(file, broken), 77)
    store.vault.place = cut_at(step, file)
    with pytest.raises(PowerCutError):
        store.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    store.close()
    assert opens(made_file)
    reopened = made_file.open()
    present = reopened.opened.header.slot_for("chen") is not None
    # With a broken copy the cut already comes while that one is mended, before the change.
    assert broken or present == (step != STEPS[0])
    assert reopened.opened.header.generation == (2 if present else 1)
    # The next change finds no trace of the interrupted one.
    reopened.add_user("adeyemi", "Tunde Adeyemi", "seven purple kayaks adrift")
    reopened.close()
    assert opens(made_file)


@pytest.mark.parametrize("step", STEPS)
def test_a_power_cut_while_changing_the_passphrase(
    made_file: Made, file: HeaderFile, step: str
) -> None:
    """Exactly one of the two passphrases opens, never none."""
    store = made_file.open()
    store.vault.place = cut_at(step, file)
    fresh = "seven purple kayaks adrift"
    with pytest.raises(PowerCutError):
        store.change_passphrase(USER, fresh)
    store.close()
    assert opens(made_file, PASSPHRASE if step == STEPS[0] else fresh)


def test_an_old_key_file_put_back_is_an_alarm(made_file: Made, file: HeaderFile) -> None:
    old = file.path.read_bytes()
    store = made_file.open()
    store.change_passphrase(USER, "seven purple kayaks adrift")
    store.close()
    for path in (file.path, file.backup):
        path.write_bytes(old)
    with pytest.raises(IntegrityFailure, match="old key file"):
        opens(made_file)


def test_one_old_copy_alone_does_no_harm(made_file: Made, file: HeaderFile) -> None:
    old = file.path.read_bytes()
    store = made_file.open()
    store.change_passphrase(USER, "seven purple kayaks adrift")
    store.close()
    file.path.write_bytes(old)
    assert opens(made_file, "seven purple kayaks adrift")
    assert file.path.read_bytes() != old


def newer(store: Store, steps: int) -> None:
    """A header that is ahead of the database, as after a crash between the two writes."""
    vault = store.vault
    header = store.opened.header
    header = replace(header, generation=header.generation + steps)
    vault.place.save(header.signed(store.opened.root))


def test_a_key_file_that_is_one_newer_is_adopted(made: Made) -> None:
    store = made.open()
    newer(store, 1)
    store.close()
    assert opens(made)
    again = made.open()
    assert again.opened.header.generation == 2
    again.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    assert again.opened.header.generation == 3
    again.close()
    assert opens(made)


def test_an_old_database_put_back_is_an_alarm(made: Made) -> None:
    """Several generations can't lie between the two by a crash."""
    store = made.open()
    newer(store, 2)
    store.close()
    with pytest.raises(IntegrityFailure, match="old database"):
        opens(made)


def test_an_old_key_row_put_back_is_an_alarm(made_server: Made) -> None:
    store = made_server.open()
    old = store.opened.header
    store.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    store.vault.place.save(old)
    store.close()
    with pytest.raises(IntegrityFailure, match="old key file"):
        opens(made_server)


def test_two_workstations_change_slots_after_one_another(made: Made) -> None:
    """Each builds on what the other saved, however long it has been open."""
    one, two = made.open(), made.open()
    one.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    two.add_user("adeyemi", "Tunde Adeyemi", "eleven quiet otters swimming")
    one.renew_recovery()
    for store in (one, two):
        store.close()
    names = {slot.user_name for slot in vault_at(made.location).place.load().slots}
    assert names == {USER, "chen", "adeyemi", "recovery code"}
    assert opens(made)


def test_a_sign_in_during_a_change_is_no_alarm(made: Made) -> None:
    """The header was read before the change, the generation after it."""
    vault = vault_at(made.location, CHEAP)
    opened = vault.open(USER, PASSPHRASE)
    other = made.open()
    other.renew_recovery()
    other.renew_recovery()
    other.close()
    engine = made.engine()
    late = Store(engine, opened, vault)
    assert late.opened.header.generation == 3
    late.close()


def test_a_disk_that_takes_nothing_is_said_and_changes_nothing(
    made_file: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made_file.open()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ma_desktop.storage.durable.os.fsync", full)
        with pytest.raises(MachineFailure, match="can't be written"):
            store.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    assert store.opened.header.slot_for("chen") is None
    store.add_user("chen", "Wei Chen", "seven purple kayaks adrift")
    store.close()
    assert opens(made_file)
