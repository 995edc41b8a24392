"""A throw-away PostgreSQL server on a socket of its own, for tests that run on both engines.

Use it through the session fixture `postgres_server` and `new_database`:

    def test_something(postgres_server: Server) -> None:
        engine = create_engine(new_database(postgres_server))

Every worker of pytest-xdist starts its own. Nothing is fsynced: the server ends with the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

ROLE = "clinic"
_SUPERUSER = "postgres"
_INSTALLED = Path("/usr/lib/postgresql")
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket is its address."""

    folder: Path

    def url(self, database: str, user: str = ROLE) -> str:
        """An SQLAlchemy URL for a database of this server."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Execute one statement as the superuser, outside a transaction."""
        with psycopg.connect(
            host=str(self.folder), user=_SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


def new_database(server: Server) -> str:
    """The URL of a fresh database, owned by a role that is no superuser (as in a clinic)."""
    name = f"test_{uuid.uuid4().hex}"
    server.run(f"CREATE DATABASE {name} OWNER {ROLE}")
    return server.url(name)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: that on the PATH, else the highest version installed."""
    if os.name == "nt":
        return None  # the server below listens on a Unix socket only
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    versions = (path for path in _INSTALLED.glob("*/bin") if path.parent.name.isdecimal())
    folders += sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    return next((path for path in folders if (path / "pg_ctl").exists()), None)


@contextmanager
def running_server(bin_folder: Path) -> Iterator[Server]:
    """A server with an empty cluster; stopped and removed at the end."""
    # Not under pytest's own folder: a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="ma-pg-"))
    account = _account_for(folder)

    def run(program: str, *arguments: str) -> None:
        _run(bin_folder / program, *arguments, folder=folder, account=account)

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", _SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {_FAST}"
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", options)
        try:
            server = Server(folder)
            server.run(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
            yield server
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server of this session; skips where PostgreSQL's programs are not installed."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL's programs initdb and pg_ctl were not found (package postgresql)")
    with running_server(bin_folder) as server:
        yield server


def _account_for(folder: Path) -> str | None:
    """Whom to run the server as, now the owner of `folder`: PostgreSQL refuses root."""
    if getattr(os, "geteuid", lambda: -1)() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(LookupError):
            shutil.chown(folder, name)
            return name
    raise LookupError("Neither postgres nor nobody is an account of this machine.")


def _run(program: Path, *arguments: str, folder: Path, account: str | None) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    output = folder / "output"
    # To a file: the server would keep a pipe open, and its end would never come.
    with output.open("ab") as stream:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env={**environ, "LC_ALL": "C", "HOME": str(folder)},
            user=account,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            umask=0o077,
            check=False,
        )
    if done.returncode:
        said = output.read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{program.name} {arguments[0]} failed:\n{said}")
