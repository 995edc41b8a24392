"""Copies of a store in a folder: encrypted with its own key, and opened and checked once made."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from ma_desktop.domain.audit import head_code
from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage.audit_trail import HEAD, chain_break, read_head
from ma_desktop.storage.durable import make_private, sync_folder
from ma_desktop.storage.engine import make_file, open_file
from ma_desktop.storage.header import Header, HeaderFile
from ma_desktop.storage.places import DATABASE, KEYS
from ma_desktop.storage.plain_errors import plain_errors
from ma_desktop.storage.tables import meta

_PART = ".part"


@dataclass(frozen=True)
class Copied:
    """A checked copy: where it is, and the length and head code of its audit chain."""

    folder: Path
    entries: int
    head: str


def copy_store(engine: Engine, header: Header, key: bytes, target: Path) -> Copied:
    """Copy the open store into the new folder `target`, which appears only once it is checked.

    Raises Refused when `target` exists, MachineFailure when the disk fails, IntegrityFailure when
    the copy is not sound.
    """
    if target.exists():
        raise Refused("There is something of this name already.", do="Choose another folder.")
    part = target.with_name(target.name + _PART)
    _make_part(part)
    try:
        make_file(part / DATABASE)
        with plain_errors():
            _vacuum_into(engine, part / DATABASE)
        HeaderFile(part / KEYS).save(header)
        entries, head = demand_sound(part / DATABASE, header, key)
        _appear(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Copied(target, entries, head)


def _make_part(part: Path) -> None:
    shutil.rmtree(part, ignore_errors=True)
    try:
        make_private(part)
    except MachineFailure:
        raise MachineFailure(
            "No folder can be made there.",
            safe="What is copied is as it was.",
            do="Choose another place, or check that you may write there.",
        ) from None


def _vacuum_into(engine: Engine, path: Path) -> None:
    """One snapshot, whatever others write meanwhile; SQLCipher keeps the key."""
    connection = engine.connect().execution_options(unlocked=True)
    try:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()


def demand_sound(database: Path, header: Header, key: bytes) -> tuple[int, str]:
    """Open a copy and check all of it; the length and head code of its audit chain.

    Raises IntegrityFailure when anything is not as it must be.
    """
    engine = open_file(database, key)
    try:
        problems = damage(engine)
        with plain_errors(), engine.connect().execution_options(reading=True) as connection:
            generation = int(_meta(connection, "generation"))
            broken = chain_break(connection)
            entries, mac = read_head(_meta(connection, HEAD))
    finally:
        engine.dispose()
    if problems or broken is not None or generation != header.generation:
        raise IntegrityFailure(
            "The copy is not sound.", safe="The store was not changed.", do="Try another disk."
        )
    return entries, head_code(mac)


def damage(engine: Engine) -> tuple[str, ...]:
    """What the database's own checks find wrong; empty when it is sound, or not in a file."""
    if engine.dialect.name != "sqlite":
        return ()
    with plain_errors(), engine.connect().execution_options(reading=True) as connection:
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return tuple(str(line) for line in [*pages, *(row for row in whole if row != "ok")])


def _meta(connection: Connection, key: str) -> bytes:
    return bytes(connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one())


def _appear(part: Path, target: Path) -> None:
    try:
        for path in part.iterdir():
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError:
        raise MachineFailure(
            "The copy can't be written.", do="Check that the disk is not full."
        ) from None


def put_in_place(copy: Path, target: Path) -> Path:
    """Copy the files of a backup beside `target`; returns the folder that `take` makes final.

    Raises Refused when `target` holds anything, MachineFailure when the disk fails.
    """
    if target.exists() and any(target.iterdir()):
        raise Refused("This folder is not empty.", do="Restore into a new folder.")
    if not (copy / DATABASE).is_file() or not (copy / KEYS).is_file():
        raise Refused("This is not a backup of MA Desktop.", do="Choose a folder that backup made.")
    part = target.with_name(target.name + _PART)
    _make_part(part)
    try:
        for name in (DATABASE, KEYS):
            make_file(part / name)
            shutil.copyfile(copy / name, part / name)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise MachineFailure(
            "The backup can't be copied.", do="Check that the disk is not full."
        ) from None
    return part


def take(part: Path, target: Path) -> None:
    """Give the checked copy its final name."""
    if target.exists():
        target.rmdir()
    _appear(part, target)


def discard(part: Path) -> None:
    """Remove a copy that did not come about."""
    shutil.rmtree(part, ignore_errors=True)
