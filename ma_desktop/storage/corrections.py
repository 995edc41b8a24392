"""Repository of corrections: append-only, one a record."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, exists, insert, select

from ma_desktop.domain.correction import Correction
from ma_desktop.storage.tables import correction


class Corrections:
    """Records that count no more, and why."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Correction) -> None:
        """Raises Conflict when the record was corrected before: `record` is unique."""
        self._connection.execute(insert(correction), asdict(made))

    def of_visit(self, visit_id: str) -> dict[str, Correction]:
        """Corrections of one visit by the id of the old record."""
        statement = select(correction).where(correction.c.visit_id == visit_id)
        rows = self._connection.execute(statement)
        return {row.record: Correction(**dict(row._mapping)) for row in rows}

    def of_patient(self, patient_id: str) -> dict[str, Correction]:
        """Corrections of one patient by the id of the old record."""
        statement = select(correction).where(correction.c.patient_id == patient_id)
        rows = self._connection.execute(statement)
        return {row.record: Correction(**dict(row._mapping)) for row in rows}


def still_counts(record_id: ColumnElement[str]) -> ColumnElement[bool]:
    """True for rows that nobody corrected."""
    return ~exists().where(correction.c.record == record_id)
