"""Repositories of equipment and of checklist runs with their answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from ma_desktop.domain.checklist import Answer, Equipment, Run
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import checklist_answer, checklist_form, checklist_run, equipment
from ma_desktop.storage.types import demand_storable


class EquipmentRows:
    """The clinic's refrigerators, carts, meters and other things with logs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Equipment) -> None:
        demand_storable((new.name, new.place))
        self._connection.execute(insert(equipment), asdict(new) | {"active": int(new.active)})

    def all(self) -> tuple[Equipment, ...]:
        """By kind and name, those no longer in use too."""
        rows = self._connection.execute(
            select(equipment).order_by(equipment.c.kind, equipment.c.name)
        )
        return tuple(_equipment(row) for row in rows)

    def get(self, equipment_id: str) -> Equipment | None:
        row = self._connection.execute(
            select(equipment).where(equipment.c.id == equipment_id)
        ).first()
        return None if row is None else _equipment(row)

    def update(self, changed: Equipment) -> None:
        """Store `changed` over the version that was read. Raises Conflict."""
        demand_storable((changed.name, changed.place))
        values = {"name": changed.name, "place": changed.place, "active": int(changed.active)}
        update_version(self._connection, equipment, changed.id, changed.version, values)


class ChecklistRuns:
    """Runs change by version; answers and forms are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_form(self, form_id: str, body: str) -> None:
        """Store the text of a version, unless it is known. Its id is the digest of the text."""
        known = select(checklist_form.c.id).where(checklist_form.c.id == form_id)
        if self._connection.execute(known).first() is None:
            self._connection.execute(insert(checklist_form), {"id": form_id, "body": body})

    def form(self, form_id: str) -> str:
        """Raises LookupError when it is not there."""
        found = select(checklist_form.c.body).where(checklist_form.c.id == form_id)
        return str(self._connection.execute(found).scalar_one())

    def add(self, new: Run) -> None:
        """Raises Conflict when its slot is taken: somebody began it on another workstation."""
        self._connection.execute(insert(checklist_run), asdict(new))

    def get(self, run_id: str) -> Run | None:
        row = self._connection.execute(
            select(checklist_run).where(checklist_run.c.id == run_id)
        ).first()
        return None if row is None else _run(row)

    def update(self, changed: Run) -> None:
        """Store `changed` over the version that was read. Raises Conflict."""
        demand_storable((changed.note,))
        values = {k: v for k, v in asdict(changed).items() if k not in ("id", "version")}
        update_version(self._connection, checklist_run, changed.id, changed.version, values)

    def of_slot(self, slot: str) -> Run | None:
        row = self._connection.execute(
            select(checklist_run).where(checklist_run.c.slot == slot)
        ).first()
        return None if row is None else _run(row)

    def open(self) -> tuple[Run, ...]:
        """All that nobody finished, oldest first."""
        return self._where(checklist_run.c.state.in_(("open", "paused")))

    def due_since(self, since: datetime) -> tuple[Run, ...]:
        """Runs of slots that were due since then."""
        return self._where(checklist_run.c.due_at >= since)

    def children(self, run_id: str) -> tuple[Run, ...]:
        return self._where(checklist_run.c.parent_id == run_id)

    def history(
        self, checklist_id: str, equipment_id: str, start: datetime, end: datetime
    ) -> tuple[Run, ...]:
        """Runs of one list (and thing, when given) that began or were due in [start, end)."""
        at = checklist_run.c.started_at
        due = checklist_run.c.due_at
        inside = or_((at >= start) & (at < end), (due >= start) & (due < end))
        wanted = (checklist_run.c.checklist_id == checklist_id) & inside
        if equipment_id:
            wanted &= checklist_run.c.equipment_id == equipment_id
        return self._where(wanted)

    def last_finished(self) -> dict[tuple[str, str], Run]:
        """The newest finished run of each list and thing."""
        keys = (checklist_run.c.checklist_id, checklist_run.c.equipment_id)
        newest = (
            select(*keys, func.max(checklist_run.c.finished_at).label("at"))
            .where(checklist_run.c.state == "done")
            .group_by(*keys)
            .subquery()
        )
        joined = (
            (checklist_run.c.checklist_id == newest.c.checklist_id)
            & (checklist_run.c.equipment_id == newest.c.equipment_id)
            & (checklist_run.c.finished_at == newest.c.at)
        )
        rows = self._connection.execute(select(checklist_run).join(newest, joined))
        return {(row.checklist_id, row.equipment_id): _run(row) for row in rows}

    def first_started(self) -> dict[str, datetime]:
        """When each list was used first."""
        statement = select(
            checklist_run.c.checklist_id, func.min(checklist_run.c.started_at)
        ).group_by(checklist_run.c.checklist_id)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def answer(self, new: Answer) -> None:
        """Raises Conflict when this turn was answered on another workstation."""
        demand_storable((new.value, new.reason))
        self._connection.execute(insert(checklist_answer), asdict(new))

    def answers(self, run_ids: Iterable[str]) -> dict[str, tuple[Answer, ...]]:
        """All turns of each of these runs, in the order they were given."""
        wanted = list(run_ids)
        found: dict[str, list[Answer]] = {run_id: [] for run_id in wanted}
        statement = (
            select(checklist_answer)
            .where(checklist_answer.c.run_id.in_(wanted))
            .order_by(checklist_answer.c.at, checklist_answer.c.turn)
        )
        for row in self._connection.execute(statement):
            found[row.run_id].append(Answer(**dict(row._mapping)))
        return {run_id: tuple(given) for run_id, given in found.items()}

    def _where(self, condition: Any) -> tuple[Run, ...]:
        statement = (
            select(checklist_run)
            .where(condition)
            .order_by(checklist_run.c.started_at, checklist_run.c.id)
        )
        return tuple(_run(row) for row in self._connection.execute(statement))


def _run(row: Row[Any]) -> Run:
    return Run(**dict(row._mapping))


def _equipment(row: Row[Any]) -> Equipment:
    return Equipment(**dict(row._mapping) | {"active": bool(row.active)})
