"""Timers, the clinic's settings, and content that it changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Moment

revision = "0002"
down_revision = "0001"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def upgrade() -> None:
    op.create_table(
        "timer",
        sa.Column("id", sa.Text(), nullable=False),
        *(_text(name) for name in ("kind", "label", "subject", "patient_id", "visit_id")),
        *(_text(name) for name in ("room_id", "screen")),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        _text("started_by"),
        sa.Column("ended_at", Moment(), nullable=True),
        _text("ended_by"),
        _text("outcome"),
        _version(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_timer_ended", "timer", ["ended_at"])
    op.create_index("ix_timer_subject", "timer", ["subject"])
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        _text("value"),
        _version(),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "content",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _text("body"),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        _text("note"),
        sa.PrimaryKeyConstraint("kind", "id", "version", name=op.f("pk_content")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )


def downgrade() -> None:
    for name in ("content", "setting", "timer"):
        op.drop_table(name)
