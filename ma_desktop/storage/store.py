"""The open store: creates and opens it, and hands out units of work."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from ma_desktop.domain.errors import Conflict, IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage import schema
from ma_desktop.storage.attempts import Attempts
from ma_desktop.storage.audit_trail import AuditTrail, Stamp
from ma_desktop.storage.engine import check_file, is_server, make_private, open_file, open_server
from ma_desktop.storage.engine import engine_version as engine_version
from ma_desktop.storage.header import HeaderFile, HeaderPlace
from ma_desktop.storage.header_row import HeaderRow
from ma_desktop.storage.keys import KdfCost
from ma_desktop.storage.observations import Observations
from ma_desktop.storage.patients import Patients
from ma_desktop.storage.people import ClinicRows, StaffRows
from ma_desktop.storage.specimens import Specimens
from ma_desktop.storage.tables import meta
from ma_desktop.storage.vault import RECOVERY_USER as RECOVERY_USER
from ma_desktop.storage.vault import Opened, Vault
from ma_desktop.storage.visits import Drafts, Visits

DATABASE = "clinic.db"
KEYS = "clinic.keys"
ATTEMPTS = "sign-in.log"


@dataclass(frozen=True)
class UnitOfWork:
    """Repositories that share one transaction: all of it is stored, or nothing."""

    connection: Connection
    audit: AuditTrail
    clinic: ClinicRows
    staff: StaffRows
    patients: Patients
    visits: Visits
    drafts: Drafts
    observations: Observations
    specimens: Specimens


class Store:
    """An open store. `engine` is ours alone; close() ends all connections."""

    def __init__(self, engine: Engine, opened: Opened, vault: Vault) -> None:
        self._engine = engine
        self.opened = opened
        self.vault = vault
        self._audit_key = self._read_meta("audit key")
        self._check_generation()

    @contextmanager
    def begin(self, stamp: Stamp, *, reading: bool = False) -> Iterator[UnitOfWork]:
        """One transaction; commits at the end, rolls back on any error.

        `reading` takes no write lock. Raises Conflict for a clash with another record,
        MachineFailure when the disk or the server fails.
        """
        engine = self._engine.execution_options(reading=True) if reading else self._engine
        with _plain_errors(), engine.begin() as connection:
            yield UnitOfWork(
                connection,
                AuditTrail(connection, self._audit_key, stamp),
                ClinicRows(connection),
                StaffRows(connection),
                Patients(connection),
                Visits(connection),
                Drafts(connection),
                Observations(connection),
                Specimens(connection),
            )

    def add_user(self, user_name: str, display_name: str, passphrase: str) -> None:
        """Give a person a key slot and note the new generation in the database."""
        self.opened = self.vault.add_user(self.opened, user_name, display_name, passphrase)
        self._note_generation()

    def change_passphrase(self, user_name: str, passphrase: str) -> None:
        self.opened = self.vault.change_passphrase(self.opened, user_name, passphrase)
        self._note_generation()

    def renew_recovery(self) -> str:
        self.opened, code = self.vault.renew_recovery(self.opened)
        self._note_generation()
        return code

    def damage(self) -> tuple[str, ...]:
        """What the database's own checks find wrong; empty when it is sound."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with _plain_errors(), self._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return tuple(str(line) for line in [*pages, *(row for row in whole if row != "ok")])

    def close(self) -> None:
        self._engine.dispose()

    def _read_meta(self, key: str) -> bytes:
        with _plain_errors(), self._engine.connect() as connection:
            value = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
        if value is None:
            raise IntegrityFailure("The store lacks a part of itself.", do="Restore a backup.")
        return bytes(value)

    def _check_generation(self) -> None:
        inner = int(self._read_meta("generation"))
        outer = self.opened.header.generation
        if outer < inner:
            raise IntegrityFailure(
                "An old key file was put in the place of the present one.",
                safe="The store stays closed.",
                do="Tell your administrator, and restore the present key file.",
            )
        if outer > inner:  # a crash between the two writes: the header is the newer truth
            self._note_generation()

    def _note_generation(self) -> None:
        value = str(self.opened.header.generation).encode()
        with _plain_errors(), self._engine.begin() as connection:
            connection.execute(update(meta).where(meta.c.key == "generation").values(value=value))


def vault_at(location: str, cost: KdfCost | None = None) -> Vault:
    """The vault of a folder or a PostgreSQL URL, without opening it."""
    if is_server(location):
        return Vault(HeaderRow(open_server(location)), Attempts(None), cost)
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

    Raises Refused when one exists or the passphrase is weak. The key file is written last: a key
    file without its database would be taken for a loss.
    """
    if exists(location):
        raise Refused("A store already exists here.", do="Open it, or choose another folder.")
    prepare_folder(location)
    vault = vault_at(location, cost)
    opened, code = vault.create(clinic_name, user_name, display_name, passphrase)
    engine = (
        open_server(location)
        if is_server(location)
        else open_file(Path(location) / DATABASE, opened.database_key, create=True)
    )
    with _plain_errors():
        schema.ensure(engine)
        with engine.begin() as connection:
            values = {"audit key": secrets.token_bytes(32), "generation": b"1"}
            connection.execute(
                insert(meta), [{"key": key, "value": value} for key, value in values.items()]
            )
    vault.place.save(opened.header)
    if not is_server(location):
        check_file(Path(location) / DATABASE)
    return Store(engine, opened, vault), code


def open_store(
    location: str, user_name: str, passphrase: str, cost: KdfCost | None = None
) -> Store:
    """Sign in and open. Raises NotAllowed, IntegrityFailure, Refused or MachineFailure."""
    vault = vault_at(location, cost)
    _demand_store(location, vault.place)
    opened = vault.open(user_name, passphrase)
    engine = (
        open_server(location)
        if is_server(location)
        else open_file(Path(location) / DATABASE, opened.database_key)
    )
    with _plain_errors():
        schema.ensure(engine)
    return Store(engine, opened, vault)


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


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn database errors into words; the driver's text may hold values and stays out."""
    try:
        yield
    except IntegrityError:
        raise Conflict(
            "A record of this kind exists already.",
            safe="Nothing was stored.",
            do="Look at it again and repeat the change if it still fits.",
        ) from None
    except OperationalError as error:
        raise _machine(str(error.orig)) from None
    except DBAPIError:
        raise IntegrityFailure(
            "The database can't be read.", safe="It was not changed.", do="Restore a backup."
        ) from None


def _machine(driver_text: str) -> MachineFailure:
    if "full" in driver_text:
        return MachineFailure(
            "The disk is full.", safe="What was saved before is safe.", do="Free some space."
        )
    if "readonly" in driver_text or "read-only" in driver_text:
        return MachineFailure("The store is read-only.", do="Check the folder's rights.")
    if "locked" in driver_text:
        return MachineFailure("Another program holds the store.", do="Close it and try again.")
    return MachineFailure(
        "The database does not answer.",
        safe="What was saved before is safe.",
        do="Check the disk or the network and try again.",
    )


def prepare_folder(location: str) -> None:
    """Make the store's folder private; nothing to do for a server."""
    if not is_server(location):
        os.umask(0o077)
        make_private(Path(location))
