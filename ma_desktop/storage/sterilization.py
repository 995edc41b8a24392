"""Repository of sterilization: sterilizers, sets, packs, loads and their indicator results."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    InstrumentSet,
    Load,
    LoadState,
    Pack,
    PackState,
    PackUse,
    Sterilizer,
)
from ma_desktop.storage.counters import next_number
from ma_desktop.storage.rows import batches, update_version
from ma_desktop.storage.tables import (
    indicator_result,
    instrument_set,
    pack,
    pack_event,
    sterilizer,
    sterilizer_load,
)


@dataclass(frozen=True)
class PackNote:
    """What is noted of many packs at once."""

    event: str
    at: datetime
    by: str
    reason: str = ""


class Sterilization:
    """What was sterilized, by what, and how it was proven."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Sterilizers and sets

    def add_sterilizer(self, new: Sterilizer) -> None:
        self._connection.execute(insert(sterilizer), _sterilizer_row(new))

    def update_sterilizer(self, changed: Sterilizer) -> None:
        """Raises Conflict when somebody was faster; so do the other updates."""
        self._update(sterilizer, changed.id, changed.version, _sterilizer_row(changed))

    def sterilizers(self) -> tuple[Sterilizer, ...]:
        rows = self._connection.execute(select(sterilizer).order_by(sterilizer.c.code))
        return tuple(_sterilizer(row) for row in rows)

    def add_set(self, new: InstrumentSet) -> None:
        self._connection.execute(insert(instrument_set), _set_row(new))

    def update_set(self, changed: InstrumentSet) -> None:
        self._update(instrument_set, changed.id, changed.version, _set_row(changed))

    def sets(self) -> tuple[InstrumentSet, ...]:
        rows = self._connection.execute(select(instrument_set).order_by(instrument_set.c.name))
        return tuple(_set(row) for row in rows)

    # Packs

    def next_pack_number(self) -> int:
        return next_number(self._connection, "pack")

    def add_pack(self, new: Pack) -> None:
        self._connection.execute(insert(pack), _flat(new))

    def update_pack(self, changed: Pack) -> None:
        self._update(pack, changed.id, changed.version, _flat(changed))

    def pack_by_number(self, number: str) -> Pack | None:
        row = self._connection.execute(select(pack).where(pack.c.number == number)).first()
        return None if row is None else _pack(row)

    def packs_of(self, load_ids: Sequence[str]) -> tuple[Pack, ...]:
        """Packs of these loads, by number."""
        found: list[Pack] = []
        for some in batches(load_ids):
            rows = self._connection.execute(select(pack).where(pack.c.load_id.in_(some)))
            found += [_pack(row) for row in rows]
        return tuple(sorted(found, key=lambda item: item.number))

    def packs_of_set(self, set_id: str) -> tuple[Pack, ...]:
        """All packs of a set, newest first."""
        chosen = select(pack).where(pack.c.set_id == set_id)
        rows = self._connection.execute(chosen.order_by(pack.c.packed_at.desc(), pack.c.id.desc()))
        return tuple(_pack(row) for row in rows)

    def pack_by_id(self, pack_ids: Collection[str]) -> dict[str, Pack]:
        """Packs by id; an unknown id is left out."""
        found: dict[str, Pack] = {}
        for some in batches(pack_ids):
            rows = self._connection.execute(select(pack).where(pack.c.id.in_(some)))
            found |= {row.id: _pack(row) for row in rows}
        return found

    def move_packs(
        self, load_ids: Sequence[str], states: Sequence[PackState], goal: PackState, event: PackNote
    ) -> int:
        """Bring all packs of these loads that are in one of `states` to `goal`, each with an event.

        One statement a batch of loads, however many packs they hold. Returns how many there were.
        """
        count = 0
        for some in batches(load_ids):
            chosen = (pack.c.load_id.in_(some), pack.c.state.in_(states))
            found = self._connection.execute(select(pack.c.id, pack.c.load_id).where(*chosen)).all()
            if not found:
                continue
            changed = {"state": goal, "version": pack.c.version + 1}
            self._connection.execute(update(pack).where(*chosen).values(changed))
            common = {"event": event.event, "visit_id": "", "patient_id": ""}
            common |= {"reason": event.reason, "by": event.by}
            self._connection.execute(
                insert(pack_event),
                [
                    common
                    | {"id": new_id(), "pack_id": row.id, "load_id": row.load_id, "at": event.at}
                    for row in found
                ],
            )
            count += len(found)
        return count

    def packs_in(self, states: Sequence[PackState]) -> tuple[Pack, ...]:
        """Packs in one of these states, by number."""
        rows = self._connection.execute(
            select(pack).where(pack.c.state.in_(states)).order_by(pack.c.number)
        )
        return tuple(_pack(row) for row in rows)

    def note(
        self,
        item: Pack,
        event: str,
        at: datetime,
        by: str,
        *,
        visit_id: str = "",
        patient_id: str = "",
        reason: str = "",
    ) -> None:
        """One line of the pack's history; nothing takes it away."""
        fields = {"id": new_id(), "pack_id": item.id, "event": event, "load_id": item.load_id}
        more = {"visit_id": visit_id, "patient_id": patient_id, "reason": reason}
        self._connection.execute(insert(pack_event), fields | more | {"at": at, "by": by})

    def uses(self, load_ids: Sequence[str]) -> tuple[PackUse, ...]:
        """Who the packs of these loads were used on, oldest first."""
        found: list[PackUse] = []
        for some in batches(load_ids):
            found += self._uses(pack.c.load_id.in_(some))
        return tuple(sorted(found, key=lambda use: (use.at, use.pack_number)))

    def uses_in(self, visit_id: str) -> tuple[PackUse, ...]:
        """The packs that were used in a visit, oldest first."""
        return tuple(self._uses(pack_event.c.visit_id == visit_id))

    def _uses(self, where: Any) -> list[PackUse]:
        statement = (
            select(pack_event, pack.c.number, instrument_set.c.name, sterilizer_load.c.number)
            .join(pack, pack.c.id == pack_event.c.pack_id)
            .join(instrument_set, instrument_set.c.id == pack.c.set_id)
            .join(sterilizer_load, sterilizer_load.c.id == pack.c.load_id)
            .where(pack_event.c.event == "used", where)
            .order_by(pack_event.c.at)
        )
        rows = self._connection.execute(statement).all()
        columns = pack_event.c.keys()
        made = []
        for row in rows:
            event = dict(zip(columns, row, strict=False))
            number, name, load = row[len(columns) :]
            made.append(
                PackUse(
                    event["pack_id"],
                    number,
                    name,
                    load,
                    event["visit_id"],
                    event["patient_id"],
                    event["at"],
                    event["by"],
                )
            )
        return made

    # Loads

    def next_sequence(self, sterilizer_id: str) -> int:
        """The next run of a sterilizer: counted, so that no clock can turn it back."""
        return next_number(self._connection, f"sterilizer {sterilizer_id}")

    def add_load(self, new: Load) -> None:
        """Raises Conflict when the number is taken."""
        self._connection.execute(insert(sterilizer_load), _flat(new))

    def update_load(self, changed: Load) -> None:
        self._update(sterilizer_load, changed.id, changed.version, _flat(changed))

    def runs_of(self, sterilizer_id: str) -> tuple[tuple[str, int], ...]:
        """Id and number of each run of a sterilizer, in their order: all that a recall asks of
        years of loads."""
        column = sterilizer_load.c
        statement = select(column.id, column.sequence).where(column.sterilizer_id == sterilizer_id)
        rows = self._connection.execute(statement.order_by(column.sequence))
        return tuple((row.id, row.sequence) for row in rows)

    def results_of_kind(
        self, sterilizer_id: str, kind: Indicator
    ) -> dict[str, tuple[IndicatorResult, ...]]:
        """One kind of results of a sterilizer by load, oldest first; other loads are left out."""
        statement = (
            select(indicator_result)
            .join(sterilizer_load, sterilizer_load.c.id == indicator_result.c.load_id)
            .where(
                sterilizer_load.c.sterilizer_id == sterilizer_id,
                indicator_result.c.kind == kind,
            )
            .order_by(indicator_result.c.at, indicator_result.c.id)
        )
        found: dict[str, tuple[IndicatorResult, ...]] = {}
        for row in self._connection.execute(statement):
            found[row.load_id] = (*found.get(row.load_id, ()), _result(row))
        return found

    def mark_loads(self, load_ids: Sequence[str], state: LoadState) -> None:
        """Give all these loads a state, in one statement a batch."""
        column = sterilizer_load.c
        for some in batches(load_ids):
            self._connection.execute(
                update(sterilizer_load)
                .where(column.id.in_(some), column.state != state)
                .values({"state": state, "version": column.version + 1})
            )

    def loads(self, load_ids: Collection[str]) -> dict[str, Load]:
        """Loads by id; an unknown id is left out."""
        found: dict[str, Load] = {}
        for some in batches(load_ids):
            rows = self._connection.execute(
                select(sterilizer_load).where(sterilizer_load.c.id.in_(some))
            )
            found |= {row.id: _load(row) for row in rows}
        return found

    def load(self, load_id: str) -> Load | None:
        found = select(sterilizer_load).where(sterilizer_load.c.id == load_id)
        row = self._connection.execute(found).first()
        return None if row is None else _load(row)

    def loads_between(self, start: datetime, end: datetime) -> tuple[Load, ...]:
        """Loads started in [start, end), newest first."""
        column = sterilizer_load.c.started_at
        statement = select(sterilizer_load).where(column >= start, column < end)
        newest = statement.order_by(column.desc(), sterilizer_load.c.sequence.desc())
        return tuple(_load(row) for row in self._connection.execute(newest))

    def find_loads(self, number: str, start: datetime, end: datetime) -> tuple[Load, ...]:
        """Loads started in [start, end) whose number holds this text, newest first."""
        column = sterilizer_load.c
        chosen = (column.started_at >= start, column.started_at < end)
        statement = select(sterilizer_load).where(*chosen)
        if number:
            statement = statement.where(column.number.contains(number, autoescape=True))
        newest = statement.order_by(column.started_at.desc(), column.sequence.desc())
        return tuple(_load(row) for row in self._connection.execute(newest))

    def loads_in(self, states: Sequence[LoadState]) -> tuple[Load, ...]:
        """Loads in one of these states, newest first."""
        statement = select(sterilizer_load).where(sterilizer_load.c.state.in_(states))
        newest = statement.order_by(sterilizer_load.c.started_at.desc())
        return tuple(_load(row) for row in self._connection.execute(newest))

    def loads_of(self, sterilizer_id: str) -> tuple[Load, ...]:
        """All runs of a sterilizer, in their order."""
        statement = select(sterilizer_load).where(sterilizer_load.c.sterilizer_id == sterilizer_id)
        rows = self._connection.execute(statement.order_by(sterilizer_load.c.sequence))
        return tuple(_load(row) for row in rows)

    # Indicators

    def add_result(self, new: IndicatorResult) -> None:
        self._connection.execute(insert(indicator_result), _flat(new))

    def results(self, load_ids: Sequence[str]) -> dict[str, tuple[IndicatorResult, ...]]:
        """All results by load, oldest first."""
        found: dict[str, tuple[IndicatorResult, ...]] = dict.fromkeys(load_ids, ())
        for some in batches(load_ids):
            statement = (
                select(indicator_result)
                .where(indicator_result.c.load_id.in_(some))
                .order_by(indicator_result.c.at, indicator_result.c.id)
            )
            for row in self._connection.execute(statement):
                found[row.load_id] = (*found[row.load_id], _result(row))
        return found

    def result(self, result_id: str) -> IndicatorResult | None:
        row = self._connection.execute(
            select(indicator_result).where(indicator_result.c.id == result_id)
        ).first()
        return None if row is None else _result(row)

    def _update(self, table: Any, key: str, version: int, row: dict[str, Any]) -> None:
        values = {name: value for name, value in row.items() if name not in ("id", "version")}
        update_version(self._connection, table, key, version, values)


