"""Repository of print jobs: nothing is printed without a row here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select

from ma_desktop.domain.print_job import UNDER_WAY, PrintJob
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.rows import update_version
from ma_desktop.storage.tables import print_job

_ADD = Prepared(insert(print_job), print_job.c.keys())
_ORDER = (print_job.c.queued_at, print_job.c.batch, print_job.c.position)
_OF_SUBJECT = Prepared(
    select(print_job).where(print_job.c.subject == bindparam("it")).order_by(*_ORDER)
)
_JOB = Prepared(select(print_job).where(print_job.c.id == bindparam("it")))
_COUNTED = (
    select(print_job.c.subject, func.count())
    .where(print_job.c.state != "failed")
    .group_by(print_job.c.subject)
)
_COPIES = _COUNTED.where(print_job.c.subject.in_(bindparam("subjects", expanding=True)))
_COPIES_OF_ONE = Prepared(_COUNTED.where(print_job.c.subject == bindparam("it")))
_IN_DOUBT = Prepared(
    select(print_job.c.kind, print_job.c.visit_id).where(
        print_job.c.queued_at >= bindparam("since"),
        print_job.c.state == "unknown",
        or_(print_job.c.note != UNDER_WAY, print_job.c.sent_at < bindparam("before")),
    )
)
_BODY = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_CHANGING = ("state", "note", "printer", "format", "sent_at", "ended_at", "ended_by")
"""What becomes known of the paper; all else of a job stays as it was queued."""


class PrintJobs:
    """Rows are never removed; only what is known of the paper changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Sequence[PrintJob]) -> None:
        _ADD.run(self._connection, *map(_fields, new))

    def get(self, job_id: str) -> PrintJob | None:
        row = _JOB.first(self._connection, {"it": job_id})
        return None if row is None else _job(row)

    def of_subject(self, subject: str) -> tuple[PrintJob, ...]:
        """All labels of one record, oldest first."""
        rows = _OF_SUBJECT.all(self._connection, {"it": subject})
        return tuple(_job(row) for row in rows)

    def copies(self, subjects: Iterable[str]) -> dict[str, int]:
        """How many labels of each subject came out or may have, or still wait."""
        wanted = list(subjects)
        if len(wanted) == 1:
            return dict(_COPIES_OF_ONE.all(self._connection, {"it": wanted[0]}))
        rows = self._connection.execute(_COPIES, {"subjects": wanted})
        return {row[0]: row[1] for row in rows}

    def in_doubt(self, since: datetime, before: datetime) -> tuple[tuple[str, str], ...]:
        """Kind and visit of the labels queued from `since` on of which a person must say whether
        they came out; one that left at `before` or later may still be on its way.
        """
        given = {"since": since, "before": before}
        return tuple((row[0], row[1]) for row in _IN_DOUBT.all(self._connection, given))

    def log(self, first: datetime, end: datetime, most: int) -> tuple[PrintJob, ...]:
        """Jobs queued from `first` until before `end`, the newest first, at most `most`."""
        at = print_job.c.queued_at
        statement = (
            select(print_job)
            .where(at >= first, at < end)
            .order_by(at.desc(), print_job.c.id.desc())
            .limit(most)
        )
        return tuple(_job(row) for row in self._connection.execute(statement))

    def update(self, changed: PrintJob) -> None:
        """Store `changed` over the version that was read. Raises Conflict."""
        values = {name: getattr(changed, name) for name in _CHANGING}
        update_version(self._connection, print_job, changed.id, changed.version, values)


def _fields(job: PrintJob) -> dict[str, Any]:
    fields = dict(vars(job))
    fields["body"] = _BODY.encode(dict(fields.pop("values")))
    return fields


def _job(row: Row[Any]) -> PrintJob:
    fields = row._asdict()
    values = json.loads(fields.pop("body"))
    return PrintJob(**fields, values=values)
