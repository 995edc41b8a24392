"""Migrations end in exactly the declared tables, go back, and leave newer stores alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from ma_desktop.domain.errors import Refused
from ma_desktop.storage import schema, upgrade
from ma_desktop.storage.engine import open_file, open_server
from ma_desktop.storage.store import open_store
from ma_desktop.storage.tables import SCHEMA, metadata
from tests.storage.conftest import CHEAP, ENGINES, PASSPHRASE, USER, Made
from tests.storage.postgres import new_database


@pytest.fixture(params=ENGINES)
def empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        engine = open_file(tmp_path_factory.mktemp("empty") / "a.db", b"k" * 32, create=True)
    else:
        engine = open_server(new_database(request.getfixturevalue("postgres_server")))
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            # On SQLite defaults are compared below, as text.
            connection,
            opts={"compare_server_default": connection.dialect.name == "postgresql"},
        )
        return list(compare_metadata(context, metadata))


def test_the_constant_is_the_newest_migration() -> None:
    assert upgrade.known_revisions()[0] == SCHEMA


def test_migrations_end_in_the_declared_tables(empty: Engine) -> None:
    schema.ensure(empty)
    assert differences(empty) == []
    assert set(inspect(empty).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_a_second_call_changes_nothing(empty: Engine) -> None:
    schema.ensure(empty)
    schema.ensure(empty)
    assert differences(empty) == []


def test_a_missing_index_is_noticed(empty: Engine) -> None:
    """The comparison itself sees something."""
    schema.ensure(empty)
    with empty.begin() as connection:
        connection.execute(text("DROP INDEX ix_patient_name"))
        connection.execute(text("DROP TABLE place"))
    assert len(differences(empty)) == 2


def statements(engine: Engine) -> dict[str, list[str]]:
    """What SQLite keeps of each table and index, without the accidents of writing.

    Their parts are sorted: the order of constraints has no meaning.
    """
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql > ''")).all()
    return {
        name: sorted(re.split(r"[,()]", re.sub(r"[\s\"]+", "", sql).upper()))
        for name, sql in rows
        if not name.startswith("alembic")
    }


def test_on_sqlite_the_statements_are_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Here also STRICT and WITHOUT ROWID count, which Alembic does not compare."""
    folder = tmp_path_factory.mktemp("schemas")
    migrated = open_file(folder / "migrated.db", b"k" * 32, create=True)
    declared = open_file(folder / "declared.db", b"k" * 32, create=True)
    schema.ensure(migrated)
    metadata.create_all(declared)
    assert statements(migrated) == statements(declared)
    assert "STRICT" in statements(migrated)["patient"]
    assert "WITHOUTROWID" in statements(migrated)["observation"]
    for engine in (migrated, declared):
        engine.dispose()


def test_on_postgresql_keys_are_searched_by_code_point(made_server: Made) -> None:
    """In most other collations a prefix is no range, and nobody is found."""
    engine = create_engine(made_server.location)
    columns = {column["name"]: column["type"] for column in inspect(engine).get_columns("patient")}
    engine.dispose()
    for name in ("mrn", "family_key", "given_key"):
        assert getattr(columns[name], "collation", None) == "C"


def test_down_and_up_again(empty: Engine) -> None:
    schema.ensure(empty)
    with empty.begin() as connection:
        upgrade.downgrade(connection, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    schema.ensure(empty)
    assert differences(empty) == []


def test_a_migration_that_fails_leaves_nothing(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE visit_move (id TEXT)"))
    with pytest.raises(Exception, match="visit_move"):
        schema.ensure(empty)
    assert inspect(empty).get_table_names() == ["visit_move"]


def test_a_newer_store_is_refused_and_not_touched(made: Made) -> None:
    engine = made.engine()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = made.database.read_bytes() if made.folder.exists() else b""
    with pytest.raises(Refused, match="newer version") as refused:
        open_store(made.location, USER, PASSPHRASE, CHEAP)
    assert refused.value.safe == "It was not touched."
    if made.folder.exists():
        assert made.database.read_bytes() == before
