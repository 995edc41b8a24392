"""The one place that opens connections: SQLCipher files, or a PostgreSQL server."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage.prepared import run
from ma_desktop.storage.types import demand_storable

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can lose committed pages when a checkpoint meets a commit (the WAL-reset defect)."""

_PLAIN_MAGIC = b"SQLite format 3\0"
_SMALLEST = 512
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "glusterfs", "lustre"}
    | {"fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.ceph", "fuse.glusterfs"}
)
_MOUNTS = Path("/proc/self/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")  # how the list writes spaces and the like
# A line that is cut says nothing: after these seconds the program says it, and the server lets go
# of what a dead workstation held. Over a Unix socket the first ones count for nothing.
_PATIENCE: dict[str, str | int] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 8_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=20000 -c idle_in_transaction_session_timeout=120000",
}
_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "journal_mode=WAL",
    "synchronous=FULL",
)


def engine_version() -> tuple[bool, str]:
    """Whether SQLite is new enough, and its version in words."""
    return sqlcipher.sqlite_version_info >= OLDEST_SQLITE, f"SQLite {sqlcipher.sqlite_version}"


def check_file(path: Path) -> None:
    """Raise IntegrityFailure unless `path` looks like an encrypted store that already exists."""
    restore = "Restore the store from a backup."
    if not path.is_file():
        raise IntegrityFailure(
            "The key file is here but the database is missing.",
            safe="No empty store was made in its place.",
            do=restore,
        )
    try:
        with path.open("rb") as file:
            start = file.read(_SMALLEST)
    except OSError:
        raise _unopened() from None
    if len(start) < _SMALLEST:
        raise IntegrityFailure(
            "The database file is empty or cut short.", safe="It was not touched.", do=restore
        )
    if start.startswith(_PLAIN_MAGIC):
        raise IntegrityFailure(
            "The database file is not encrypted.", safe="It was not opened.", do=restore
        )


def open_file(path: Path, key: bytes, *, create: bool = False, mounts: Path = _MOUNTS) -> Engine:
    """An engine over the SQLCipher file with this raw 32-byte key.

    Raises IntegrityFailure when the file is not a store of this key, MachineFailure when SQLite is
    too old or the file stands on a network share, where its locking is not safe.
    """
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise MachineFailure("SQLite is too old to be safe.", do="Install MA Desktop again.")
    if _file_system(path, mounts) in _NETWORK_FILE_SYSTEMS:
        raise MachineFailure(
            "The store is on a network share, where locking is not safe.",
            do="Use a local folder, or PostgreSQL for several rooms.",
        )
    if create:
        make_file(path)
    else:
        check_file(path)
    # mode=rw: a file that vanishes while the program runs must not come back as an empty store.
    address = path.resolve().as_uri() + "?mode=rw"
    pragma = f"PRAGMA key=\"x'{key.hex()}'\""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path, address, pragma),
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _demand_storable)
    try:
        engine.connect().close()
    except BaseException:
        if create:
            path.unlink()
        raise
    # The file must not be read here once more: closing it would end this process's locks on it
    # (POSIX), and another process that closes last would take the write-ahead log away.
    return engine


def _connect(path: Path, address: str, pragma: str) -> sqlcipher.Connection:
    """A keyed connection with all settings: key first, then the check that it fits."""
    before = _identity(path)
    try:
        connection = sqlcipher.connect(
            address, uri=True, check_same_thread=False, timeout=5, isolation_level=None
        )
    except sqlcipher.DatabaseError:
        raise _unopened() from None
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for setting in _PRAGMAS:
            connection.execute("PRAGMA " + setting)
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            raise sqlcipher.DatabaseError  # it stays silent where the disk can't do it
    except sqlcipher.DatabaseError as error:
        connection.close()
        raise _not_opened(error) from None
    if _identity(path) != before:  # it waited while the key was replaced: this is the file before
        connection.close()
        raise MachineFailure("The store's key was replaced just now.", do="Sign in again.")
    return connection


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        raise _unopened() from None
    return found.st_dev, found.st_ino


def hold(path: Path, key: bytes) -> sqlcipher.Connection:
    """The one connection to a store, without write-ahead log; nobody else gets in until its close.

    Raises Refused while somebody else has the store open.
    """
    connection = sqlcipher.connect(
        path.resolve().as_uri() + "?mode=rw", uri=True, timeout=5, isolation_level=None
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA synchronous=FULL")
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
            raise sqlcipher.OperationalError
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlcipher.DatabaseError:
        connection.close()
        raise Refused(
            "Somebody else has this store open.",
            safe="Its key was not replaced.",
            do="Close MA Desktop everywhere else, then try again.",
        ) from None
    return connection


def _not_opened(error: Exception) -> IntegrityFailure | MachineFailure:
    if "not a database" in str(error) or "malformed" in str(error):
        return IntegrityFailure(
            "The database does not open with this store's key: it is damaged or another store's.",
            safe="It was not changed.",
            do="Restore the store from a backup.",
        )
    return _unopened()


def _unopened() -> MachineFailure:
    return MachineFailure(
        "The database file can't be opened.",
        do="Check that the disk is not full and that you may write to the folder.",
    )


def make_file(path: Path) -> None:
    """An empty file for its owner only. Raises Refused where one is already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Refused("A store already exists here.", do="Choose another folder.") from None
    except OSError:
        raise _unopened() from None


def _demand_storable(
    _connection: Connection,
    _cursor: object,
    _statement: str,
    parameters: Iterable[Any] | Mapping[str, Any],
    _context: object,
    executemany: bool,
) -> None:
    """Refuse text that one of the engines can't keep, before it is half on its way."""
    for row in parameters if executemany else (parameters,):
        demand_storable(row.values() if isinstance(row, Mapping) else row)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("unlocked"):
        return  # VACUUM runs outside of any transaction
    reading = options.get("reading", False)
    run(connection, "BEGIN" if reading else "BEGIN IMMEDIATE")


def open_server(location: str, *, pooled: bool = True) -> Engine:
    """An engine over PostgreSQL; not `pooled`, it keeps no connection open between uses.

    The password comes from the environment or a password file.

    Raises Refused when the URL is not one, or carries a password; MachineFailure when the server
    does not answer.
    """
    try:
        url = make_url(location).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise Refused(
            "This is not a PostgreSQL URL.", do="Write postgresql://user@host/database."
        ) from None
    if url.password is not None or "password" in url.query:
        raise Refused(
            "A password does not belong into the store's URL.",
            do="Leave it out and set PGPASSWORD or a password file.",
        )
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            poolclass=QueuePool if pooled else NullPool,
            isolation_level="READ COMMITTED",
            connect_args={k: v for k, v in _PATIENCE.items() if k not in url.query},
        )
    except ModuleNotFoundError:
        raise MachineFailure(
            "The PostgreSQL driver is not installed.", do='Install "ma-desktop[postgresql]".'
        ) from None
    event.listen(engine, "before_cursor_execute", _demand_storable)
    return engine


def _file_system(path: Path, mounts: Path) -> str:
    """The kind of file system under `path`, as far as the system tells (Linux)."""
    if not sys.platform.startswith("linux"):
        return ""
    folder = path.parent.resolve()
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, mount, kind, *_rest = line.split(" ")
        point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), mount)
        if folder.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]
