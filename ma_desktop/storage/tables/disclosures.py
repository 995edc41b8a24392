"""Tables of what left the program: exports, and documents that were saved or printed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from ma_desktop.storage.tables.columns import id_, table, text
from ma_desktop.storage.types import Moment

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
