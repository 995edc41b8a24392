"""Repository of visits, their moves, identity checks, reviews and drafts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, select, update

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.rooming import Draft, DraftField, ToldProvider
from ma_desktop.domain.visit import IdentityCheck, Visit, VisitMove, VisitState
from ma_desktop.storage.corrections import still_counts
from ma_desktop.storage.patients import known_ids
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.rows import conflict, update_version
from ma_desktop.storage.tables import (
    draft,
    identity_check,
    review,
    told_provider,
    visit,
    visit_move,
)
from ma_desktop.storage.tables.columns import next_turn

_IDENTITIES = Prepared(
    select(identity_check).where(
        identity_check.c.visit_id == bindparam("it"), still_counts(identity_check.c.id)
    )
)
_VISIT = Prepared(select(visit).where(visit.c.id == bindparam("it")))
_DRAFT = Prepared(select(draft).where(draft.c.visit_id == bindparam("it")))


@dataclass(frozen=True)
class Review:
    """A list (`kind` allergies or medications) was gone through; `detail` is JSON."""

    visit_id: str
    kind: str
    detail: str
    at: datetime
    by: str
    id: str = ""


class Visits:
    """Visits of the day and what was done in them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Visit) -> None:
        self._connection.execute(insert(visit), asdict(new))

    def add_new(self, items: Sequence[Visit]) -> int:
        """Insert those visits whose id is not there yet; say how many that were."""
        known = known_ids(self._connection, visit, [item.id for item in items])
        fresh = {item.id: asdict(item) for item in items if item.id not in known}
        if fresh:
            self._connection.execute(insert(visit), list(fresh.values()))
        return len(fresh)

    def get(self, visit_id: str) -> Visit | None:
        row = _VISIT.first(self._connection, {"it": visit_id})
        return None if row is None else _visit(row)

    def between(self, start: datetime, end: datetime) -> tuple[Visit, ...]:
        """Visits scheduled in [start, end), in order of time."""
        statement = (
            select(visit)
            .where(visit.c.scheduled_at >= start, visit.c.scheduled_at < end)
            .order_by(visit.c.scheduled_at, visit.c.id)
        )
        return tuple(_visit(row) for row in self._connection.execute(statement))

    def of_patient(self, patient_id: str, until: datetime) -> tuple[Visit, ...]:
        """Visits of a patient scheduled up to `until`, oldest first."""
        statement = (
            select(visit)
            .where(visit.c.patient_id == patient_id, visit.c.scheduled_at <= until)
            .order_by(visit.c.scheduled_at, visit.c.id)
        )
        return tuple(_visit(row) for row in self._connection.execute(statement))

    def all_of_patient(self, patient_id: str) -> tuple[Visit, ...]:
        """All visits of a patient, booked ones too, oldest first."""
        return self.of_patient(patient_id, datetime.max.replace(tzinfo=UTC))

    def update(self, changed: Visit) -> None:
        """Store `changed`, whose version is still the one that was read. Raises Conflict."""
        values = {k: v for k, v in asdict(changed).items() if k not in ("id", "version")}
        update_version(self._connection, visit, changed.id, changed.version, values)

    def set_note(self, visit_id: str, note: str) -> None:
        self._connection.execute(update(visit).where(visit.c.id == visit_id).values(note=note))

    def note(self, visit_id: str) -> str:
        found = self._connection.execute(select(visit.c.note).where(visit.c.id == visit_id))
        return str(found.scalar_one())

    def add_move(self, made: VisitMove) -> None:
        turn = next_turn(visit_move, visit_move.c.visit_id == made.visit_id)
        self._connection.execute(insert(visit_move).values(turn=turn, **asdict(made)))

    def moves(self, visit_id: str) -> tuple[VisitMove, ...]:
        """All moves of a visit in the order they were made, whatever the clocks said."""
        return self._moves(visit_move.c.visit_id == visit_id, visit_move.c.turn)

    def moves_since(self, start: datetime) -> tuple[VisitMove, ...]:
        """All moves of all visits from this time on, oldest first."""
        return self._moves(visit_move.c.at >= start)

    def _moves(
        self, wanted: ColumnElement[bool], *order: ColumnElement[int]
    ) -> tuple[VisitMove, ...]:
        columns = [visit_move.c[field.name] for field in fields(VisitMove)]
        statement = select(*columns).where(wanted)
        rows = self._connection.execute(
            statement.order_by(*order, visit_move.c.at, visit_move.c.id)
        )
        return tuple(
            VisitMove(
                **dict(row._mapping)
                | {"source": VisitState(row.source), "target": VisitState(row.target)}
            )
            for row in rows
        )

    def add_identity(self, check: IdentityCheck) -> None:
        fields = asdict(check) | {"identifiers": json.dumps(check.identifiers)}
        self._connection.execute(insert(identity_check), fields)

    def identity(self, visit_id: str) -> IdentityCheck | None:
        """The latest identity check of this visit that counts."""
        return next(iter(self.standing_identities(visit_id)), None)

    def standing_identities(self, visit_id: str) -> tuple[IdentityCheck, ...]:
        """The identity checks of this visit that count, the latest first."""
        rows = _IDENTITIES.all(self._connection, {"it": visit_id})
        rows.sort(key=attrgetter("at", "id"), reverse=True)  # few: sooner than by the store
        return tuple(_identity(row) for row in rows)

    def identities(self, visit_id: str) -> tuple[IdentityCheck, ...]:
        """All identity checks of a visit, also corrected ones, oldest first."""
        statement = (
            select(identity_check)
            .where(identity_check.c.visit_id == visit_id)
            .order_by(identity_check.c.at, identity_check.c.id)
        )
        return tuple(_identity(row) for row in self._connection.execute(statement))

    def add_review(
        self, visit_id: str, patient_id: str, kind: str, detail: str, now: datetime, by: str
    ) -> str:
        """Returns its id."""
        made = new_id()
        values = {
            "id": made,
            "visit_id": visit_id,
            "patient_id": patient_id,
            "kind": kind,
            "detail": detail,
            "at": now,
            "by": by,
            "turn": next_turn(review, review.c.patient_id == patient_id),
        }
        self._connection.execute(insert(review).values(values))
        return made

    def reviews(self, patient_id: str, *, corrected: bool = False) -> tuple[Review, ...]:
        """Reviews of a patient as they were made; on request those that count no more too."""
        columns = (review.c.visit_id, review.c.kind, review.c.detail, review.c.at, review.c.by)
        statement = (
            select(*columns, review.c.id)
            .where(review.c.patient_id == patient_id)
            .order_by(review.c.turn, review.c.at, review.c.id)
        )
        if not corrected:
            statement = statement.where(still_counts(review.c.id))
        return tuple(Review(*row) for row in self._connection.execute(statement))

    def add_told(
        self,
        visit_id: str,
        patient_id: str,
        observations: Iterable[str],
        told: ToldProvider,
        by: str,
    ) -> None:
        self._connection.execute(
            insert(told_provider),
            {
                "id": new_id(),
                "visit_id": visit_id,
                "patient_id": patient_id,
                "observations": json.dumps(list(observations)),
                "provider": told.provider,
                "read_back": int(told.read_back),
                "at": told.at,
                "by": by,
            },
        )

    def told(self, visit_ids: Sequence[str]) -> frozenset[str]:
        """Ids of the observations of these visits that the provider was told of."""
        rows = self._connection.execute(
            select(told_provider.c.observations).where(
                told_provider.c.visit_id.in_(visit_ids), still_counts(told_provider.c.id)
            )
        ).scalars()
        return frozenset(item for row in rows for item in json.loads(row))

    def every_told(self, visit_id: str) -> tuple[tuple[str, ToldProvider, str], ...]:
        """Id, who was told and when, and by whom; corrected ones too, oldest first."""
        return tuple((row.id, _told(row), row.by) for row in self._told_rows(visit_id))

    def told_of(self, visit_id: str) -> tuple[tuple[str, ToldProvider, tuple[str, ...], str], ...]:
        """Id, who was told of which records, and by whom; corrected ones too, oldest first."""
        return tuple(
            (row.id, _told(row), tuple(json.loads(row.observations)), row.by)
            for row in self._told_rows(visit_id)
        )

    def _told_rows(self, visit_id: str) -> Sequence[Row[Any]]:
        statement = (
            select(told_provider)
            .where(told_provider.c.visit_id == visit_id)
            .order_by(told_provider.c.at, told_provider.c.id)
        )
        return self._connection.execute(statement).all()


