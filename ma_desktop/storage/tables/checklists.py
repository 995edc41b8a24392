"""Tables of rooms' equipment and of checklists: what was done, and every answer to it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from ma_desktop.storage.tables.columns import id_, table, text, version, visit_id
from ma_desktop.storage.types import Exact, Moment

equipment = table(
    "equipment",
    id_(),
    text("kind"),
    text("name"),
    text("place"),
    Column("since", Moment, nullable=False),
    Column("active", Integer, nullable=False, server_default="1"),
    version(),
)

# The exact text of each version that a run was done by, once each; the id is its SHA-256.
checklist_form = table("checklist_form", id_(), text("body"))

checklist_run = table(
    "checklist_run",
    id_(),
    text("checklist_id"),
    Column("edition", Integer, nullable=False),
    Column("form", Text, ForeignKey("checklist_form.id"), nullable=False),
    Column("started_at", Moment, nullable=False),
    text("started_by"),
    text("state", "open"),
    Column("slot", Text, unique=True),
    Column("due_at", Moment),
    text("equipment_id"),
    text("room_id"),
    visit_id(optional=True),
    text("parent_id"),
    Column("finished_at", Moment),
    text("signed_by"),
    text("second_by"),
    text("note"),
    version(),
    Index("ix_checklist_run_list", "checklist_id", "started_at"),
    Index("ix_checklist_run_state", "state"),
)

# Append-only: a correction is a row with the next turn.
checklist_answer = table(
    "checklist_answer",
    Column("run_id", Text, ForeignKey("checklist_run.id"), primary_key=True),
    Column("item_id", Text, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    text("outcome"),
    text("value"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("unit"),
    Column("number", Exact),
    text("reason"),
)
