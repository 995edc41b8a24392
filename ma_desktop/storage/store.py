"""The open store: creates and opens it, and hands out units of work."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from ma_desktop.domain.audit import GENESIS, head_code
from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused
from ma_desktop.runtime.paths import data_dir
from ma_desktop.storage import backup, schema
from ma_desktop.storage.attempts import Attempts
from ma_desktop.storage.audit_trail import AUDIT_KEY, HEAD, AuditTrail, Stamp, head_value, read_head
from ma_desktop.storage.durable import make_private
from ma_desktop.storage.engine import check_file, open_file, open_server
from ma_desktop.storage.engine import engine_version as engine_version
from ma_desktop.storage.gate import Gate
from ma_desktop.storage.header import HeaderFile, HeaderPlace
from ma_desktop.storage.header_row import HeaderRow
from ma_desktop.storage.keys import KdfCost
from ma_desktop.storage.places import ATTEMPTS, DATABASE, KEYS, demand_room, is_server
from ma_desktop.storage.plain_errors import plain_errors
from ma_desktop.storage.rotation import Step, clear, open_either, rotate
from ma_desktop.storage.tables import SCHEMA, meta
from ma_desktop.storage.unit_of_work import UnitOfWork as UnitOfWork
from ma_desktop.storage.unit_of_work import unit_of_work
from ma_desktop.storage.vault import RECOVERY_USER as RECOVERY_USER
from ma_desktop.storage.vault import Opened, Vault

_GENERATION = "generation"


class Store:
    """An open store. `engine` is ours alone; close() ends all connections."""

    def __init__(self, engine: Engine, opened: Opened, vault: Vault) -> None:
        self._gate = Gate()
        self._take(engine)
        self.opened = opened
        self.vault = vault
        self._check_generation()
        self._settle()

    def _take(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)

    @contextmanager
    def begin(self, stamp: Stamp, *, reading: bool = False) -> Iterator[UnitOfWork]:
        """One transaction; commits at the end, rolls back on any error.

        `reading` takes no write lock. Raises Conflict for a clash with another record,
        MachineFailure when the disk or the server fails.
        """
        with self._gate.passage(), plain_errors():
            engine = self._reader if reading else self._engine
            with engine.begin() as connection:
                yield unit_of_work(connection, AuditTrail(connection, stamp))

    def demand_passphrase(self, user_name: str, passphrase: str) -> None:
        """Raise NotAllowed unless this is the passphrase of `user_name`."""
        self.vault.open(user_name, passphrase)

    def add_user(self, user_name: str, display_name: str, passphrase: str) -> None:
        """Give a person a key slot and note the new generation in the database."""
        self._change_keys(
            lambda opened: self.vault.add_user(opened, user_name, display_name, passphrase)
        )

    def remove_user(self, user_name: str) -> None:
        """Take a person's key slot away."""
        self._change_keys(lambda opened: self.vault.remove_user(opened, user_name))

    def change_passphrase(self, user_name: str, passphrase: str) -> None:
        self._change_keys(
            lambda opened: self.vault.change_passphrase(opened, user_name, passphrase)
        )

    def renew_recovery(self) -> str:
        codes: list[str] = []

        def renew(opened: Opened) -> Opened:
            renewed, code = self.vault.renew_recovery(opened)
            codes.append(code)
            return renewed

        self._change_keys(renew)
        return codes[0]

    def rotate(self, stamp: Stamp, reason: str, step: Step = lambda _name: None) -> None:
        """Replace the root key, and with it the database's: old key files open nothing new.

        The audit's key is replaced as well; the old one stays for checking what it sealed.

        Nobody's passphrase changes. On a server the records stay as they are: there the server's
        own accounts keep people out, and only the key file is sealed anew. `step` is told what was
        done. Raises as `rotation.rotate`.
        """

        def note(connection: Connection, generation: int) -> None:
            _note_generation(connection, generation)
            trail = AuditTrail(connection, stamp)
            trail.replace_key(secrets.token_bytes(32))
            trail.write("key replaced", reason=reason)

        self._check_generation()
        place = self.vault.place
        if not isinstance(place, HeaderFile):
            with plain_errors(), self._engine.begin() as connection:
                _lock_generation(connection)
                self.opened = self.vault.renewed(self.vault.refreshed(self.opened))
                note(connection, self.opened.header.generation)
            return
        database = place.path.with_name(DATABASE)
        announced = self.vault.announced(self.vault.refreshed(self.opened))
        with self._gate.shut():
            self._engine.dispose()
            try:
                rotate(database, announced, place, note, step)
            finally:
                engine, self.opened = open_either(database, announced)
                self._take(engine)
                self.opened = self.vault.refreshed(self.opened)
                self._settle()

    def _settle(self) -> None:
        """One root key again, after a rotation that ended or was cut short."""
        place = self.vault.place
        if self.opened.header.is_pending and isinstance(place, HeaderFile):
            clear(place.path.with_name(DATABASE))
            self._check_generation()
            self._change_keys(self.vault.settled)

    def damage(self) -> tuple[str, ...]:
        """What the database's own checks find wrong; empty when it is sound."""
        return backup.damage(self._engine)

    @property
    def on_server(self) -> bool:
        """Whether the records lie on a PostgreSQL server."""
        return self._engine.dialect.name != "sqlite"

    def copy_to(self, target: Path) -> backup.Copied:
        """A checked copy in a new folder. Raises Refused for a server, and as `copy_store`."""
        if self.on_server:
            raise Refused(
                "This store is on a server.", do="Back it up with the server's own programs."
            )
        self.opened = self.vault.refreshed(self.opened)
        return backup.copy_store(self._engine, self.opened.header, self.opened.database_key, target)

    def close(self) -> None:
        self._engine.dispose()

    def _read_meta(self, key: str) -> bytes:
        with plain_errors(), self._reader.connect() as connection:
            value = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
        if value is None:
            raise IntegrityFailure("The store lacks a part of itself.", do="Restore a backup.")
        return bytes(value)

    def _check_generation(self) -> None:
        """Raise IntegrityFailure unless header and database are of the same time.

        A header that is newer by one stems from a crash between the two writes.
        """
        if int(self._read_meta(_GENERATION)) == self.opened.header.generation:
            self.vault.place.mend(self.opened.header)
            return
        with plain_errors(), self._engine.begin() as connection:
            inner = _lock_generation(connection)
            # Another workstation may have changed the slots since the header was read.
            self.opened = self.vault.refreshed(self.opened)
            outer = self.opened.header.generation
            if outer < inner:
                raise _put_back("key file")
            if outer > inner + 1:
                raise _put_back("database")
            _note_generation(connection, outer)

    def _change_keys(self, change: Callable[[Opened], Opened]) -> None:
        """One change of the key slots, based on what other workstations changed before."""
        self._check_generation()
        with plain_errors(), self._engine.begin() as connection:
            _lock_generation(connection)
            self.opened = change(self.vault.refreshed(self.opened))
            _note_generation(connection, self.opened.header.generation)


