"""Orders, specimens and labels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Moment

revision = "0004"
down_revision = "0003"
_NEW_OF_SPECIMEN = ("part", "details", "replaces", "replaced_by", "reason")


# What the older table knew of a label; it printed specimen labels alone.
_TAKE_OVER = """
    INSERT INTO print_job (id, batch, position, kind, format, subject, patient_id, visit_id, copy,
        reason, queued_at, queued_by, printer, state, sent_at, ended_at, body)
    SELECT p.id, p.id, 1, 'specimen', 'specimen-2.25x1.25', p.specimen_id, s.patient_id,
        s.visit_id, p.copy, p.reason, p.at, p.by, p.printer,
        CASE p.state WHEN 'queued' THEN 'unknown' ELSE p.state END, p.at, p.at, '{}'
    FROM label_print p JOIN specimen s ON s.id = p.specimen_id
"""
_GIVE_BACK = """
    INSERT INTO label_print (id, specimen_id, copy, printer, state, reason, at, by)
    SELECT j.id, j.subject, j.copy, j.printer, j.state, j.reason, j.queued_at, j.queued_by
    FROM print_job j JOIN specimen s ON s.id = j.subject WHERE j.kind = 'specimen'
"""


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    _specimens()
    _orders()
    _custody()
    _print_jobs()


def _print_jobs() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", sa.Text(), nullable=False),
        _text("batch"),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_text(name) for name in ("kind", "format", "subject", "patient_id", "visit_id")),
        sa.Column("copy", sa.Integer(), nullable=False),
        _text("reason"),
        sa.Column("queued_at", Moment(), nullable=False),
        *(_text(name) for name in ("queued_by", "workstation", "room_id", "printer", "state")),
        _text("note"),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        *(_text(name) for name in ("ended_by", "body")),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for name, column in (("subject", "subject"), ("queued", "queued_at")):
        op.create_index(f"ix_print_job_{name}", "print_job", [column])
    op.execute(_TAKE_OVER)
    op.drop_index("ix_label_print_specimen", table_name="label_print")
    op.drop_table("label_print")


def _specimens() -> None:
    for name in _NEW_OF_SPECIMEN:
        op.add_column("specimen", _text(name))
    op.add_column("specimen", sa.Column("early", sa.Integer(), server_default="0", nullable=False))
    is_open = sa.text(
        "(state NOT IN ('received', 'rejected', 'void') OR state = 'rejected' AND replaced_by = '')"
    )
    op.create_index(
        "ix_specimen_open",
        "specimen",
        ["accession"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _orders() -> None:
    op.create_table(
        "lab_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("visit_id", "provider", "tests")),
        sa.Column("ordered_at", Moment(), nullable=False),
        *(_text(name) for name in ("priority", "note", "source", "status", "entered_by")),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_order")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_lab_order_patient_id")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_lab_order_patient", "lab_order", ["patient_id"])


def _custody() -> None:
    op.create_table(
        "custody_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("specimen_id", sa.Text(), nullable=False),
        _text("kind"),
        sa.Column("at", Moment(), nullable=False),
        *(_text(name) for name in ("by", "detail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_event")),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimen.id"], name=op.f("fk_custody_event_specimen_id")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_custody_event_specimen", "custody_event", ["specimen_id"])
    op.create_index("ix_custody_event_detail", "custody_event", ["detail"])
    op.create_table(
        "pickup",
        sa.Column("id", sa.Text(), nullable=False),
        *(_text(name) for name in ("lab", "courier")),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_pickup_at", "pickup", ["at"])


def downgrade() -> None:
    _label_prints()
    for name in ("pickup", "custody_event", "lab_order"):
        op.drop_table(name)
    op.drop_index("ix_specimen_open", "specimen")
    for name in ("early", *_NEW_OF_SPECIMEN):
        op.drop_column("specimen", name)


def _label_prints() -> None:
    op.create_table(
        "label_print",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("specimen_id", sa.Text(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        *(_text(name) for name in ("printer", "state", "reason")),
        sa.Column("at", Moment(), nullable=False),
        _text("by"),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimen.id"], name=op.f("fk_label_print_specimen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_label_print_specimen", "label_print", ["specimen_id"])
    op.execute(_GIVE_BACK)
    op.drop_table("print_job")
