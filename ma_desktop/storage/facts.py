"""Repository of patient facts: append-only, the latest of a kind counts."""

from __future__ import annotations

from dataclasses import asdict, fields
from operator import attrgetter

from sqlalchemy import Connection, bindparam, insert, select

from ma_desktop.domain.facts import Fact
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.tables import patient_fact
from ma_desktop.storage.tables.columns import next_turn

_OF_PATIENT = Prepared(select(patient_fact).where(patient_fact.c.patient_id == bindparam("it")))

_IN_ORDER = attrgetter("turn", "at", "id")
_FIELDS = attrgetter(*(field.name for field in fields(Fact)))


class Facts:
    """Answers about a patient. Nothing here changes or removes a row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Fact) -> None:
        turn = next_turn(patient_fact, patient_fact.c.patient_id == new.patient_id)
        self._connection.execute(insert(patient_fact).values(turn=turn, **asdict(new)))

    def latest(self, patient_id: str) -> dict[str, Fact]:
        """The latest fact of each kind."""
        rows = sorted(_OF_PATIENT.all(self._connection, {"it": patient_id}), key=_IN_ORDER)
        found = (Fact(*_FIELDS(row)) for row in rows)
        return {fact.kind: fact for fact in found}
