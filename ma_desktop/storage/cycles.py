"""Repository of what is kept of a cycle: corrected values, and files of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from ma_desktop.domain.sterilization import CycleCorrection, CycleValues, Printout
from ma_desktop.storage.rows import batches
from ma_desktop.storage.tables import cycle_correction, printout


class Cycles:
    """Both are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_correction(self, new: CycleCorrection) -> None:
        values = {"id": new.id, "load_id": new.load_id, **asdict(new.before)}
        more = {"at": new.at, "by": new.by, "reason": new.reason}
        self._connection.execute(insert(cycle_correction), values | more)

    def corrections(self, load_ids: Sequence[str]) -> dict[str, tuple[CycleCorrection, ...]]:
        """All corrections by load, oldest first; loads without one are left out."""
        found: dict[str, tuple[CycleCorrection, ...]] = {}
        for some in batches(load_ids):
            column = cycle_correction.c
            statement = select(cycle_correction).where(column.load_id.in_(some))
            for row in self._connection.execute(statement.order_by(column.at, column.id)):
                found[row.load_id] = (*found.get(row.load_id, ()), _correction(row))
        return found

    def add_printout(self, new: Printout, body: bytes) -> None:
        """Keep a file of the sterilizer's printer with its load."""
        values = {key: value for key, value in asdict(new).items() if key != "size"}
        self._connection.execute(insert(printout), values | {"body": body})

    def printouts(self, load_ids: Sequence[str]) -> dict[str, tuple[Printout, ...]]:
        """Printouts by load, oldest first, without their contents; others are left out."""
        found: dict[str, tuple[Printout, ...]] = {}
        column = printout.c
        shown = (column.id, column.load_id, column.name, column.at, column.by)
        for some in batches(load_ids):
            statement = select(*shown, func.length(column.body).label("size"))
            chosen = statement.where(column.load_id.in_(some)).order_by(column.at, column.id)
            for row in self._connection.execute(chosen):
                made = Printout(row.id, row.load_id, row.name, row.size, row.at, row.by)
                found[row.load_id] = (*found.get(row.load_id, ()), made)
        return found

    def printout_body(self, printout_id: str) -> bytes | None:
        """The file itself; None for an unknown one."""
        found = select(printout.c.body).where(printout.c.id == printout_id)
        row = self._connection.execute(found).first()
        return None if row is None else bytes(row.body)


def _correction(row: Row[Any]) -> CycleCorrection:
    before = CycleValues(row.temp_c, row.exposure_min, row.dry_min)
    return CycleCorrection(row.id, row.load_id, before, row.at, row.by, row.reason)
