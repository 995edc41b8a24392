"""Documents and exports that left the program, and what files that came in said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Day, Exact, Moment

revision = "0006"
down_revision = "0005"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    _disclosures()
    _next_steps()
    _targets()
    _file_states()


def _disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Text(), nullable=False),
        *(_text(name) for name in ("kind", "patient_id", "visit_id")),
        sa.Column("records", sa.Integer(), nullable=False),
        *(_text(name) for name in ("target", "reason", "digest")),
        sa.Column("encrypted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_disclosure_at", "disclosure", ["at"])
    op.create_index("ix_disclosure_patient", "disclosure", ["patient_id"])


def _next_steps() -> None:
    op.create_table(
        "next_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("words", "ordered_by")),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.Column("status", sa.Text(), server_default="final", nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_next_step_patient_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_next_step_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_next_step_visit", "next_step", ["visit_id"])


def _targets() -> None:
    """What providers aim at, one bound a row."""
    op.create_table(
        "vital_target",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("vital", "part", "bound")),
        sa.Column("value", Exact(), nullable=False),
        *(_text(name) for name in ("unit", "provider")),
        sa.Column("since", Day(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_vital_target_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vital_target")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_vital_target_patient", "vital_target", ["patient_id"])


def _file_states() -> None:
    """What files said of entries of a patient's lists, one state a row."""
    op.create_table(
        "file_state",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("record", "state")),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_file_state_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_state")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_file_state_patient", "file_state", ["patient_id"])


def downgrade() -> None:
    op.drop_table("file_state")
    op.drop_table("vital_target")
    op.drop_table("next_step")
    op.drop_table("disclosure")
