"""Repository of trays and single instruments, and of every step of their way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.instrument import Instrument, InstrumentEvent, InstrumentState
from ma_desktop.domain.sterilization import PackEvent
from ma_desktop.storage.rows import batches, update_version
from ma_desktop.storage.tables import instrument, instrument_event, pack_event


class Instruments:
    """What comes back after use, and who cleaned, inspected and packed it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Instrument) -> None:
        self._connection.execute(insert(instrument), asdict(new))

    def update(self, changed: Instrument) -> None:
        """Raises Conflict when somebody was faster."""
        values = {k: v for k, v in asdict(changed).items() if k not in ("id", "version")}
        update_version(self._connection, instrument, changed.id, changed.version, values)

    def all(self) -> tuple[Instrument, ...]:
        """All of them by name, retired ones too."""
        rows = self._connection.execute(select(instrument).order_by(instrument.c.name))
        return tuple(_instrument(row) for row in rows)

    def get(self, instrument_id: str) -> Instrument | None:
        found = select(instrument).where(instrument.c.id == instrument_id)
        row = self._connection.execute(found).first()
        return None if row is None else _instrument(row)

    def note(self, event: InstrumentEvent) -> None:
        """One step of its way; nothing takes it away."""
        self._connection.execute(insert(instrument_event), asdict(event) | {"id": new_id()})

    def events(self, instrument_id: str) -> tuple[InstrumentEvent, ...]:
        """Its way, oldest first."""
        column = instrument_event.c
        statement = select(instrument_event).where(column.instrument_id == instrument_id)
        rows = self._connection.execute(statement.order_by(column.at, column.id))
        return tuple(_event(row) for row in rows)

    def pack_events(self, pack_ids: Collection[str]) -> tuple[PackEvent, ...]:
        """What happened to these packs, oldest first."""
        found: list[PackEvent] = []
        for some in batches(pack_ids):
            rows = self._connection.execute(
                select(pack_event).where(pack_event.c.pack_id.in_(some))
            )
            for row in rows:
                fields = {name: value for name, value in row._mapping.items() if name != "id"}
                found.append(PackEvent(**fields))
        return tuple(sorted(found, key=lambda event: event.at))


def _instrument(row: Row[Any]) -> Instrument:
    return Instrument(**dict(row._mapping) | {"state": InstrumentState(row.state)})


def _event(row: Row[Any]) -> InstrumentEvent:
    fields = {name: value for name, value in row._mapping.items() if name != "id"}
    return InstrumentEvent(**fields | {"state": InstrumentState(row.state)})