class Drafts:
    """The open wizard of each visit: one draft a visit, replaced as a whole."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, visit_id: str) -> Draft:
        """The saved draft, or an empty one of version 0."""
        row = _DRAFT.first(self._connection, {"it": visit_id})
        if row is None:
            return Draft(visit_id)
        fields = {key: DraftField(**value) for key, value in json.loads(row.fields).items()}
        return Draft(visit_id, row.step, row.focus, fields, row.saved_at, row.version, row.saved_by)

    def savers(self, visit_ids: Sequence[str]) -> dict[str, str]:
        """Whose draft each of these visits has; nothing of what stands in it."""
        statement = select(draft.c.visit_id, draft.c.saved_by).where(
            draft.c.visit_id.in_(visit_ids)
        )
        return {row.visit_id: row.saved_by for row in self._connection.execute(statement)}

    def save(self, new: Draft, now: datetime, by: str) -> Draft:
        """Store `new` over the version it was made from. Raises Conflict when another was saved."""
        values = {
            "step": new.step,
            "focus": new.focus,
            "fields": json.dumps({key: asdict(item) for key, item in new.fields.items()}),
            "saved_at": now,
            "saved_by": by,
            "version": new.version + 1,
        }
        same = (draft.c.visit_id == new.visit_id, draft.c.version == new.version)
        if self._connection.execute(update(draft).where(*same).values(values)).rowcount == 0:
            if new.version or self.get(new.visit_id).version:
                raise conflict()
            self._connection.execute(insert(draft), values | {"visit_id": new.visit_id})
        return replace(new, saved_at=now, version=new.version + 1, saved_by=by)

    def delete(self, visit_id: str) -> None:
        self._connection.execute(delete(draft).where(draft.c.visit_id == visit_id))


def _identity(row: Row[Any]) -> IdentityCheck:
    return IdentityCheck(**row._asdict() | {"identifiers": tuple(json.loads(row.identifiers))})


def _visit(row: Row[Any]) -> Visit:
    fields = row._asdict()
    del fields["note"]
    fields["state"] = VisitState(row.state)
    return Visit(**fields)


def _told(row: Row[Any]) -> ToldProvider:
    return ToldProvider(row.provider, bool(row.read_back), row.at)
