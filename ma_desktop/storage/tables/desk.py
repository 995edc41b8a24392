"""Tables of the desk itself: running timers, the clinic's settings, content it changed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from ma_desktop.storage.tables.columns import id_, table, text, version
from ma_desktop.storage.types import Moment

timer = table(
    "timer",
    id_(),
    text("kind"),
    text("label"),
    text("subject"),
    text("patient_id"),
    text("visit_id"),
    text("room_id"),
    text("screen"),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    text("started_by"),
    Column("ended_at", Moment),
    text("ended_by"),
    text("outcome"),
    version(),
    Index("ix_timer_ended", "ended_at"),
    Index("ix_timer_subject", "subject"),
)

setting = table("setting", id_("key"), text("value"), version())

content = table(
    "content",
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text("body"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("note"),
)
