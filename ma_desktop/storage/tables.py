"""The declared schema. Rows never leave this folder; migrations must end in exactly this."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from ma_desktop.storage.types import Day, Exact, Moment

SCHEMA = "0001"
"""The Alembic revision that ends in these tables."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# Searched by prefix: needs an order by code point, which many PostgreSQL locales don't have.
_KEY = Text().with_variant(Text(collation="C"), "postgresql")


def _table(name: str, *columns: Any, clustered: bool = False) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=not clustered)


def _id(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _patient() -> Column[str]:
    return Column("patient_id", Text, ForeignKey("patient.id"), nullable=False)


def _visit(*, optional: bool = False) -> Column[str]:
    return Column("visit_id", Text, ForeignKey("visit.id"), nullable=optional)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, server_default="1")


meta = _table("meta", _id("key"), Column("value", LargeBinary, nullable=False))

vault_header = _table("vault_header", _id(), Column("body", LargeBinary, nullable=False))

clinic = _table(
    "clinic", _id(), _text("name"), _text("address"), _text("phone"), _text("zone"), _version()
)

room = _table(
    "room",
    _id(),
    _text("name"),
    Column("number", Text, nullable=False, unique=True),
    _text("state", "ready"),
    Column("since", Moment),
    Column("position", Integer, nullable=False),
    _version(),
)

staff = _table(
    "staff",
    _id(),
    Column("user_name", Text, nullable=False, unique=True),
    _text("display_name"),
    _text("role"),
    _text("credential"),
    Column("active", Integer, nullable=False, server_default="1"),
    _version(),
)

patient = _table(
    "patient",
    _id(),
    Column("mrn", _KEY, nullable=False, unique=True),
    _text("family"),
    _text("given"),
    _text("suffix"),
    Column("family_key", _KEY, nullable=False),
    Column("given_key", _KEY, nullable=False),
    Column("birth_date", Day, nullable=False),
    _text("sex"),
    _text("language"),
    _text("phone"),
    _version(),
    Index("ix_patient_name", "family_key", "given_key"),
)

allergy = _table(
    "allergy",
    _id(),
    _patient(),
    _text("substance"),
    _text("reaction"),
    _text("severity"),
    _text("criticality"),
    _text("status"),
    _text("system"),
    _text("code"),
    Index("ix_allergy_patient", "patient_id"),
)

medication = _table(
    "medication",
    _id(),
    _patient(),
    _text("name"),
    _text("dosage"),
    _text("status"),
    Column("started", Day),
    Column("stopped", Day),
    _text("system"),
    _text("code"),
    Index("ix_medication_patient", "patient_id"),
)

immunization = _table(
    "immunization",
    _id(),
    _patient(),
    _text("name"),
    Column("given_on", Day, nullable=False),
    _text("status"),
    _text("cvx"),
    Index("ix_immunization_patient", "patient_id"),
)

visit = _table(
    "visit",
    _id(),
    _patient(),
    Column("scheduled_at", Moment, nullable=False),
    _text("visit_type"),
    _text("provider"),
    _text("state"),
    Column("state_since", Moment, nullable=False),
    Column("room_id", Text, ForeignKey("room.id")),
    Column("arrived_at", Moment),
    _text("reason"),
    _text("note"),
    _text("step"),
    _version(),
    Index("ix_visit_scheduled", "scheduled_at"),
    Index("ix_visit_patient", "patient_id"),
)

visit_move = _table(
    "visit_move",
    _id(),
    _visit(),
    _text("source"),
    _text("target"),
    Column("at", Moment, nullable=False),
    _text("by"),
    Column("room_id", Text),
    Column("undoes", Text),
    Index("ix_visit_move_visit", "visit_id"),
)

identity_check = _table(
    "identity_check",
    _id(),
    _visit(),
    _patient(),
    _text("identifiers"),
    Column("at", Moment, nullable=False),
    _text("by"),
    Index("ix_identity_check_visit", "visit_id"),
)

review = _table(
    "review",
    _id(),
    _visit(),
    _patient(),
    _text("kind"),
    _text("detail"),
    Column("at", Moment, nullable=False),
    _text("by"),
    Index("ix_review_visit", "visit_id"),
    Index("ix_review_patient", "patient_id"),
)

# Clustered by patient and time: SQLCipher decrypts far fewer pages when a chart is opened.
observation = _table(
    "observation",
    Column("patient_id", Text, ForeignKey("patient.id"), primary_key=True),
    Column("taken_at", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    _visit(optional=True),
    _text("vital"),
    _text("loinc"),
    _text("part_loinc"),
    Column("typed", Text),
    _text("typed_unit"),
    Column("value", Text),
    _text("unit"),
    _text("text"),
    _text("qualifiers"),
    _text("absent"),
    _text("confirmed"),
    _text("taken_by"),
    _text("status"),
    Column("supersedes", Text),
    _text("source"),
    _text("notify"),
    Index("ix_observation_visit", "visit_id"),
    Index("ix_observation_id", "id"),
    clustered=True,
)

told_provider = _table(
    "told_provider",
    _id(),
    _visit(),
    _patient(),
    _text("observations"),
    _text("provider"),
    Column("read_back", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    _text("by"),
    Index("ix_told_provider_visit", "visit_id"),
)

draft = _table(
    "draft",
    Column("visit_id", Text, ForeignKey("visit.id"), primary_key=True),
    _text("step"),
    _text("focus"),
    _text("fields"),
    Column("saved_at", Moment, nullable=False),
    _text("saved_by"),
    _version(),
)

place = _table(
    "place",
    Column("user_name", Text, primary_key=True),
    Column("workstation", Text, primary_key=True),
    _text("location"),
)

specimen = _table(
    "specimen",
    _id(),
    Column("accession", Text, nullable=False, unique=True),
    _visit(),
    _patient(),
    _text("tube"),
    _text("tests"),
    _text("ordered_by"),
    _text("state"),
    Column("prints", Integer, nullable=False, server_default="0"),
    _text("site"),
    Column("collected_at", Moment),
    _text("collected_by"),
    Column("confirmed_at", Moment),
    _version(),
    Index("ix_specimen_visit", "visit_id"),
)

counter = _table("counter", _id("name"), Column("value", BigInteger, nullable=False))

label_print = _table(
    "label_print",
    _id(),
    Column("specimen_id", Text, ForeignKey("specimen.id"), nullable=False),
    Column("copy", Integer, nullable=False),
    _text("printer"),
    _text("state"),
    _text("reason"),
    Column("at", Moment, nullable=False),
    _text("by"),
    Index("ix_label_print_specimen", "specimen_id"),
)

audit = _table(
    "audit",
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    _text("zone"),
    Column("boot_seconds", Exact, nullable=False),
    _text("user"),
    _text("workstation"),
    _text("action"),
    _text("outcome"),
    _text("patient_id"),
    _text("visit_id"),
    _text("record"),
    _text("digest"),
    _text("reason"),
    Column("mac", LargeBinary, nullable=False),
)
