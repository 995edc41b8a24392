"""Repository of observations: append-only, clustered by patient and time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.trend import Number, Taken, marked
from ma_desktop.domain.vitals import Measure, Observation, Reading
from ma_desktop.storage.corrections import still_counts
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.rows import batches
from ma_desktop.storage.tables import TO_TELL, observation
from ma_desktop.storage.types import exact, from_micros, to_micros

_o = observation.c
_COLUMNS = (
    _o.id,
    _o.patient_id,
    _o.taken_at,
    _o.part,
    _o.visit_id,
    _o.vital,
    _o.loinc,
    _o.part_loinc,
    _o.typed,
    _o.typed_unit,
    _o.value,
    _o.unit,
    _o.text,
    _o.qualifiers,
    _o.absent,
    _o.confirmed,
    _o.taken_by,
    _o.status,
    _o.supersedes,
    _o.source,
    _o.notify,
)
_MICROS = 1_000_000
_INSERT = Prepared(insert(observation), observation.c.keys())
_IN_ORDER = (_o.taken_at, _o.id, _o.position)


_TRACE = (
    _o.id,
    _o.taken_at,
    _o.part,
    _o.typed,
    _o.typed_unit,
    _o.value,
    _o.unit,
    _o.text,
    _o.qualifiers,
    _o.absent,
    _o.taken_by,
    _o.visit_id,
    _o.source,
    _o.status,
    _o.supersedes,
)
_LIGHT = (_o.id, _o.vital, _o.visit_id, _o.status, _o.absent, _o.supersedes)


@dataclass(frozen=True)
class Beside:
    """Readings of the open visit, the latest earlier one by vital sign, and one sign's history."""

    today: tuple[Observation, ...]
    last: dict[str, Observation]
    history: tuple[Observation, ...]


