"""Stores for tests: made once a session on each engine, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import argon2.low_level
import pytest
from sqlalchemy import Engine, Table, delete, insert, select, text

from ma_desktop.storage import keys
from ma_desktop.storage import store as stores
from ma_desktop.storage.attempts import Attempts
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.engine import open_file, open_server
from ma_desktop.storage.header import HeaderFile
from ma_desktop.storage.keys import KdfCost
from ma_desktop.storage.places import DATABASE, is_server
from ma_desktop.storage.store import Store
from ma_desktop.storage.tables import SCHEMA, meta, metadata, vault_header
from ma_desktop.storage.vault import Opened, Vault
from tests.clock import FixedClock
from tests.storage.postgres import Server, new_database

CHEAP = KdfCost(64 * 1024, 1, 2)
"""The least that a key file may ask for: 70 ms instead of 600."""

USER = "rivera"
PASSPHRASE = "correct horse battery staple"
ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Made:
    """A store that stands somewhere, closed."""

    location: str
    opened: Opened
    code: str

    @property
    def folder(self) -> Path:
        return Path(self.location)

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    def engine(self) -> Engine:
        """Raw access, as a tamperer with the key or the server's password has it."""
        if is_server(self.location):
            return open_server(self.location)
        return open_file(self.database, self.opened.database_key)

    def open(self) -> Store:
        """Without the passphrase, for speed: as `open_store` does after the sign-in."""
        engine = self.engine()
        vault = stores.vault_at(self.location, CHEAP)
        try:
            return Store(engine, vault.refreshed(self.opened), vault)
        except BaseException:
            engine.dispose()
            raise


def make(location: str) -> Made:
    store, code = stores.create(
        location, "Maple Street Family Medicine", USER, "J. Rivera", PASSPHRASE, CHEAP
    )
    store.close()
    return Made(location, store.opened, code)


@pytest.fixture(scope="session")
def file_template(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(str(tmp_path_factory.mktemp("template") / "store"))


@pytest.fixture(scope="session")
def server_template(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Made, dict[Table, list[dict[str, object]]]]:
    """A store in a database of this session, and the rows of a new one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        made = make(new_database(postgres_server))
    engine = open_server(made.location, pooled=False)
    with engine.connect() as connection:
        rows = {
            table: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in (meta, vault_header)
        }
    return made, rows


@pytest.fixture
def made_file(file_template: Made, tmp_path: Path) -> Made:
    """A store in a folder of this test."""
    folder = tmp_path / "store"
    shutil.copytree(file_template.folder, folder)
    return replace(file_template, location=str(folder))


@pytest.fixture
def made_server(server_template: tuple[Made, dict[Table, list[dict[str, object]]]]) -> Made:
    """A store on PostgreSQL as it was made: emptying tables is quicker than another database."""
    made, rows = server_template
    engine = open_server(made.location, pooled=False)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table, content in rows.items():
            connection.execute(insert(table), content)
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": SCHEMA})
    return made


@pytest.fixture(params=ENGINES)
def made(request: pytest.FixtureRequest) -> Made:
    """A closed store on each engine."""
    name = "made_file" if request.param == "sqlite" else "made_server"
    found: Made = request.getfixturevalue(name)
    return found


@pytest.fixture
def store(made: Made) -> Iterator[Store]:
    """An open store on each engine."""
    opened = made.open()
    yield opened
    opened.close()


@pytest.fixture
def file_store(made_file: Made) -> Iterator[Store]:
    """An open store in a folder."""
    opened = made_file.open()
    yield opened
    opened.close()


@pytest.fixture
def stamp(clock: FixedClock) -> Stamp:
    return Stamp(USER, "front-desk", "America/New_York", clock.now)


@dataclass
class Kit:
    """A vault in a folder of this test, with all that was handed out."""

    vault: Vault
    file: HeaderFile
    opened: Opened
    code: str


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    file = HeaderFile(tmp_path / "clinic.keys")
    vault = Vault(file, Attempts(None), CHEAP)
    opened, code = vault.create("Maple Street", USER, "J. Rivera", PASSPHRASE)
    file.save(opened.header)
    return Kit(vault, file, opened, code)


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The memory of each key derivation that was asked for."""
    seen: list[int] = []

    def counted(*arguments: object) -> bytes:
        seen.append(int(str(arguments[3])))
        return argon2.low_level.hash_secret_raw(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(keys, "hash_secret_raw", counted)
    return seen
