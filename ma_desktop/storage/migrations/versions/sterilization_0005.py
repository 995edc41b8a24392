"""Rooms, checklists, instruments and sterilizer loads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Exact, Moment

revision = "0005"
down_revision = "0004"


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def upgrade() -> None:
    _rooms()
    _equipment()
    _checklists()


def downgrade() -> None:
    for name in ("checklist_answer", "checklist_run", "checklist_form", "equipment"):
        op.drop_table(name)
    for name in ("by", "reason"):
        op.drop_column("room", name)


def _rooms() -> None:
    for name in ("reason", "by"):
        op.add_column("room", _text(name))


def _equipment() -> None:
    op.create_table(
        "equipment",
        sa.Column("id", sa.Text(), nullable=False),
        *(_text(name) for name in ("kind", "name", "place")),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("active", sa.Integer(), server_default="1", nullable=False),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def _checklists() -> None:
    op.create_table(
        "checklist_form",
        sa.Column("id", sa.Text(), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_form")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "checklist_run",
        sa.Column("id", sa.Text(), nullable=False),
        _text("checklist_id"),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        _text("started_by"),
        _text("state", "open"),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        *(_text(name) for name in ("equipment_id", "room_id")),
        sa.Column("visit_id", sa.Text(), nullable=True),
        _text("parent_id"),
        sa.Column("finished_at", Moment(), nullable=True),
        *(_text(name) for name in ("signed_by", "second_by", "note")),
        _version(),
        sa.ForeignKeyConstraint(
            ["form"], ["checklist_form.id"], name=op.f("fk_checklist_run_form")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_checklist_run_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_run")),
        sa.UniqueConstraint("slot", name=op.f("uq_checklist_run_slot")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_checklist_run_list", "checklist_run", ["checklist_id", "started_at"])
    op.create_index("ix_checklist_run_state", "checklist_run", ["state"])
    op.create_table(
        "checklist_answer",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        *(_text(name) for name in ("outcome", "value")),
        sa.Column("at", Moment(), nullable=False),
        *(_text(name) for name in ("by", "unit")),
        sa.Column("number", Exact(), nullable=True),
        _text("reason"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["checklist_run.id"], name=op.f("fk_checklist_answer_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "item_id", "turn", name=op.f("pk_checklist_answer")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
