"""Repositories of the clinic itself: its profile, its rooms, its staff."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ma_desktop.domain.staff import Role, Staff
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.visit import Room
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import clinic, place, room, staff

_ONLY = "clinic"


class ClinicRows:
    """The clinic's profile and rooms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, profile: ClinicProfile) -> None:
        self._connection.execute(insert(clinic), asdict(profile) | {"id": _ONLY})

    def profile(self) -> ClinicProfile:
        row = self._connection.execute(select(clinic)).one()
        return ClinicProfile(row.name, row.address, row.phone, row.zone)

    def add_room(self, new: Room, position: int) -> None:
        self._connection.execute(insert(room), asdict(new) | {"position": position})

    def rooms(self) -> tuple[Room, ...]:
        rows = self._connection.execute(select(room).order_by(room.c.position))
        return tuple(_room(row) for row in rows)

    def room_by_number(self, number: str) -> Room | None:
        row = self._connection.execute(select(room).where(room.c.number == number)).first()
        return None if row is None else _room(row)

    def room(self, room_id: str) -> Room | None:
        row = self._connection.execute(select(room).where(room.c.id == room_id)).first()
        return None if row is None else _room(row)

    def set_room_state(
        self, room_id: str, state: str, now: datetime, by: str = "", reason: str = ""
    ) -> None:
        """For what follows from a visit's move: the newest move wins, whatever stood before."""
        values = {"state": state, "since": now, "reason": reason, "by": by}
        self._connection.execute(
            update(room)
            .where(room.c.id == room_id)
            .values(values | {"version": room.c.version + 1})
        )

    def change_room(self, before: Room, state: str, now: datetime, by: str, reason: str) -> None:
        """For what a person decides about a room. Raises Conflict when somebody was faster."""
        values = {"state": state, "since": now, "reason": reason, "by": by}
        update_version(self._connection, room, before.id, before.version, values)


class StaffRows:
    """Who works here, and where each of them last was in the program."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Staff) -> None:
        self._connection.execute(insert(staff), asdict(person) | {"active": int(person.active)})

    def by_user_name(self, user_name: str) -> Staff | None:
        row = self._connection.execute(select(staff).where(staff.c.user_name == user_name)).first()
        return None if row is None else _staff(row)

    def all(self) -> tuple[Staff, ...]:
        rows = self._connection.execute(select(staff).order_by(staff.c.display_name))
        return tuple(_staff(row) for row in rows)

    def set_active(self, staff_id: str, active: bool) -> None:
        self._connection.execute(
            update(staff).where(staff.c.id == staff_id).values(active=int(active))
        )

    def last_place(self, user_name: str, workstation: str) -> str:
        """Where this person was on this workstation, as saved by `save_place`; empty if nowhere."""
        found = self._connection.execute(
            select(place.c.location).where(
                place.c.user_name == user_name, place.c.workstation == workstation
            )
        ).scalar()
        return found or ""

    def save_place(self, user_name: str, workstation: str, location: str) -> None:
        keys = (place.c.user_name == user_name, place.c.workstation == workstation)
        changed = self._connection.execute(update(place).where(*keys).values(location=location))
        if changed.rowcount == 0:
            values = {"user_name": user_name, "workstation": workstation, "location": location}
            self._connection.execute(insert(place), values)


def _room(row: Row[Any]) -> Room:
    return Room(row.id, row.name, row.number, row.state, row.since, row.reason, row.by, row.version)


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        row.id, row.user_name, row.display_name, Role(row.role), row.credential, bool(row.active)
    )
