"""Print jobs: which of a day a person must still look for at the printer."""

from __future__ import annotations

from datetime import datetime, timedelta

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.print_job import UNDER_WAY, JobState, PrintJob
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store
from tests.factories import MORNING


def job(
    visit_id: str, at: datetime, state: JobState, note: str = "", sent_at: datetime | None = None
) -> PrintJob:
    subject = new_id()
    return PrintJob(
        *(new_id(), new_id(), 1, "specimen", "specimen-2x1", subject, "", visit_id, 1, "", at),
        *("rivera", "exam-3"),
        state=state,
        note=note,
        sent_at=sent_at,
    )


def test_in_doubt_are_those_of_the_day_that_nobody_answers_for(store: Store, stamp: Stamp) -> None:
    late = MORNING + timedelta(minutes=5)
    made = [
        job("yesterday", MORNING - timedelta(days=1), "unknown"),
        job("broken", MORNING, "unknown", "The connection broke.", late),
        job("crashed", MORNING, "unknown", UNDER_WAY, MORNING),
        job("on its way", MORNING, "unknown", UNDER_WAY, late),
        job("sent", MORNING, "sent", "", MORNING),
        job("waits", MORNING, "queued"),
    ]
    with store.begin(stamp) as work:
        work.print_jobs.add(made)
        found = work.print_jobs.in_doubt(MORNING, late)
    assert sorted(found) == [("specimen", "broken"), ("specimen", "crashed")]
