"""Questions of every day are answered by an index: they cost the same in a large store."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ColumnElement, Dialect, Select, literal_column, select, text

from ma_desktop.domain.custody import GONE, STATES
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store
from ma_desktop.storage.tables import (
    OPEN_SPECIMEN,
    TO_TELL,
    observation,
    print_job,
    specimen,
    timer,
)
from tests.factories import MORNING

_STATE: ColumnElement[str] = literal_column("state")
_AGAIN: ColumnElement[str] = literal_column("replaced_by")
QUESTIONS: dict[str, Select[Any]] = {
    "ix_observation_to_tell": select(observation.c.id).where(
        observation.c.visit_id == "v", TO_TELL
    ),
    "ix_specimen_open": select(specimen).where(OPEN_SPECIMEN).order_by(specimen.c.accession),
    "ix_print_job_queued": select(print_job.c.kind, print_job.c.visit_id).where(
        print_job.c.queued_at >= MORNING, print_job.c.state == "unknown"
    ),
    "ix_timer_subject": select(timer).where(timer.c.subject == "bp:v"),
}


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_index_is_used(file_store: Store, stamp: Stamp, index: str) -> None:
    with file_store.begin(stamp, reading=True) as work:
        asked = words(QUESTIONS[index], work.connection.dialect)
        steps = [row[-1] for row in work.connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]

    assert len(steps) == 1
    assert f"USING INDEX {index}" in steps[0]


def words(question: Select[Any], dialect: Dialect) -> str:
    return str(question.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def test_open_means_what_custody_says(store: Store, stamp: Stamp) -> None:
    """The words of the index, asked of every state with and without a recollection."""
    states = [(state, again) for state in STATES for again in ("", "other")]
    rows = " UNION ALL ".join(f"SELECT '{s}' AS state, '{a}' AS replaced_by" for s, a in states)
    asked = select(_STATE, _AGAIN).select_from(text(f"({rows}) AS one"))

    with store.begin(stamp, reading=True) as work:
        found = {tuple(row) for row in work.connection.execute(asked.where(OPEN_SPECIMEN))}

    open_ones = {(s, a) for s, a in states if s not in GONE or (s == "rejected" and not a)}
    assert found == open_ones
