"""The key header as one row of a PostgreSQL store."""

from __future__ import annotations

from sqlalchemy import Engine, insert, inspect, select, update
from sqlalchemy.exc import OperationalError

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.storage import schema
from ma_desktop.storage.header import Header, decode, encode
from ma_desktop.storage.tables import vault_header

_ONLY = "header"


class HeaderRow:
    """Keeps the header in the database itself, where every workstation finds it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exists(self) -> bool:
        try:
            if not inspect(self._engine).has_table(vault_header.name):
                return False
            with self._engine.connect() as connection:
                return connection.execute(select(vault_header.c.id)).first() is not None
        except OperationalError:
            raise MachineFailure(
                "The database server does not answer.",
                do="Check the network, the URL and the server's password.",
            ) from None

    def load(self) -> Header:
        with self._engine.connect() as connection:
            return decode(bytes(connection.execute(select(vault_header.c.body)).scalar_one()))

    def save(self, header: Header) -> None:
        schema.ensure(self._engine)
        with self._engine.begin() as connection:
            changed = connection.execute(update(vault_header).values(body=encode(header)))
            if changed.rowcount == 0:
                connection.execute(insert(vault_header), {"id": _ONLY, "body": encode(header)})

    def mend(self, header: Header) -> None:
        """The server keeps one copy, in its own transactions: nothing to mend."""
