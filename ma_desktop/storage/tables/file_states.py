"""Table of what files said of entries of a patient's lists, one state a row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index

from ma_desktop.storage.tables.columns import id_, patient_id, table, text
from ma_desktop.storage.types import Moment

file_state = table(
    "file_state",
    id_(),
    patient_id(),
    text("record"),
    text("state"),
    Column("at", Moment, nullable=False),
    Column("updated_at", Moment),
    Column("number", BigInteger),
    Index("ix_file_state_patient", "patient_id"),
)