def _lock_generation(connection: Connection) -> int:
    """The generation that the database knows; nobody else changes key slots until the commit."""
    found = select(meta.c.value).where(meta.c.key == _GENERATION).with_for_update()
    return int(connection.execute(found).scalar_one())


def _note_generation(connection: Connection, generation: int) -> None:
    value = str(generation).encode()
    connection.execute(update(meta).where(meta.c.key == _GENERATION).values(value=value))


def _put_back(part: str) -> IntegrityFailure:
    return IntegrityFailure(
        f"An old {part} was put in the place of the present one.",
        safe="The store stays closed.",
        do="Tell your administrator, and restore key file and database from one backup.",
    )


def vault_at(location: str, cost: KdfCost | None = None) -> Vault:
    """The vault of a folder or a PostgreSQL URL, without opening it."""
    if is_server(location):
        # The clock of the wait is this machine's, so its file is here too.
        make_private(data_dir())
        place = HeaderRow(open_server(location, pooled=False))
        return Vault(place, Attempts(data_dir() / ATTEMPTS), cost)
    if not location.strip() or "://" in location:
        raise Refused(
            "This is neither a folder nor a PostgreSQL URL.",
            do="Give a folder, or postgresql://user@host/database.",
        )
    folder = Path(location)
    return Vault(HeaderFile(folder / KEYS), Attempts(folder / ATTEMPTS), cost)