def _flat(item: Pack | Load | IndicatorResult) -> dict[str, Any]:
    """Flags as the numbers that a strict table keeps."""
    return {k: int(v) if isinstance(v, bool) else v for k, v in asdict(item).items()}


def _sterilizer_row(item: Sterilizer) -> dict[str, Any]:
    return asdict(item) | {"cycles": json.dumps(item.cycles), "in_service": int(item.in_service)}


def _sterilizer(row: Row[Any]) -> Sterilizer:
    fields = dict(row._mapping)
    changed = {"cycles": tuple(json.loads(row.cycles)), "in_service": bool(row.in_service)}
    return Sterilizer(**fields | changed)


def _set_row(item: InstrumentSet) -> dict[str, Any]:
    flags = {"implant": int(item.implant), "active": int(item.active)}
    return asdict(item) | {"contents": json.dumps(item.contents)} | flags


def _set(row: Row[Any]) -> InstrumentSet:
    contents = tuple((name, count) for name, count in json.loads(row.contents))
    flags = {"implant": bool(row.implant), "active": bool(row.active)}
    return InstrumentSet(**dict(row._mapping) | {"contents": contents} | flags)


def _pack(row: Row[Any]) -> Pack:
    changed = {"implant": bool(row.implant), "state": PackState(row.state)}
    return Pack(**dict(row._mapping) | changed)


def _load(row: Row[Any]) -> Load:
    flags = {"implant": bool(row.implant), "test": bool(row.test)}
    changed = flags | {"state": LoadState(row.state)}
    return Load(**dict(row._mapping) | changed)


def _flag(number: int | None) -> bool | None:
    return None if number is None else bool(number)


def _result(row: Row[Any]) -> IndicatorResult:
    changed = {
        "kind": Indicator(row.kind),
        "passed": _flag(row.passed),
        "control_grew": _flag(row.control_grew),
    }
    return IndicatorResult(**dict(row._mapping) | changed)
