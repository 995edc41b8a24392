"""Tables of the rooming: what was taken back or corrected, and why."""

from __future__ import annotations

from sqlalchemy import Column, Index

from ma_desktop.storage.tables.columns import id_, patient_id, table, text, visit_id
from ma_desktop.storage.types import Moment

correction = table(
    "correction",
    id_(),
    visit_id(optional=True),
    patient_id(),
    text("kind"),
    text("record"),
    text("replaced_by"),
    text("reason"),
    Column("at", Moment, nullable=False),
    text("by"),
    Index("ix_correction_visit", "visit_id"),
    Index("ix_correction_record", "record", unique=True),
)
