"""Repositories of providers' orders, and of who had which specimen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ma_desktop.domain.custody import CustodyEvent, Pickup
from ma_desktop.domain.order import LabOrder
from ma_desktop.storage.counters import next_number
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import custody_event, lab_order, pickup


class Orders:
    """Orders of patients; those that are taken up in a visit carry its id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: LabOrder) -> None:
        self._connection.execute(insert(lab_order), _fields(new))

    def add_new(self, orders: Collection[LabOrder]) -> int:
        """Store those whose id is not known yet; returns how many."""
        ids = [item.id for item in orders]
        known = set(
            self._connection.execute(
                select(lab_order.c.id).where(lab_order.c.id.in_(ids))
            ).scalars()
        )
        fresh = list({item.id: item for item in orders if item.id not in known}.values())
        if fresh:
            self._connection.execute(insert(lab_order), [_fields(item) for item in fresh])
        return len(fresh)

    def get(self, order_id: str) -> LabOrder | None:
        row = self._connection.execute(select(lab_order).where(lab_order.c.id == order_id)).first()
        return None if row is None else _order(row)

    def of_patient(self, patient_id: str) -> tuple[LabOrder, ...]:
        """All orders of a patient, the newest first."""
        rows = self._connection.execute(
            select(lab_order)
            .where(lab_order.c.patient_id == patient_id)
            .order_by(lab_order.c.ordered_at.desc(), lab_order.c.id)
        )
        return tuple(_order(row) for row in rows)

    def update(self, changed: LabOrder) -> None:
        """Store `changed` over the version that was read. Raises Conflict."""
        values = {k: v for k, v in _fields(changed).items() if k not in ("id", "version")}
        update_version(self._connection, lab_order, changed.id, changed.version, values)


class Custody:
    """The custody log: rows are added and never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, events: Iterable[CustodyEvent]) -> None:
        rows = [asdict(event) for event in events]
        if rows:
            self._connection.execute(insert(custody_event), rows)

    def of_specimens(self, ids: Collection[str]) -> tuple[CustodyEvent, ...]:
        """Their events, the oldest first."""
        rows = self._connection.execute(
            select(custody_event)
            .where(custody_event.c.specimen_id.in_(ids))
            .order_by(custody_event.c.at, custody_event.c.id)
        )
        return tuple(CustodyEvent(**dict(row._mapping)) for row in rows)

    def next_bag(self, day: date) -> int:
        """1 for the first bag of a day, then one more each time."""
        return next_number(self._connection, f"bag {day.isoformat()}")

    def add_pickup(self, new: Pickup) -> None:
        self._connection.execute(insert(pickup), asdict(new))

    def pickup(self, pickup_id: str) -> Pickup | None:
        row = self._connection.execute(select(pickup).where(pickup.c.id == pickup_id)).first()
        return None if row is None else Pickup(**dict(row._mapping))

    def pickups_since(self, start: datetime) -> tuple[Pickup, ...]:
        """The newest first."""
        rows = self._connection.execute(
            select(pickup).where(pickup.c.at >= start).order_by(pickup.c.at.desc(), pickup.c.id)
        )
        return tuple(Pickup(**dict(row._mapping)) for row in rows)

    def taken(self, pickup_id: str) -> tuple[str, ...]:
        """Ids of the specimens of a pick-up."""
        found = select(custody_event.c.specimen_id).where(
            custody_event.c.kind == "picked-up", custody_event.c.detail == pickup_id
        )
        return tuple(self._connection.execute(found.order_by(custody_event.c.id)).scalars())


def _fields(item: LabOrder) -> dict[str, Any]:
    return asdict(item) | {"tests": json.dumps(item.tests)}


def _order(row: Row[Any]) -> LabOrder:
    return LabOrder(**dict(row._mapping) | {"tests": tuple(json.loads(row.tests))})
