"""The one place that opens connections: SQLCipher files, or a PostgreSQL server."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can lose committed pages when a checkpoint meets a commit (the WAL-reset defect)."""

_PLAIN_MAGIC = b"SQLite format 3\0"
_SMALLEST = 512
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})
_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "journal_mode=WAL",
    "synchronous=FULL",
)


def is_server(location: str) -> bool:
    """True for a PostgreSQL URL, false for a folder."""
    return location.startswith(("postgresql://", "postgresql+psycopg://"))


def engine_version() -> tuple[bool, str]:
    """Whether SQLite is new enough, and its version in words."""
    return sqlcipher.sqlite_version_info >= OLDEST_SQLITE, f"SQLite {sqlcipher.sqlite_version}"


def check_file(path: Path) -> None:
    """Raise IntegrityFailure unless `path` looks like an encrypted store that already exists."""
    restore = "Restore the store from a backup."
    if not path.exists():
        raise IntegrityFailure(
            "The key file is here but the database is missing.",
            safe="No empty store was made in its place.",
            do=restore,
        )
    with path.open("rb") as file:
        start = file.read(_SMALLEST)
    if len(start) < _SMALLEST:
        raise IntegrityFailure(
            "The database file is empty or cut short.", safe="It was not touched.", do=restore
        )
    if start.startswith(_PLAIN_MAGIC):
        raise IntegrityFailure(
            "The database file is not encrypted.", safe="It was not opened.", do=restore
        )


def open_file(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """An engine over the SQLCipher file with this raw 32-byte key.

    Raises IntegrityFailure when the file is not a store of this key, MachineFailure when SQLite is
    too old or the file stands on a network share, where its locking is not safe.
    """
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise MachineFailure("SQLite is too old to be safe.", do="Install MA Desktop again.")
    if _file_system(path) in _NETWORK_FILE_SYSTEMS:
        raise MachineFailure(
            "The store is on a network share, where locking is not safe.",
            do="Use a local folder, or PostgreSQL for several rooms.",
        )
    if not create:
        check_file(path)
    pragma = f"PRAGMA key=\"x'{key.hex()}'\""

    def connect() -> sqlcipher.Connection:
        connection = sqlcipher.connect(
            str(path), check_same_thread=False, timeout=5, isolation_level=None
        )
        try:
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(pragma)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for setting in _PRAGMAS:
                connection.execute("PRAGMA " + setting)
        except sqlcipher.DatabaseError as error:
            connection.close()
            raise _not_opened(error) from None
        return connection

    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    engine.connect().close()
    if not create:
        check_file(path)
    return engine


def _not_opened(error: Exception) -> IntegrityFailure | MachineFailure:
    if "not a database" in str(error) or "malformed" in str(error):
        return IntegrityFailure(
            "The database does not open with this store's key: it is damaged or another store's.",
            safe="It was not changed.",
            do="Restore the store from a backup.",
        )
    return MachineFailure(
        "The database file can't be opened.",
        do="Check that the disk is not full and that you may write to the folder.",
    )


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def open_server(location: str) -> Engine:
    """An engine over PostgreSQL. The password comes from the environment or a password file.

    Raises Refused when the URL is not one, or carries a password; MachineFailure when the server
    does not answer.
    """
    try:
        url = make_url(location).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise Refused(
            "This is not a PostgreSQL URL.", do="Write postgresql://user@host/database."
        ) from None
    if url.password is not None:
        raise Refused(
            "A password does not belong into the store's URL.",
            do="Leave it out and set PGPASSWORD or a password file.",
        )
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise MachineFailure(
            "The PostgreSQL driver is not installed.", do='Install "ma-desktop[postgresql]".'
        ) from None


def make_private(folder: Path) -> None:
    """Create `folder` for its owner only, and take rights away where others have them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "nt":
        folder.chmod(0o700)


def _file_system(path: Path) -> str:
    """The kind of file system under `path`, as far as the system tells (Linux)."""
    if not sys.platform.startswith("linux"):
        return ""
    folder = path.parent.resolve()
    best = ("", "")
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _device, mount, kind, *_rest = line.split(" ")
        point = mount.replace("\\040", " ")
        if folder.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]
