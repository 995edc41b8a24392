"""Repository of specimens and their accession numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, insert, select

from ma_desktop.domain.specimen import Specimen, accession_number
from ma_desktop.storage.counters import next_number
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import OPEN_SPECIMEN, specimen

_SPECIMEN = Prepared(select(specimen).where(specimen.c.id == bindparam("it")))
_OF_VISIT = Prepared(select(specimen).where(specimen.c.visit_id == bindparam("it")))

_FIXED = frozenset({"id", "accession", "visit_id", "version"})
"""What never changes; an index whose columns are set is written anew, be they the same."""


class Specimens:
    """Specimens of visits; accession numbers are counted here and never given twice."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_accession(self, day: date) -> str:
        """The next number of this day. Raises Refused when a day's numbers are used up."""
        number = next_number(self._connection, f"accession {day.isoformat()}")
        return accession_number(day, number)

    def add(self, new: Specimen) -> None:
        self._connection.execute(insert(specimen), _fields(new))

    def get(self, specimen_id: str) -> Specimen | None:
        row = _SPECIMEN.first(self._connection, {"it": specimen_id})
        return None if row is None else _specimen(row)

    def by_accession(self, accession: str) -> Specimen | None:
        row = self._connection.execute(
            select(specimen).where(specimen.c.accession == accession)
        ).first()
        return None if row is None else _specimen(row)

    def of_visit(self, visit_id: str) -> tuple[Specimen, ...]:
        rows = _OF_VISIT.all(self._connection, {"it": visit_id})
        rows.sort(key=attrgetter("accession"))
        return tuple(_specimen(row) for row in rows)

    def open(self) -> tuple[Specimen, ...]:
        """All that are not received, void, or rejected and collected again, by accession."""
        found = select(specimen).where(OPEN_SPECIMEN).order_by(specimen.c.accession)
        rows = self._connection.execute(found)
        return tuple(_specimen(row) for row in rows)

    def collected_since(self, patient_id: str, start: datetime) -> tuple[Specimen, ...]:
        """All of a patient that were filled after `start`, whatever became of them."""
        filled = and_(specimen.c.patient_id == patient_id, specimen.c.collected_at > start)
        rows = self._connection.execute(select(specimen).where(filled))
        return tuple(_specimen(row) for row in rows)

    def of_visits(self, visit_ids: Collection[str]) -> dict[str, list[Specimen]]:
        """The specimens of several visits, by visit."""
        rows = self._connection.execute(
            select(specimen)
            .where(specimen.c.visit_id.in_(visit_ids))
            .order_by(specimen.c.accession)
        )
        found: dict[str, list[Specimen]] = defaultdict(list)
        for row in rows:
            found[row.visit_id].append(_specimen(row))
        return found

    def many(self, ids: Collection[str]) -> tuple[Specimen, ...]:
        """Those of `ids` that there are, by accession."""
        rows = self._connection.execute(
            select(specimen).where(specimen.c.id.in_(ids)).order_by(specimen.c.accession)
        )
        return tuple(_specimen(row) for row in rows)

    def update(self, changed: Specimen) -> None:
        """Store `changed` over the version that was read. Raises Conflict."""
        values = {k: v for k, v in _fields(changed).items() if k not in _FIXED}
        update_version(self._connection, specimen, changed.id, changed.version, values)


def _fields(item: Specimen) -> dict[str, Any]:
    return vars(item) | {
        "tests": json.dumps(item.tests),
        "details": json.dumps(dict(item.details)) if item.details else "",
        "early": int(item.early),
    }


def _specimen(row: Row[Any]) -> Specimen:
    fields = row._asdict()
    fields["tests"] = tuple(json.loads(row.tests))
    fields["details"] = json.loads(row.details) if row.details else {}
    fields["early"] = bool(row.early)
    return Specimen(**fields)