class Observations:
    """Readings on record. Nothing here changes or removes a row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, items: Sequence[Observation]) -> str:
        """Store them; the digest of all their values, for the audit."""
        rows = [row for item in items for row in _rows(item)]
        if rows:
            _INSERT.run(self._connection, *rows)
        return digest_of(*[tuple(row.values()) for row in rows])

    def add_new(self, items: Sequence[Observation]) -> int:
        """Insert those whose id is not there yet; say how many that were."""
        known: set[str] = set()
        for patients in batches({item.patient_id for item in items}):
            found = select(_o.id).where(_o.patient_id.in_(patients), _o.position == 0)
            known.update(self._connection.execute(found).scalars())
        fresh = {item.id: item for item in items if item.id not in known}
        self.add(list(fresh.values()))
        return len(fresh)

    def of_patient(self, patient_id: str, vital: str | None = None) -> tuple[Observation, ...]:
        """All observations of a patient, or of one vital sign, oldest first."""
        statement = select(*_COLUMNS).where(_o.patient_id == patient_id)
        if vital is not None:
            statement = statement.where(_o.vital == vital)
        return self._read(statement)

    def trace(self, patient_id: str, vital: str) -> tuple[Taken, ...]:
        """One vital sign over a whole life, oldest first, with what became of each reading.

        Plain rows instead of observations: a chart of a hundred thousand stays quick.
        """
        where = (_o.patient_id == patient_id, _o.vital == vital)
        rows = self._connection.execute(select(*_TRACE).where(*where).order_by(*_IN_ORDER)).all()
        numbers: dict[str, tuple[Number, ...]] = {}
        heads = []
        for row in rows:
            row_id, _at, part, typed, typed_unit, value, unit, *_others = row
            if row_id not in numbers:
                numbers[row_id] = ()
                heads.append(row)
            if typed is not None:
                numbers[row_id] += (Number(part, typed, typed_unit, value, unit),)
        return marked(
            [
                (Taken(row[0], row[1] / _MICROS, numbers[row[0]], *row[7:13]), row[13], row[14])
                for row in heads
            ]
        )

    def beside(self, patient_id: str, visit_id: str, history_of: str, most: int) -> Beside:
        """What stands beside an open visit, from a chart of any length.

        Only a light scan touches all rows; full ones are read for what is shown: the readings of
        `visit_id`, the latest earlier one of each vital sign, the last `most` of `history_of`.
        """
        statement = select(*_LIGHT).where(_o.patient_id == patient_id, _o.position == 0)
        rows = self._connection.execute(statement.order_by(_o.taken_at, _o.id)).all()
        replaced = {row[5] for row in rows if row[5] is not None}
        here: list[str] = []
        last: dict[str, str] = {}
        history: list[str] = []
        for row_id, vital, row_visit, status, absent, _supersedes in rows:
            if status == "entered-in-error" or row_id in replaced:
                continue
            if row_visit == visit_id:
                here.append(row_id)
            elif not absent:
                last[vital] = row_id
            if vital == history_of and not absent:
                history.append(row_id)
        shown = history[-most:]
        full = {item.id: item for item in self._some(patient_id, {*here, *last.values(), *shown})}
        return Beside(
            tuple(full[item] for item in here),
            {vital: full[item] for vital, item in last.items()},
            tuple(full[item] for item in shown),
        )

    def _some(self, patient_id: str, ids: set[str]) -> tuple[Observation, ...]:
        return self._read(
            select(*_COLUMNS).where(_o.patient_id == patient_id, _o.id.in_(sorted(ids)))
        )

    def of_visit(self, patient_id: str, visit_id: str) -> tuple[Observation, ...]:
        """Observations of one visit, oldest first."""
        return self._read(
            select(*_COLUMNS).where(_o.patient_id == patient_id, _o.visit_id == visit_id)
        )

    def get(self, patient_id: str, observation_id: str) -> Observation | None:
        """One of a patient's; None also where it is somebody else's."""
        found = self._some(patient_id, {observation_id})
        return found[0] if found else None

    def to_tell(self, visit_ids: Sequence[str]) -> dict[str, set[str]]:
        """Ids of the observations that the provider must be told of, by visit."""
        found: dict[str, set[str]] = {}
        statement = (
            select(_o.visit_id, _o.id)
            .where(
                _o.visit_id.in_(visit_ids),
                TO_TELL,
                _o.notify.in_(("urgent", "critical")),
                _o.status != "entered-in-error",
                still_counts(_o.id),
            )
            .distinct()
        )
        for visit_id, observation_id in self._connection.execute(statement):
            found.setdefault(visit_id, set()).add(observation_id)
        return found

    def measured(self, patient_id: str) -> tuple[str, ...]:
        """The vital signs that a patient has observations of."""
        statement = select(_o.vital).where(_o.patient_id == patient_id).distinct()
        return tuple(self._connection.execute(statement).scalars())

    def _read(self, statement: Select[Any]) -> tuple[Observation, ...]:
        rows = self._connection.execute(statement.order_by(*_IN_ORDER)).all()
        return tuple(_observation(list(group)) for _, group in groupby(rows, key=itemgetter(0)))


def effective(items: Iterable[Observation]) -> tuple[Observation, ...]:
    """Those that count: without the superseded and the ones entered in error."""
    items = tuple(items)
    replaced = {item.supersedes for item in items}
    return tuple(
        item for item in items if item.id not in replaced and item.status != "entered-in-error"
    )


def _rows(item: Observation) -> list[dict[str, Any]]:
    reading = item.reading
    common = {
        "patient_id": item.patient_id,
        "taken_at": to_micros(item.taken_at),
        "id": item.id,
        "visit_id": item.visit_id,
        "vital": reading.vital,
        "loinc": reading.loinc,
        "text": reading.text,
        "qualifiers": json.dumps(dict(reading.qualifiers)) if reading.qualifiers else "",
        "absent": reading.absent,
        "confirmed": reading.confirmed,
        "taken_by": item.taken_by,
        "status": item.status,
        "supersedes": item.supersedes,
        "source": item.source,
        "notify": item.notify,
    }
    if not reading.measures:
        empty = {"typed": None, "typed_unit": "", "value": None, "unit": "", "part_loinc": ""}
        return [common | empty | {"part": "", "position": 0}]
    return [
        common
        | {
            "part": part.part,
            "position": position,
            "part_loinc": part.loinc,
            "typed": exact(part.typed),
            "typed_unit": part.typed_unit,
            "value": exact(part.value),
            "unit": part.unit,
        }
        for position, part in enumerate(reading.measures)
    ]


@lru_cache(maxsize=64)
def _qualifiers(text: str) -> dict[str, str]:
    """Few different ones exist; a chart repeats them thousands of times."""
    return json.loads(text) if text else {}


def _observation(rows: list[Any]) -> Observation:
    first = rows[0]
    measures = tuple(
        Measure(row[3], row[7], Decimal(row[8]), row[9], Decimal(row[10]), row[11])
        for row in rows
        if row[8] is not None
    )
    reading = Reading(
        first[5], first[6], first[12], measures, _qualifiers(first[13]), first[14], first[15]
    )
    return Observation(
        first[0],
        first[1],
        reading,
        from_micros(first[2]),
        first[16],
        first[4],
        first[17],
        first[18],
        first[19],
        first[20],
    )
