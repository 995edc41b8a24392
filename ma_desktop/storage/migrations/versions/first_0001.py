"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Day, Exact, Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("boot_seconds", Exact(), nullable=False),
        sa.Column("user", sa.Text(), server_default="", nullable=False),
        sa.Column("workstation", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("patient_id", sa.Text(), server_default="", nullable=False),
        sa.Column("visit_id", sa.Text(), server_default="", nullable=False),
        sa.Column("record", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "clinic",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(
            "mrn", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("family", sa.Text(), server_default="", nullable=False),
        sa.Column("given", sa.Text(), server_default="", nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "family_key",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "given_key",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("birth_date", Day(), nullable=False),
        sa.Column("sex", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("mrn", name=op.f("uq_patient_mrn")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_patient_name", "patient", ["family_key", "given_key"], unique=False)
    op.create_table(
        "place",
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("user_name", "workstation", name=op.f("pk_place")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("number", name=op.f("uq_room_number")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("credential", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Integer(), server_default="1", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("user_name", name=op.f("uq_staff_user_name")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "vault_header",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_header")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "allergy",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), server_default="", nullable=False),
        sa.Column("reaction", sa.Text(), server_default="", nullable=False),
        sa.Column("severity", sa.Text(), server_default="", nullable=False),
        sa.Column("criticality", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("system", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_allergy_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergy")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_allergy_patient", "allergy", ["patient_id"], unique=False)
    op.create_table(
        "immunization",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("given_on", Day(), nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("cvx", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_immunization_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_immunization")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_immunization_patient", "immunization", ["patient_id"], unique=False)
    op.create_table(
        "medication",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("dosage", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("started", Day(), nullable=True),
        sa.Column("stopped", Day(), nullable=True),
        sa.Column("system", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_medication_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medication")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_medication_patient", "medication", ["patient_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("scheduled_at", Moment(), nullable=False),
        sa.Column("visit_type", sa.Text(), server_default="", nullable=False),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("state_since", Moment(), nullable=False),
        sa.Column("room_id", sa.Text(), nullable=True),
        sa.Column("arrived_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_visit_patient_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_visit_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_visit_patient", "visit", ["patient_id"], unique=False)
    op.create_index("ix_visit_scheduled", "visit", ["scheduled_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("focus", sa.Text(), server_default="", nullable=False),
        sa.Column("fields", sa.Text(), server_default="", nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("saved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_draft_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_draft")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "identity_check",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("identifiers", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_identity_check_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_identity_check_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_identity_check_visit", "identity_check", ["visit_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=True),
        sa.Column("vital", sa.Text(), server_default="", nullable=False),
        sa.Column("loinc", sa.Text(), server_default="", nullable=False),
        sa.Column("part_loinc", sa.Text(), server_default="", nullable=False),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("typed_unit", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("qualifiers", sa.Text(), server_default="", nullable=False),
        sa.Column("absent", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed", sa.Text(), server_default="", nullable=False),
        sa.Column("taken_by", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("notify", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_observation_patient_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_observation_visit_id")),
        sa.PrimaryKeyConstraint(
            "patient_id", "taken_at", "id", "part", name=op.f("pk_observation")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_observation_to_tell",
        "observation",
        ["visit_id"],
        unique=False,
        sqlite_where=sa.text("notify != ''"),
        postgresql_where=sa.text("notify != ''"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_review_patient_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_review_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_review_patient", "review", ["patient_id"], unique=False)
    op.create_index("ix_review_visit", "review", ["visit_id"], unique=False)
    op.create_table(
        "specimen",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("accession", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("tube", sa.Text(), server_default="", nullable=False),
        sa.Column("tests", sa.Text(), server_default="", nullable=False),
        sa.Column("ordered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("prints", sa.Integer(), server_default="0", nullable=False),
        sa.Column("site", sa.Text(), server_default="", nullable=False),
        sa.Column("collected_at", Moment(), nullable=True),
        sa.Column("collected_by", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_specimen_patient_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_specimen_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specimen")),
        sa.UniqueConstraint("accession", name=op.f("uq_specimen_accession")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_specimen_visit", "specimen", ["visit_id"], unique=False)
    op.create_table(
        "told_provider",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("observations", sa.Text(), server_default="", nullable=False),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("read_back", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_told_provider_patient_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_told_provider_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_provider")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_told_provider_visit", "told_provider", ["visit_id"], unique=False)
    op.create_table(
        "visit_move",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("room_id", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_move_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_move")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_visit_move_visit", "visit_move", ["visit_id"], unique=False)
    op.create_table(
        "label_print",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("specimen_id", sa.Text(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("printer", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimen.id"], name=op.f("fk_label_print_specimen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("ix_label_print_specimen", "label_print", ["specimen_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_label_print_specimen", table_name="label_print")
    op.drop_table("label_print")
    op.drop_index("ix_visit_move_visit", table_name="visit_move")
    op.drop_table("visit_move")
    op.drop_index("ix_told_provider_visit", table_name="told_provider")
    op.drop_table("told_provider")
    op.drop_index("ix_specimen_visit", table_name="specimen")
    op.drop_table("specimen")
    op.drop_index("ix_review_visit", table_name="review")
    op.drop_index("ix_review_patient", table_name="review")
    op.drop_table("review")
    op.drop_index("ix_observation_to_tell", table_name="observation")
    op.drop_table("observation")
    op.drop_index("ix_identity_check_visit", table_name="identity_check")
    op.drop_table("identity_check")
    op.drop_table("draft")
    op.drop_index("ix_visit_scheduled", table_name="visit")
    op.drop_index("ix_visit_patient", table_name="visit")
    op.drop_table("visit")
    op.drop_index("ix_medication_patient", table_name="medication")
    op.drop_table("medication")
    op.drop_index("ix_immunization_patient", table_name="immunization")
    op.drop_table("immunization")
    op.drop_index("ix_allergy_patient", table_name="allergy")
    op.drop_table("allergy")
    op.drop_table("vault_header")
    op.drop_table("staff")
    op.drop_table("room")
    op.drop_table("place")
    op.drop_index("ix_patient_name", table_name="patient")
    op.drop_table("patient")
    op.drop_table("meta")
    op.drop_table("counter")
    op.drop_table("clinic")
    op.drop_table("audit")
