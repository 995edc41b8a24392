"""Tables of what patients answered."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from ma_desktop.storage.tables.columns import id_, patient_id, table, text, visit_id
from ma_desktop.storage.types import Moment

questionnaire_response = table(
    "questionnaire_response",
    id_(),
    patient_id(),
    visit_id(),
    text("form"),
    text("status"),
    text("answers"),
    Column("taken_at", Moment, nullable=False),
    text("taken_by"),
    text("loinc"),
    Column("total", Integer),
    text("absent"),
    text("notify"),
    Column("by_patient", Integer, nullable=False),
    Column("supersedes", Text),
    text("reason"),
    Index("ix_questionnaire_response_patient", "patient_id", "taken_at"),
    Index("ix_questionnaire_response_visit", "visit_id"),
)
