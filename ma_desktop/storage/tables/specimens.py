"""Tables of orders, of who had a specimen, and of what couriers took."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from ma_desktop.storage.tables.columns import id_, patient_id, table, text, version
from ma_desktop.storage.types import Moment

lab_order = table(
    "lab_order",
    id_(),
    patient_id(),
    text("visit_id"),
    text("provider"),
    text("tests"),
    Column("ordered_at", Moment, nullable=False),
    text("priority"),
    text("note"),
    text("source"),
    text("status"),
    text("entered_by"),
    version(),
    Index("ix_lab_order_patient", "patient_id"),
)

custody_event = table(
    "custody_event",
    id_(),
    Column("specimen_id", Text, ForeignKey("specimen.id"), nullable=False),
    text("kind"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("detail"),
    Index("ix_custody_event_specimen", "specimen_id"),
    Index("ix_custody_event_detail", "detail"),
)

pickup = table(
    "pickup",
    id_(),
    text("lab"),
    text("courier"),
    Column("at", Moment, nullable=False),
    text("by"),
    Column("count", Integer, nullable=False),
    Index("ix_pickup_at", "at"),
)
