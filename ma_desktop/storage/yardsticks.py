"""The least that disk and driver can do here: what the program's own speed is measured against."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2 as sqlcipher

_PAGE = 4096
_READ = (
    "SELECT id, taken_at, part, vital, loinc, typed, value, unit, taken_by, status"
    " FROM observation WHERE patient_id = ? ORDER BY taken_at, id"
)


Work = Callable[[], object]


@contextmanager
def yardsticks(folder: Path) -> Iterator[tuple[Work, Work]]:
    """Two works on new files of `folder`, both durable: one page to the disk, and one raw row."""
    descriptor = os.open(folder / "page", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    raw = sqlcipher.connect(str(folder / "raw.db"), isolation_level=None)
    try:
        yield lambda: _page(descriptor), _raw_commit(raw)
    finally:
        raw.close()
        os.close(descriptor)


def _page(descriptor: int) -> None:
    os.write(descriptor, b"\0" * _PAGE)
    os.fsync(descriptor)


def _raw_commit(raw: sqlcipher.Connection) -> Work:
    """One row in an encrypted file with the settings of a store, by the driver alone."""
    raw.execute(f"PRAGMA key=\"x'{secrets.token_hex(32)}'\"")
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        raw.execute(f"PRAGMA {setting}")
    raw.execute(
        "CREATE TABLE reading (patient TEXT, taken INTEGER, id TEXT, vital TEXT, typed TEXT,"
        " value TEXT, unit TEXT, by TEXT, PRIMARY KEY (patient, taken, id)) WITHOUT ROWID"
    )
    numbers = iter(range(1_000_000))

    def commit() -> None:
        row = ("p", next(numbers), secrets.token_hex(16), "hr", "78", "78", "/min", "r")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO reading VALUES (?,?,?,?,?,?,?,?)", row)
        raw.execute("COMMIT")

    return commit


def raw_read(connection: Connection, patient_id: str) -> int:
    """How many rows of a patient's observations there are, read whole by the driver alone."""
    driver = connection.connection.driver_connection
    return 0 if driver is None else len(driver.execute(_READ, (patient_id,)).fetchall())
