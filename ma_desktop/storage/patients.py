"""Repository of patients and their lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, insert, or_, select

from ma_desktop.domain.patient import (
    Allergy,
    Immunization,
    Medication,
    Name,
    Patient,
    folded,
)
from ma_desktop.storage.corrections import still_counts
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.tables import allergy, immunization, medication, patient

_AFTER = "\U0010ffff"  # sorts behind every letter: turns a prefix into a range the index can serve

_LEAST_INSIDE = 3  # fewer letters stand in the middle of too many names
_MOST_SAME = 5

_PATIENT = Prepared(select(patient).where(patient.c.id == bindparam("it")))


class Patients:
    """Patients, allergies, medications, immunizations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Patient) -> None:
        """Store a new patient. An MRN that is taken raises the database's integrity error."""
        self._connection.execute(
            insert(patient),
            {
                "id": new.id,
                "mrn": new.mrn,
                "family": new.name.family,
                "given": new.name.given,
                "suffix": new.name.suffix,
                "family_key": folded(new.name.family),
                "given_key": folded(new.name.given),
                "birth_date": new.birth_date,
                "sex": new.sex,
                "language": new.language,
                "phone": new.phone,
                "version": new.version,
            },
        )

    def get(self, patient_id: str) -> Patient | None:
        row = _PATIENT.first(self._connection, {"it": patient_id})
        return None if row is None else _patient(row)

    def by_mrn(self, mrn: str) -> Patient | None:
        row = self._connection.execute(select(patient).where(patient.c.mrn == mrn)).first()
        return None if row is None else _patient(row)

    def many(self, ids: Iterable[str]) -> dict[str, Patient]:
        rows = self._connection.execute(select(patient).where(patient.c.id.in_(list(ids))))
        return {row.id: _patient(row) for row in rows}

    def find(self, text: str, limit: int) -> tuple[Patient, ...]:
        """Patients whose family name, given name after a comma, or MRN begins with `text`.

        After them those in whose names it stands otherwise: a later part of the family name, or
        both names without a comma, in either order.
        """
        family, _, given = text.partition(",")
        key, second = folded(family), folded(given)
        if not key:
            return ()
        by_name: ColumnElement[bool] = _begins(patient.c.family_key, key)
        if second:
            by_name = and_(by_name, _begins(patient.c.given_key, second))
        # One after the other: each of these runs along its index, both at once would sort them all.
        first = self._named(by_name, limit)
        if len(first) < limit:
            numbered = _begins(patient.c.mrn, text.strip())
            first += self._more(numbered, first, limit)
        if second or len(key) < _LEAST_INSIDE or len(first) == limit:
            return first
        inside = or_(
            patient.c.family_key.contains(key),
            _begins(patient.c.family_key + patient.c.given_key, key),
            _begins(patient.c.given_key + patient.c.family_key, key),
        )
        return first + self._more(inside, first, limit)

    def _more(
        self, wanted: ColumnElement[bool], found: tuple[Patient, ...], limit: int
    ) -> tuple[Patient, ...]:
        """Others, as many as `found` leaves room for."""
        known = [one.id for one in found]
        return self._named(and_(wanted, patient.c.id.not_in(known)), limit - len(found))

    def same(self, name: Name, birth_date: date) -> tuple[Patient, ...]:
        """Patients with this name, but for case and accents, who were born on this day."""
        named = and_(
            patient.c.family_key == folded(name.family), patient.c.given_key == folded(name.given)
        )
        return self._named(and_(named, patient.c.birth_date == birth_date), _MOST_SAME)

    def _named(self, wanted: ColumnElement[bool], limit: int) -> tuple[Patient, ...]:
        statement = (
            select(patient)
            .where(wanted)
            .order_by(patient.c.family_key, patient.c.given_key, patient.c.mrn)
            .limit(limit)
        )
        return tuple(_patient(row) for row in self._connection.execute(statement))

    def count(self, prefix: str) -> int:
        """How many MRNs begin with `prefix`."""
        return len(
            self._connection.execute(
                select(patient.c.mrn).where(_begins(patient.c.mrn, prefix))
            ).all()
        )

    def allergies(self, patient_id: str) -> tuple[Allergy, ...]:
        """Those that count, without the corrected; in their `place`, as all lists here."""
        return _allergies(self._list(allergy, patient_id))

    def every_allergy(self, patient_id: str) -> tuple[Allergy, ...]:
        """The corrected ones too."""
        return _allergies(self._list(allergy, patient_id, corrected=True))

    def medications(self, patient_id: str) -> tuple[Medication, ...]:
        """Those that count, without the corrected."""
        return _medications(self._list(medication, patient_id))

    def every_medication(self, patient_id: str) -> tuple[Medication, ...]:
        """The corrected ones too."""
        return _medications(self._list(medication, patient_id, corrected=True))

    def immunizations(self, patient_id: str) -> tuple[Immunization, ...]:
        """Those that count, without the corrected."""
        return _immunizations(self._list(immunization, patient_id))

    def every_immunization(self, patient_id: str) -> tuple[Immunization, ...]:
        """The corrected ones too."""
        return _immunizations(self._list(immunization, patient_id, corrected=True))

    def add_allergies(self, items: Sequence[Allergy]) -> int:
        return self._add_new(allergy, [asdict(item) for item in items])

    def add_medications(self, items: Sequence[Medication]) -> int:
        return self._add_new(medication, [asdict(item) for item in items])

    def add_immunizations(self, items: Sequence[Immunization]) -> int:
        return self._add_new(immunization, [asdict(item) for item in items])

    def _list(
        self, table: Table, patient_id: str, *, corrected: bool = False
    ) -> Sequence[Row[Any]]:
        statement = select(table).where(table.c.patient_id == patient_id)
        if not corrected:
            statement = statement.where(still_counts(table.c.id))
        return self._connection.execute(statement).all()

    def _add_new(self, table: Table, rows: list[dict[str, Any]]) -> int:
        """Insert the rows whose id is not there yet; say how many that were."""
        known = known_ids(self._connection, table, [row["id"] for row in rows])
        fresh = {row["id"]: row for row in rows if row["id"] not in known}
        if fresh:
            self._connection.execute(insert(table), list(fresh.values()))
        return len(fresh)


def known_ids(connection: Connection, table: Table, ids: Sequence[str]) -> frozenset[str]:
    """Those of `ids` that `table` holds already."""
    found: set[str] = set()
    for start in range(0, len(ids), 500):  # SQLite bounds the number of variables
        part = ids[start : start + 500]
        found.update(connection.execute(select(table.c.id).where(table.c.id.in_(part))).scalars())
    return frozenset(found)


def _begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """As a range, not BETWEEN: SQLAlchemy puts a collation where PostgreSQL can't parse it."""
    return and_(column >= prefix, column <= prefix + _AFTER)


def _allergies(rows: Sequence[Row[Any]]) -> tuple[Allergy, ...]:
    return tuple(sorted((Allergy(**row._mapping) for row in rows), key=lambda item: item.place))


def _medications(rows: Sequence[Row[Any]]) -> tuple[Medication, ...]:
    return tuple(sorted((Medication(**row._mapping) for row in rows), key=lambda item: item.place))


def _immunizations(rows: Sequence[Row[Any]]) -> tuple[Immunization, ...]:
    found = (Immunization(**row._mapping) for row in rows)
    return tuple(sorted(found, key=lambda item: item.place))


def _patient(row: Row[Any]) -> Patient:
    return Patient(
        row.id,
        row.mrn,
        Name(row.family, row.given, row.suffix),
        row.birth_date,
        row.sex,
        row.language,
        row.phone,
        row.version,
    )
