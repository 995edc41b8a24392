"""Brings a store to the declared schema, and refuses one that a newer program wrote."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from ma_desktop.domain.errors import Refused
from ma_desktop.storage.tables import SCHEMA

_LOCK = 0x4D41  # workstations of a clinic are often updated and started at the same time


def ensure(engine: Engine) -> None:
    """Run the missing migrations in one transaction.

    Raises Refused, without touching the store, when its schema is newer than this program.
    """
    with engine.connect().execution_options(reading=True) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == SCHEMA:
        return
    if present is not None and present not in known_revisions():
        raise Refused(
            "This store was written by a newer version of MA Desktop.",
            safe="It was not touched.",
            do="Update MA Desktop on this workstation.",
        )
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's writers already wait for another
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(_config(connection), revision)


def known_revisions() -> tuple[str, ...]:
    """All revisions, newest first."""
    scripts = ScriptDirectory.from_config(_config(None))
    return tuple(script.revision for script in scripts.walk_revisions())


def _config(connection: Connection | None) -> Config:
    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