def exists(location: str) -> bool:
    """True when a store stands at `location`, even a damaged one."""
    if not is_server(location) and (Path(location) / DATABASE).exists():
        return True
    return vault_at(location).place.exists()


def create(
    location: str,
    clinic_name: str,
    user_name: str,
    display_name: str,
    passphrase: str,
    cost: KdfCost | None = None,
) -> tuple[Store, str]:
    """A new store with its first person; returns it and the recovery code.

    Raises Refused when one exists or other files do, or the passphrase is weak. The key file is
    written last: a key file without its database would be taken for a loss.
    """
    if exists(location):
        raise Refused("A store already exists here.", do="Open it, or choose another folder.")
    demand_room(location)
    vault = vault_at(location, cost)
    opened, code = vault.create(clinic_name, user_name, display_name, passphrase)
    was_there = Path(location).exists()
    prepare_folder(location)
    engine = (
        open_server(location)
        if is_server(location)
        else open_file(Path(location) / DATABASE, opened.database_key, create=True)
    )
    try:
        with plain_errors():
            schema.ensure(engine)
            _fill_meta(engine)
        if not is_server(location):
            engine.dispose()  # see open_file: no reading beside an open connection
            check_file(Path(location) / DATABASE)
        vault.place.save(opened.header)
        return Store(engine, opened, vault), code
    except BaseException:
        engine.dispose()
        if not is_server(location):
            _discard(Path(location), keep=was_there)
        raise


def _discard(folder: Path, *, keep: bool) -> None:
    """Remove a store that did not come about, so that the next try finds no half of it.

    The folder itself stays when it was there before.
    """
    ours = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYS, f"{KEYS}.bak")
    for name in (*ours, f"{KEYS}.new", f"{KEYS}.bak.new"):
        (folder / name).unlink(missing_ok=True)
    if not keep:
        with suppress(OSError):
            folder.rmdir()


def _fill_meta(engine: Engine) -> None:
    values = {
        AUDIT_KEY: secrets.token_bytes(32),
        _GENERATION: b"1",
        HEAD: head_value(0, GENESIS),
    }
    with engine.begin() as connection:
        connection.execute(
            insert(meta), [{"key": key, "value": value} for key, value in values.items()]
        )


def open_store(
    location: str, user_name: str, passphrase: str, cost: KdfCost | None = None
) -> Store:
    """Sign in and open. Raises NotAllowed, IntegrityFailure, Refused or MachineFailure."""
    vault = vault_at(location, cost)
    _demand_store(location, vault.place)
    opened = vault.open(user_name, passphrase)
    if is_server(location):
        engine = open_server(location)
    else:
        engine, opened = open_either(Path(location) / DATABASE, opened)
    try:
        with plain_errors():
            schema.ensure(engine, lambda: _copy_before(engine, location, opened))
        return Store(engine, opened, vault)
    except BaseException:
        engine.dispose()
        raise


def _copy_before(engine: Engine, location: str, opened: Opened) -> None:
    """Keep a store in a folder as it is before its schema changes.

    A server has its own backups; there the one transaction of the migration stands alone. The head
    of the audit chain in the name says of which state it is, so one state is copied once.
    """
    if is_server(location):
        return
    with engine.connect().execution_options(reading=True) as connection:
        head = connection.execute(select(meta.c.value).where(meta.c.key == HEAD)).scalar_one()
    target = Path(location) / f"before-{SCHEMA}-{head_code(read_head(bytes(head))[1])}"
    if not target.exists():
        backup.copy_store(engine, opened.header, opened.database_key, target)


def _demand_store(location: str, place: HeaderPlace) -> None:
    if place.exists():
        if not is_server(location):
            check_file(Path(location) / DATABASE)
        return
    if not is_server(location) and (Path(location) / DATABASE).exists():
        raise IntegrityFailure(
            "The database is here but its key file is missing.",
            safe="The database was not touched.",
            do="Put the key file back from a backup.",
        )
    raise MachineFailure("There is no store here.", do="Check the folder, or run ma-desktop init.")


def prepare_folder(location: str) -> None:
    """Make the store's folder private; nothing to do for a server."""
    if not is_server(location):
        os.umask(0o077)
        make_private(Path(location))
