"""Rooming: what a visit records beyond its vital signs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Moment

revision = "0003"
down_revision = "0002"
_LISTS = ("allergy", "medication")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    _add_corrections()
    _add_who_noted()
    _add_facts()
    _add_answers()


def _add_corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=True),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("kind", "record", "replaced_by", "reason")),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_correction_visit_id")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_correction_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_correction_visit", "correction", ["visit_id"])
    op.create_index("ix_correction_record", "correction", ["record"], unique=True)


def _add_who_noted() -> None:
    """Entries of the lists say in which visit, when and by whom they were written down."""
    for name in _LISTS:
        op.add_column(name, _text("visit_id"))
        op.add_column(name, sa.Column("noted_at", Moment(), nullable=True))
        op.add_column(name, _text("noted_by"))


def _add_facts() -> None:
    op.create_table(
        "patient_fact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=True),
        *(_text(name) for name in ("kind", "value")),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_patient_fact_patient_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_patient_fact_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_fact")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_patient_fact_patient", "patient_fact", ["patient_id"])


def downgrade() -> None:
    op.drop_index("ix_patient_fact_patient", table_name="patient_fact")
    op.drop_table("patient_fact")
    op.drop_table("questionnaire_response")
    for name in _LISTS:
        for column in ("noted_by", "noted_at", "visit_id"):
            op.drop_column(name, column)
    op.drop_table("correction")


def _add_answers() -> None:
    """Answered questionnaires, append-only."""
    op.create_table(
        "questionnaire_response",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "patient_id", "visit_id")),
        *(_text(name) for name in ("form", "status", "answers")),
        sa.Column("taken_at", Moment(), nullable=False),
        *(_text(name) for name in ("taken_by", "loinc")),
        sa.Column("total", sa.Integer(), nullable=True),
        *(_text(name) for name in ("absent", "notify")),
        sa.Column("by_patient", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        _text("reason"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_questionnaire_response_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_questionnaire_response_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_response")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(
        "ix_questionnaire_response_patient", "questionnaire_response", ["patient_id", "taken_at"]
    )
    op.create_index("ix_questionnaire_response_visit", "questionnaire_response", ["visit_id"])
