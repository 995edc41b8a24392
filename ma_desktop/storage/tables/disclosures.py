"""Tables of what a visit hands out: next steps, targets, and what left the program."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from ma_desktop.storage.tables.columns import id_, patient_id, table, text, visit_id
from ma_desktop.storage.types import Day, Exact, Moment

disclosure = table(
    "disclosure",
    id_(),
    text("kind"),
    text("patient_id"),
    text("visit_id"),
    Column("records", Integer, nullable=False),
    text("target"),
    text("reason"),
    text("digest"),
    Column("encrypted", Integer, nullable=False, server_default="0"),
    Column("at", Moment, nullable=False),
    text("by"),
    Index("ix_disclosure_at", "at"),
    Index("ix_disclosure_patient", "patient_id"),
)

next_step = table(
    "next_step",
    id_(),
    visit_id(),
    patient_id(),
    text("words"),
    text("ordered_by"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("status", "final"),
    Column("supersedes", Text),
    Index("ix_next_step_visit", "visit_id"),
)

vital_target = table(
    "vital_target",
    id_(),
    patient_id(),
    *(text(name) for name in ("vital", "part", "bound")),
    Column("value", Exact, nullable=False),
    text("unit"),
    text("provider"),
    Column("since", Day, nullable=False),
    Column("at", Moment, nullable=False),
    text("by"),
    text("status", "active"),
    Column("supersedes", Text),
    Index("ix_vital_target_patient", "patient_id"),
)
