"""Replaces the root key of a store in a folder: whoever left opens nothing new with an old copy.

The records are written anew under the next key beside the present file; the header then holds both
keys in every slot; one rename makes the new file the store; the header drops the old key. At any
moment one of the two keys opens the file that is there, and that key decides which half stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlcipher3 import dbapi2 as sqlcipher

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure
from ma_desktop.storage.backup import demand_sound
from ma_desktop.storage.durable import sync_folder
from ma_desktop.storage.engine import hold, make_file, open_file
from ma_desktop.storage.header import HeaderPlace
from ma_desktop.storage.plain_errors import plain_errors
from ma_desktop.storage.vault import Opened

Note = Callable[[Connection, int], None]
Step = Callable[[str], None]
_NEW = ".new"


def rotate(database: Path, announced: Opened, place: HeaderPlace, note: Note, step: Step) -> None:
    """Write the store anew under the root key that `announced` holds beside the present one.

    No connection to `database` may be open in this process. `note` gets a transaction of the new
    database and its generation; `step` is told what was done. The header still holds both keys
    afterwards. Raises Refused while somebody else has the store open, MachineFailure when the disk
    fails, IntegrityFailure when the new file is not sound: the present key goes on then.
    """
    clear(database)
    held = hold(database, announced.database_key)
    try:
        after = announced.taken_over()
        new = database.with_name(database.name + _NEW)
        _export(held, new, after.database_key)
        step("exported")
        _note(new, after, note)
        demand_sound(new, after.header, after.database_key)
        _sync(new)
        step("checked")
        place.save(announced.header)
        step("announced")
        if os.name == "nt":  # an open file can't be replaced there
            held.close()
        new.replace(database)
        sync_folder(database.parent)
        step("renamed")
    except OSError:
        clear(database)
        raise _failed() from None
    except BaseException:
        clear(database)
        raise
    finally:
        held.close()


def open_either(database: Path, opened: Opened) -> tuple[Engine, Opened]:
    """The store, and the vault with the root key that opens it: no note anywhere says which."""
    try:
        return open_file(database, opened.database_key), opened
    except IntegrityFailure:
        if not opened.next_root:
            raise
    after = opened.taken_over()
    return open_file(database, after.database_key), after


def clear(database: Path) -> None:
    """Remove what a rotation that was cut short left behind."""
    for end in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + _NEW + end).unlink(missing_ok=True)


def _export(held: sqlcipher.Connection, new: Path, key: bytes) -> None:
    """All of the store into `new`, and a count of every table in both."""
    make_file(new)
    try:
        held.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(new), f"x'{key.hex()}'"))
        held.execute("SELECT sqlcipher_export('fresh')").fetchone()
        same = _counts(held, "main") == _counts(held, "fresh")
        held.execute("DETACH DATABASE fresh")
    except sqlcipher.DatabaseError:
        raise _failed() from None
    if not same:
        raise IntegrityFailure(
            "The store could not be copied whole.",
            safe="Its key was not replaced.",
            do="Run ma-desktop verify.",
        )


def _counts(held: sqlcipher.Connection, schema: str) -> dict[str, tuple[str, int]]:
    """By name: how each table was made, and how many rows it has."""
    tables = held.execute(f"SELECT name, sql FROM {schema}.sqlite_master WHERE type = 'table'")
    return {
        name: (sql, held.execute(f'SELECT count(*) FROM {schema}."{name}"').fetchone()[0])
        for name, sql in tables.fetchall()
    }


def _note(new: Path, after: Opened, note: Note) -> None:
    engine = open_file(new, after.database_key)
    try:
        with plain_errors(), engine.begin() as connection:
            note(connection, after.header.generation)
    finally:
        engine.dispose()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failed() -> MachineFailure:
    return MachineFailure(
        "The key can't be replaced.",
        safe="The store is as it was.",
        do="Check that the disk has room for a second copy of the store.",
    )
