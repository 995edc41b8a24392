"""The root key is replaced: old copies open nothing new, and no cut locks anybody out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from ma_desktop.domain.errors import IntegrityFailure, NotAllowed, Refused
from ma_desktop.storage import rotation
from ma_desktop.storage.audit_trail import AUDIT_KEY, Stamp
from ma_desktop.storage.engine import open_file
from ma_desktop.storage.gate import Gate
from ma_desktop.storage.header import HeaderFile
from ma_desktop.storage.places import DATABASE, KEYS, is_server
from ma_desktop.storage.store import Store, open_store
from ma_desktop.storage.tables import audit
from ma_desktop.storage.vault import RECOVERY_USER
from tests.factories import patient
from tests.storage.conftest import CHEAP, PASSPHRASE, USER, Made

OTHER = "seven purple kayaks adrift"
EVENTS = [
    "exported",
    "checked",
    f"written {KEYS}",
    f"replaced {KEYS}",
    f"written {KEYS}.bak",
    f"replaced {KEYS}.bak",
    "announced",
    "renamed",
    f"written {KEYS}",
    f"replaced {KEYS}",
    f"written {KEYS}.bak",
    f"replaced {KEYS}.bak",
]
RENAMED = EVENTS.index("renamed")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process to kill is forked")


def sign_in(made: Made, user: str = USER, passphrase: str = PASSPHRASE) -> Store:
    return open_store(made.location, user, passphrase, CHEAP)


def add_patient(store: Store, stamp: Stamp) -> str:
    person = patient()
    with store.begin(stamp) as uow:
        uow.patients.add(person)
        uow.audit.write("made for a test", patient_id=person.id)
    return person.id


def holds(store: Store, stamp: Stamp, patient_id: str) -> bool:
    with store.begin(stamp, reading=True) as uow:
        return uow.patients.get(patient_id) is not None and uow.audit.first_break() is None


def rotate_watched(made: Made, stamp: Stamp, watch: Callable[[str], None]) -> None:
    store = made.open()
    store.vault.place = HeaderFile(made.folder / KEYS, watch)
    store.rotate(stamp, "a test", watch)
    store.close()


def test_everybody_signs_in_as_before(made: Made, stamp: Stamp) -> None:
    store = made.open()
    store.add_user("chen", "Wei Chen", OTHER)
    kept = add_patient(store, stamp)
    root, generation = store.opened.root, store.opened.header.generation

    store.rotate(stamp, "a test")

    assert store.opened.root != root
    assert store.opened.header.generation > generation
    later = add_patient(store, stamp)
    assert holds(store, stamp, kept)
    with store.begin(stamp, reading=True) as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert actions.count("key replaced") == 1
    assert not store.damage()
    store.close()
    for user, secret in ((USER, PASSPHRASE), ("chen", OTHER), (RECOVERY_USER, made.code)):
        again = sign_in(made, user, secret)
        assert holds(again, stamp, kept)
        assert holds(again, stamp, later)
        again.close()


def audit_key(store: Store) -> bytes:
    return store._read_meta(AUDIT_KEY)


def test_the_audit_goes_on_under_another_key_and_is_checked_from_its_first_entry(
    made: Made, stamp: Stamp
) -> None:
    store, beside = made.open(), made.open() if is_server(made.location) else None
    add_patient(store, stamp)
    keys = [audit_key(store)]
    for _time in range(2):
        store.rotate(stamp, "a test")
        add_patient(store, stamp)
        keys.append(audit_key(store))
    assert len(set(keys)) == 3
    for other in filter(None, (store, beside)):  # a workstation that knew the first key
        kept = add_patient(other, stamp)
        assert holds(other, stamp, kept)
    with store.begin(stamp) as uow:
        second = next(e for e, _mac in uow.audit.entries() if e.action == "key replaced")
        forged = update(audit).where(audit.c.sequence == second.sequence)
        uow.connection.execute(forged.values(reason="another"))
    with store.begin(stamp, reading=True) as uow:
        assert uow.audit.first_break() == second.sequence
    for other in filter(None, (store, beside)):
        other.close()


def test_who_was_revoked_opens_nothing_new(made_file: Made, stamp: Stamp, tmp_path: Path) -> None:
    store = made_file.open()
    store.add_user("chen", "Wei Chen", OTHER)
    store.close()
    old = shutil.copytree(made_file.folder, tmp_path / "old")
    leaving = sign_in(made_file, "chen", OTHER)
    known = leaving.opened
    leaving.close()

    store = made_file.open()
    store.remove_user("chen")
    store.rotate(stamp, "a person left")
    add_patient(store, stamp)
    store.close()

    with pytest.raises(NotAllowed, match="Nobody of this name"):
        sign_in(made_file, "chen", OTHER)
    with pytest.raises(IntegrityFailure):
        open_file(made_file.database, known.database_key)
    for name in (KEYS, f"{KEYS}.bak"):
        shutil.copy(old / name, made_file.folder / name)
    with pytest.raises(IntegrityFailure):
        sign_in(made_file, "chen", OTHER)


def test_the_key_of_before_writes_no_header_of_now(made_file: Made, stamp: Stamp) -> None:
    """With two keys in a header, knowing one of them is not enough to change who is who."""
    store = made_file.open()
    before = store.opened
    store.close()
    rotate_watched(made_file, stamp, lambda _name: None)
    now = HeaderFile(made_file.folder / KEYS).load()
    renamed = tuple(replace(slot, display_name="Dr. Nobody") for slot in now.slots)
    forged = tuple(
        replace(slot, root=old.root, next_root=slot.root)
        for slot, old in zip(renamed, before.header.slots, strict=True)
    )
    header = replace(now, slots=forged, generation=now.generation + 1).signed(before.root)
    HeaderFile(made_file.folder / KEYS).save(replace(header, next_mac=header.mac))

    with pytest.raises(IntegrityFailure, match="changed by something other"):
        sign_in(made_file)


@needs_fork
@pytest.mark.parametrize("at", range(len(EVENTS)))
def test_a_kill_at_any_step_locks_nobody_out(made_file: Made, stamp: Stamp, at: int) -> None:
    store = made_file.open()
    store.add_user("chen", "Wei Chen", OTHER)
    kept = add_patient(store, stamp)
    store.close()
    seen: list[str] = []

    def watch(name: str) -> None:
        seen.append(name)
        if len(seen) == at + 1:
            os.kill(os.getpid(), signal.SIGKILL if name == EVENTS[at] else signal.SIGTERM)

    child = os.fork()
    if child == 0:
        rotate_watched(made_file, stamp, watch)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    for user, secret in (("chen", OTHER), (RECOVERY_USER, made_file.code)):
        found = sign_in(made_file, user, secret)
        assert holds(found, stamp, kept)
        assert not found.opened.header.is_pending
        with found.begin(stamp, reading=True) as uow:
            actions = [entry.action for entry, _mac in uow.audit.entries()]
        assert actions.count("key replaced") == (1 if at >= RENAMED else 0)
        found.close()
    store = sign_in(made_file)
    store.rotate(stamp, "once more")
    later = add_patient(store, stamp)
    store.close()
    again = sign_in(made_file)
    assert holds(again, stamp, later)
    again.close()
    assert not list(made_file.folder.glob("*.new*"))


def test_the_steps_are_these(made_file: Made, stamp: Stamp) -> None:
    seen: list[str] = []
    rotate_watched(made_file, stamp, seen.append)
    assert seen == EVENTS


_HOLDER = """
import sys
from ma_desktop.storage.store import open_store
store = open_store(*sys.argv[1:])
print("open", flush=True)
sys.stdin.read()
store.close()
"""


def test_while_another_program_has_it_open_the_key_stays(made_file: Made, stamp: Stamp) -> None:
    """Whoever went on writing into the file of before would lose it."""
    words = [sys.executable, "-c", _HOLDER, made_file.location, USER, PASSPHRASE]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        store = made_file.open()
        with pytest.raises(Refused, match="has this store open"):
            store.rotate(stamp, "a test")
        kept = add_patient(store, stamp)
        assert holds(store, stamp, kept)
        other.communicate("", timeout=20)
    store.rotate(stamp, "a test")
    assert holds(store, stamp, kept)
    store.close()


def test_a_full_disk_leaves_the_store_as_it_was(
    made_file: Made, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    store = made_file.open()
    kept, root = add_patient(store, stamp), store.opened.root
    monkeypatch.setattr(rotation, "_sync", full)

    with pytest.raises(Exception, match="can't be replaced"):
        store.rotate(stamp, "a test")

    assert store.opened.root == root
    assert holds(store, stamp, kept)
    assert not list(made_file.folder.glob(f"{DATABASE}.new*"))
    store.close()
    sign_in(made_file).close()


def test_transactions_of_this_program_wait_meanwhile(made: Made, stamp: Stamp) -> None:
    store = made.open()
    ids: list[str] = []

    def write() -> None:
        ids.extend(add_patient(store, stamp) for _ in range(20))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    store.rotate(stamp, "a test")
    for writer in writers:
        writer.join()

    assert len(ids) == 40
    assert all(holds(store, stamp, item) for item in ids[::7])
    store.close()


def test_a_transaction_inside_another_passes_while_somebody_waits() -> None:
    gate, is_shut = Gate(), threading.Event()

    def shut() -> None:
        with gate.shut():
            is_shut.set()

    with gate.passage():
        waiting = threading.Thread(target=shut)
        waiting.start()
        with gate.passage():
            assert not is_shut.is_set()
    waiting.join()
    assert is_shut.is_set()


def test_on_a_server_only_the_key_file_is_sealed_anew(made_server: Made, stamp: Stamp) -> None:
    assert is_server(made_server.location)
    store = made_server.open()
    old = store.opened.header
    store.rotate(stamp, "a test")
    assert store.opened.header.is_genuine(store.opened.root)
    assert not old.is_genuine(store.opened.root)
    store.close()
