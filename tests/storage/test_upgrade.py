"""An older store opens with all it holds; a copy is kept first; a kill on the way loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage import backup, upgrade
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.engine import open_file
from ma_desktop.storage.places import DATABASE, is_server
from ma_desktop.storage.store import open_store
from ma_desktop.storage.tables import SCHEMA
from tests.factories import blood_pressure, observation, patient, visit
from tests.storage.conftest import CHEAP, PASSPHRASE, USER, Made

ROOT = Path(__file__).resolve().parents[2]
_KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from ma_desktop.storage import store, upgrade
whole = upgrade.upgrade
def cut(connection, revision="head"):
    whole(connection, revision)
    os.kill(os.getpid(), signal.SIGKILL)
upgrade.upgrade = cut
store.open_store(*sys.argv[1:])
"""


def aged(made: Made, stamp: Stamp) -> dict[str, object]:
    """Fill a store, and bring its tables back to the first schema; what it holds."""
    person = patient()
    store = made.open()
    with store.begin(stamp) as uow:
        uow.patients.add(person)
        uow.visits.add(visit(person))
        uow.observations.add([blood_pressure(person), observation(person)])
        uow.audit.write("made for a test", patient_id=person.id)
    content = held(made, stamp, person.id)
    store.close()
    engine = made.engine()
    with engine.begin() as connection:
        upgrade.downgrade(connection, "0001")
    engine.dispose()
    return {"id": person.id, **content}


def held(made: Made, stamp: Stamp, patient_id: str) -> dict[str, object]:
    store = made.open()
    with store.begin(stamp, reading=True) as uow:
        found: dict[str, object] = {
            "patient": uow.patients.get(patient_id),
            "visits": uow.visits.of_patient(patient_id, stamp.now()),
            "observations": uow.observations.of_patient(patient_id),
            "audit": uow.audit.head(),
            "break": uow.audit.first_break(),
        }
    store.close()
    return found


def revision(made: Made) -> str:
    engine = made.engine()
    with engine.connect() as connection:
        found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    engine.dispose()
    return found


def opened(made: Made) -> None:
    open_store(made.location, USER, PASSPHRASE, CHEAP).close()


def copies(made: Made) -> list[Path]:
    return sorted(made.folder.glob("before-*"))


def test_a_store_of_the_first_schema_keeps_all_it_holds(made: Made, stamp: Stamp) -> None:
    before = aged(made, stamp)
    assert revision(made) == "0001"

    opened(made)

    assert revision(made) == SCHEMA
    assert {"id": before["id"], **held(made, stamp, str(before["id"]))} == before


def test_a_checked_copy_is_kept_first(made_file: Made, stamp: Stamp) -> None:
    aged(made_file, stamp)

    opened(made_file)

    (copy,) = copies(made_file)
    assert copy.name.startswith(f"before-{SCHEMA}-")
    assert {path.stat().st_mode & 0o777 for path in copy.iterdir()} == {0o600}
    assert copy.stat().st_mode & 0o777 == 0o700
    assert not (copy / DATABASE).read_bytes().startswith(b"SQLite format 3")
    engine = open_file(copy / DATABASE, made_file.opened.database_key)
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
        )
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar() == 3
    engine.dispose()


def test_the_copy_itself_opens_as_a_store(made_file: Made, stamp: Stamp) -> None:
    aged(made_file, stamp)
    opened(made_file)
    (copy,) = copies(made_file)

    open_store(str(copy), USER, PASSPHRASE, CHEAP).close()


def test_without_a_copy_nothing_is_migrated(
    made_file: Made, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise MachineFailure("The disk is full.")

    aged(made_file, stamp)
    monkeypatch.setattr(backup, "_vacuum_into", full)

    with pytest.raises(MachineFailure, match="full"):
        opened(made_file)

    assert revision(made_file) == "0001"
    assert copies(made_file) == []


def test_a_present_store_is_not_copied(made_file: Made) -> None:
    opened(made_file)
    assert copies(made_file) == []


def test_killed_before_the_commit_it_is_as_it_was(made: Made, stamp: Stamp) -> None:
    before = aged(made, stamp)

    died = subprocess.run(
        [sys.executable, "-c", _KILLED, made.location, USER, PASSPHRASE], cwd=ROOT, check=False
    )

    assert died.returncode == -signal.SIGKILL
    assert revision(made) == "0001"
    opened(made)
    assert {"id": before["id"], **held(made, stamp, str(before["id"]))} == before
    assert len(copies(made)) == (0 if is_server(made.location) else 1)


def test_a_backup_of_an_open_store_is_checked(
    made_file: Made, tmp_path: Path, stamp: Stamp
) -> None:
    store = made_file.open()
    with store.begin(stamp) as uow:
        uow.audit.write("made for a test")
    target = tmp_path / "usb" / "monday"

    copied = store.copy_to(target)

    with store.begin(stamp, reading=True) as uow:
        assert (copied.entries, copied.head) == uow.audit.head()
    with pytest.raises(Refused, match="already"):
        store.copy_to(target)
    store.close()


def test_a_copy_that_is_not_sound_does_not_appear(
    made_file: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "damage", lambda _engine: ("page 7",))
    store = made_file.open()

    with pytest.raises(IntegrityFailure, match="not sound"):
        store.copy_to(tmp_path / "monday")

    store.close()
    assert not list(tmp_path.glob("monday*"))


def test_a_server_is_not_copied_to_a_folder(made_server: Made, tmp_path: Path) -> None:
    store = made_server.open()
    with pytest.raises(Refused, match="server"):
        store.copy_to(tmp_path / "monday")
    store.close()
