"""The throw-away PostgreSQL server answers, and each database of it is its own."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from ma_desktop.storage.engine import open_server
from tests.storage.postgres import ROLE, Server, new_database


def answer(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def test_it_answers(postgres_server: Server) -> None:
    assert answer(new_database(postgres_server), "SELECT 1 + 1") == 2


def test_databases_do_not_see_each_other(postgres_server: Server) -> None:
    first, second = new_database(postgres_server), new_database(postgres_server)

    answer(first, "CREATE TABLE room (number text)")

    with pytest.raises(ProgrammingError, match="room"):
        answer(second, "SELECT count(*) FROM room")


def test_the_program_s_role_is_no_superuser(postgres_server: Server) -> None:
    url = new_database(postgres_server)

    assert answer(url, "SELECT current_user") == ROLE
    assert answer(url, "SHOW is_superuser") == "off"


def test_the_server_lets_go_of_what_a_dead_workstation_held(postgres_server: Server) -> None:
    engine = open_server(new_database(postgres_server))
    try:
        with engine.begin() as connection:
            shown = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    finally:
        engine.dispose()
    assert shown == "2min"


def test_it_listens_on_no_port(postgres_server: Server) -> None:
    with psycopg.connect(host=str(postgres_server.folder), user="postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
