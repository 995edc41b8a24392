"""Tables of what is known about a patient beside readings: pregnancy, gestation, birth weight."""

from __future__ import annotations

from sqlalchemy import Column, Index

from ma_desktop.storage.tables.columns import id_, patient_id, table, text, turn, visit_id
from ma_desktop.storage.types import Moment

patient_fact = table(
    "patient_fact",
    id_(),
    patient_id(),
    visit_id(optional=True),
    text("kind"),
    text("value"),
    Column("at", Moment, nullable=False),
    text("by"),
    turn(),
    Index("ix_patient_fact_patient", "patient_id"),
)
