"""Repository of targets: append-only."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from ma_desktop.domain.target import Target
from ma_desktop.storage.tables import vital_target


class Targets:
    """What providers aim at for patients."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Target) -> None:
        self._connection.execute(insert(vital_target), asdict(new))

    def of_patient(self, patient_id: str) -> tuple[Target, ...]:
        """All of a patient, withdrawn ones too, oldest first."""
        statement = (
            select(vital_target)
            .where(vital_target.c.patient_id == patient_id)
            .order_by(vital_target.c.at, vital_target.c.id)
        )
        rows = self._connection.execute(statement)
        return tuple(Target(**dict(row._mapping)) for row in rows)
