"""Tables of the clinic, its patients, visits, observations, specimens, and the audit."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    literal_column,
)
from sqlalchemy import text as sql_text

from ma_desktop.domain.custody import GONE
from ma_desktop.storage.tables.columns import (
    KEY,
    id_,
    patient_id,
    table,
    text,
    turn,
    version,
    visit_id,
)
from ma_desktop.storage.types import Day, Exact, Moment

meta = table("meta", id_("key"), Column("value", LargeBinary, nullable=False))

vault_header = table("vault_header", id_(), Column("body", LargeBinary, nullable=False))

clinic = table(
    "clinic", id_(), text("name"), text("address"), text("phone"), text("zone"), version()
)

room = table(
    "room",
    id_(),
    text("name"),
    Column("number", Text, nullable=False, unique=True),
    text("state", "ready"),
    Column("since", Moment),
    Column("position", Integer, nullable=False),
    text("reason"),
    text("by"),
    version(),
)

staff = table(
    "staff",
    id_(),
    Column("user_name", Text, nullable=False, unique=True),
    text("display_name"),
    text("role"),
    text("credential"),
    Column("active", Integer, nullable=False, server_default="1"),
    version(),
)

patient = table(
    "patient",
    id_(),
    Column("mrn", KEY, nullable=False, unique=True),
    text("family"),
    text("given"),
    text("suffix"),
    Column("family_key", KEY, nullable=False),
    Column("given_key", KEY, nullable=False),
    Column("birth_date", Day, nullable=False),
    text("sex"),
    text("language"),
    text("phone"),
    version(),
    Index("ix_patient_name", "family_key", "given_key"),
)

allergy = table(
    "allergy",
    id_(),
    patient_id(),
    text("substance"),
    text("reaction"),
    text("severity"),
    text("criticality"),
    text("status"),
    text("system"),
    text("code"),
    text("visit_id"),
    Column("noted_at", Moment),
    text("noted_by"),
    Index("ix_allergy_patient", "patient_id"),
)

medication = table(
    "medication",
    id_(),
    patient_id(),
    text("name"),
    text("dosage"),
    text("status"),
    Column("started", Day),
    Column("stopped", Day),
    text("system"),
    text("code"),
    text("visit_id"),
    Column("noted_at", Moment),
    text("noted_by"),
    Index("ix_medication_patient", "patient_id"),
)

immunization = table(
    "immunization",
    id_(),
    patient_id(),
    text("name"),
    Column("given_on", Day, nullable=False),
    text("status"),
    text("cvx"),
    Index("ix_immunization_patient", "patient_id"),
)

visit = table(
    "visit",
    id_(),
    patient_id(),
    Column("scheduled_at", Moment, nullable=False),
    text("visit_type"),
    text("provider"),
    text("state"),
    Column("state_since", Moment, nullable=False),
    Column("room_id", Text, ForeignKey("room.id")),
    Column("arrived_at", Moment),
    text("reason"),
    text("note"),
    text("step"),
    version(),
    Index("ix_visit_scheduled", "scheduled_at"),
    Index("ix_visit_patient", "patient_id"),
)

visit_move = table(
    "visit_move",
    id_(),
    visit_id(),
    text("source"),
    text("target"),
    Column("at", Moment, nullable=False),
    text("by"),
    Column("room_id", Text),
    Column("undoes", Text),
    turn(),
    Index("ix_visit_move_visit", "visit_id"),
)

identity_check = table(
    "identity_check",
    id_(),
    visit_id(),
    patient_id(),
    text("identifiers"),
    Column("at", Moment, nullable=False),
    text("by"),
    Index("ix_identity_check_visit", "visit_id"),
)

review = table(
    "review",
    id_(),
    visit_id(),
    patient_id(),
    text("kind"),
    text("detail"),
    Column("at", Moment, nullable=False),
    text("by"),
    turn(),
    Index("ix_review_visit", "visit_id"),
    Index("ix_review_patient", "patient_id"),
)

# Clustered by patient and time: SQLCipher decrypts far fewer pages when a chart is opened. Another
# index would be more pages to encrypt at every save: only those that must be told have one.
observation = table(
    "observation",
    Column("patient_id", Text, ForeignKey("patient.id"), primary_key=True),
    Column("taken_at", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    visit_id(optional=True),
    text("vital"),
    text("loinc"),
    text("part_loinc"),
    Column("typed", Text),
    text("typed_unit"),
    Column("value", Text),
    text("unit"),
    text("text"),
    text("qualifiers"),
    text("absent"),
    text("confirmed"),
    text("taken_by"),
    text("status"),
    Column("supersedes", Text),
    text("source"),
    text("notify"),
    clustered=True,
)
TO_TELL = observation.c.notify != literal_column("''")
"""In these words, without a parameter, the engines recognize the index of those to tell."""
Index(
    "ix_observation_to_tell", observation.c.visit_id, sqlite_where=TO_TELL, postgresql_where=TO_TELL
)

told_provider = table(
    "told_provider",
    id_(),
    visit_id(),
    patient_id(),
    text("observations"),
    text("provider"),
    Column("read_back", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    text("by"),
    Index("ix_told_provider_visit", "visit_id"),
)

draft = table(
    "draft",
    Column("visit_id", Text, ForeignKey("visit.id"), primary_key=True),
    text("step"),
    text("focus"),
    text("fields"),
    Column("saved_at", Moment, nullable=False),
    text("saved_by"),
    version(),
)

place = table(
    "place",
    Column("user_name", Text, primary_key=True),
    Column("workstation", Text, primary_key=True),
    text("location"),
)

specimen = table(
    "specimen",
    id_(),
    Column("accession", Text, nullable=False, unique=True),
    visit_id(),
    patient_id(),
    text("tube"),
    text("tests"),
    text("ordered_by"),
    text("state"),
    Column("prints", Integer, nullable=False, server_default="0"),
    text("site"),
    Column("collected_at", Moment),
    text("collected_by"),
    Column("confirmed_at", Moment),
    text("part"),
    text("details"),
    text("replaces"),
    text("replaced_by"),
    text("reason"),
    Column("early", Integer, nullable=False, server_default="0"),
    version(),
    Index("ix_specimen_visit", "visit_id"),
)
_GONE_STATES = ", ".join(f"'{state}'" for state in sorted(GONE))
OPEN_SPECIMEN = sql_text(
    f"(state NOT IN ({_GONE_STATES}) OR state = 'rejected' AND replaced_by = '')"
)
"""Not received, void, or rejected and collected again; in these words the engines find its index.

Few are open of all that there ever were, and the board asks for them every time.
"""
Index(
    "ix_specimen_open",
    specimen.c.accession,
    sqlite_where=OPEN_SPECIMEN,
    postgresql_where=OPEN_SPECIMEN,
)

counter = table("counter", id_("name"), Column("value", BigInteger, nullable=False))

audit = table(
    "audit",
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    text("zone"),
    Column("boot_seconds", Exact, nullable=False),
    text("user"),
    text("workstation"),
    text("action"),
    text("outcome"),
    text("patient_id"),
    text("visit_id"),
    text("record"),
    text("digest"),
    text("reason"),
    Column("mac", LargeBinary, nullable=False),
)
