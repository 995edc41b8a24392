"""The print log: one row for each label, from the wish to the paper."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from ma_desktop.storage.tables.columns import id_, table, text, version
from ma_desktop.storage.types import Moment

print_job = table(
    "print_job",
    id_(),
    text("batch"),
    Column("position", Integer, nullable=False),
    text("kind"),
    text("format"),
    text("subject"),
    text("patient_id"),
    text("visit_id"),
    Column("copy", Integer, nullable=False),
    text("reason"),
    Column("queued_at", Moment, nullable=False),
    text("queued_by"),
    text("workstation"),
    text("room_id"),
    text("printer"),
    text("state"),
    text("note"),
    Column("sent_at", Moment),
    Column("ended_at", Moment),
    text("ended_by"),
    text("body"),
    version(),
    Index("ix_print_job_subject", "subject"),
    Index("ix_print_job_queued", "queued_at"),
    clustered=True,
)
