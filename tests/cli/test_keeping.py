"""backup, restore, and the head code that witnesses the audit chain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import MRN, Run


def backed_up(run: Run, folder: Path) -> tuple[Path, str]:
    made = run("backup", folder, "--json")
    assert made.status == 0
    return Path(made.value["folder"]), made.value["audit_head"]


def test_a_backup_becomes_a_store_with_all_readings(run: Run, tmp_path: Path) -> None:
    run("vitals", "add", "--patient", MRN, "bp=128/82", "hr=78")
    before = run("vitals", "list", "--patient", MRN, "--json").value
    copy, head = backed_up(run, tmp_path / "usb")
    run("vitals", "add", "--patient", MRN, "hr=99")

    restored = run("restore", copy, "--store", tmp_path / "new", "--json")
    after = run("vitals", "list", "--patient", MRN, "--json", "--store", tmp_path / "new")

    assert restored.status == 0
    assert restored.value["audit_head"] == head
    assert after.value == before
    assert run("verify", "--store", tmp_path / "new").status == 0


def test_a_backup_is_encrypted_and_private(run: Run, tmp_path: Path) -> None:
    copy, _head = backed_up(run, tmp_path / "usb")

    content = b"".join(path.read_bytes() for path in copy.iterdir())
    assert b"Okafor" not in content
    assert b"SQLite format 3" not in content
    assert copy.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in copy.iterdir()} == {0o600}
    assert [path.name for path in (tmp_path / "usb").iterdir()] == [copy.name]


def test_another_key_keeps_all_readings_and_passphrases(run: Run, place: Path) -> None:
    run("vitals", "add", "--patient", MRN, "bp=128/82")
    before = run("vitals", "list", "--patient", MRN, "--json").value
    keys, database = (place / "clinic.keys").read_bytes(), (place / "clinic.db").read_bytes()

    rekeyed = run("rekey", "--reason", "yearly", "--json")

    assert rekeyed.status == 0
    assert rekeyed.value["key_replaced"] is True
    assert run("vitals", "list", "--patient", MRN, "--json").value == before
    assert run("verify").status == 0
    after = (place / "clinic.db").read_bytes()
    assert not {after[i : i + 4096] for i in range(0, len(after), 4096)} & {
        database[i : i + 4096] for i in range(0, len(database), 4096)
    }
    (place / "clinic.keys").write_bytes(keys)
    (place / "clinic.keys.bak").write_bytes(keys)
    assert run("verify").status == 6


def test_only_who_manages_people_replaces_the_key(run: Run) -> None:
    run("user", "add", "amaka", MA_DESKTOP_NEW_PASSPHRASE="orchard kettle seventeen ravens")
    refused = run(
        "rekey", "--user", "amaka", MA_DESKTOP_PASSPHRASE="orchard kettle seventeen ravens"
    )
    assert refused.status == 4


def test_nothing_is_overwritten(run: Run, place: Path, tmp_path: Path) -> None:
    copy, _head = backed_up(run, tmp_path / "usb")
    before = {path.name: path.read_bytes() for path in place.iterdir()}

    over = run("restore", copy)

    assert over.status == 3
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def cut(copy: Path) -> None:
    os.truncate(copy / "clinic.db", 20_000)


def flipped(copy: Path) -> None:
    data = bytearray((copy / "clinic.db").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "clinic.db").write_bytes(data)


def stranger(copy: Path) -> None:
    (copy / "clinic.keys").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("harm", [cut, flipped, stranger])
def test_a_damaged_backup_restores_nothing(
    run: Run, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    copy, _head = backed_up(run, tmp_path / "usb")
    harm(copy)

    refused = run("restore", copy, "--store", tmp_path / "new")

    assert refused.status == 6
    assert "backup is not sound" in refused.err
    assert not list(tmp_path.glob("new*"))


def test_who_has_no_passphrase_restores_nothing(run: Run, tmp_path: Path) -> None:
    copy, _head = backed_up(run, tmp_path / "usb")

    wrong = run("restore", copy, "--store", tmp_path / "new", MA_DESKTOP_PASSPHRASE="wrong")

    assert wrong.status == 4
    assert not list(tmp_path.glob("new*"))


def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("restore", tmp_path / "none", "--store", tmp_path / "new").status == 3
    unwritable = run("backup", Path("/proc/none"))
    assert unwritable.status == 7
    assert "No folder can be made there." in unwritable.err


def test_a_head_code_shows_that_an_old_store_was_put_back(
    run: Run, place: Path, tmp_path: Path
) -> None:
    shutil.copytree(place, tmp_path / "yesterday")
    run("vitals", "add", "--patient", MRN, "hr=78")
    head = run("verify", "--json").value["audit_head"]

    known = run("verify", "--head", head.lower(), "--json")
    shutil.rmtree(place)
    shutil.copytree(tmp_path / "yesterday", place)
    old = run("verify", "--head", head)

    assert known.status == 0
    assert known.value["witnessed_entry"] > 5
    assert old.status == 6
    assert "does not hold this head code" in old.out
