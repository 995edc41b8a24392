"""Brings a store to the declared schema, and refuses one that a newer program wrote."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from sqlalchemy import Engine, column, select, table

from ma_desktop.domain.errors import Refused
from ma_desktop.storage.tables import SCHEMA

_LOCK = 0x4D41  # workstations of a clinic are often updated and started at the same time
_UPGRADE = "ma_desktop.storage.upgrade"
_VERSION = table("alembic_version", column("version_num"))


def ensure(engine: Engine, keep_copy: Callable[[], None] = lambda: None) -> None:
    """Run the missing migrations in one transaction, after `keep_copy` of a store with records.

    Raises Refused, without touching the store, when its schema is newer than this program.
    """
    present = _present(engine)
    if present == SCHEMA:
        return
    steps = importlib.import_module(_UPGRADE)  # Alembic is a fifth of the start: only when needed
    if present is not None and present not in steps.known_revisions():
        raise Refused(
            "This store was written by a newer version of MA Desktop.",
            safe="It was not touched.",
            do="Update MA Desktop on this workstation.",
        )
    if present is not None:
        keep_copy()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's writers already wait for another
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        steps.upgrade(connection)


def _present(engine: Engine) -> str | None:
    """The store's revision; None where nothing was made yet."""
    with engine.connect().execution_options(reading=True) as connection:
        if not connection.dialect.has_table(connection, _VERSION.name):
            return None
        found: str | None = connection.execute(select(_VERSION.c.version_num)).scalar()
        return found
