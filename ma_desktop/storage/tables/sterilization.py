"""Tables of sterilization: sterilizers, sets, packs, loads, indicator results, recalls."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint

from ma_desktop.storage.tables.columns import id_, table, text, version
from ma_desktop.storage.types import Day, Exact, Moment

sterilizer = table(
    "sterilizer",
    id_(),
    text("name"),
    Column("code", Text, nullable=False, unique=True),
    text("kind"),
    text("model"),
    text("serial"),
    text("cycles"),
    Column("in_service", Integer, nullable=False, server_default="1"),
    version(),
)

instrument_set = table(
    "instrument_set",
    id_(),
    text("name"),
    text("contents"),
    Column("implant", Integer, nullable=False, server_default="0"),
    Column("active", Integer, nullable=False, server_default="1"),
    version(),
)

sterilizer_load = table(
    "sterilizer_load",
    id_(),
    Column("number", Text, nullable=False, unique=True),
    Column("sterilizer_id", Text, ForeignKey("sterilizer.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    text("cycle_id"),
    text("cycle_number"),
    text("operator"),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("temp_c", Exact),
    Column("exposure_min", Exact),
    Column("dry_min", Exact),
    Column("implant", Integer, nullable=False, server_default="0"),
    Column("test", Integer, nullable=False, server_default="0"),
    text("state"),
    text("released_by"),
    Column("released_at", Moment),
    text("exception"),
    text("notes"),
    version(),
    UniqueConstraint("sterilizer_id", "sequence"),
    Index("ix_sterilizer_load_started", "started_at"),
)

pack = table(
    "pack",
    id_(),
    Column("number", Text, nullable=False, unique=True),
    Column("set_id", Text, ForeignKey("instrument_set.id"), nullable=False),
    text("packed_by"),
    Column("packed_at", Moment, nullable=False),
    Column("implant", Integer, nullable=False, server_default="0"),
    Column("expires_on", Day),
    text("load_id"),
    text("state"),
    version(),
    Index("ix_pack_load", "load_id"),
    Index("ix_pack_state", "state"),
)

instrument = table(
    "instrument",
    id_(),
    text("name"),
    Column("set_id", Text, ForeignKey("instrument_set.id"), nullable=False),
    text("state"),
    Column("since", Moment, nullable=False),
    text("by"),
    text("pack_id"),
    version(),
)

instrument_event = table(
    "instrument_event",
    id_(),
    Column("instrument_id", Text, ForeignKey("instrument.id"), nullable=False),
    text("state"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("pack_id"),
    text("reason"),
    Index("ix_instrument_event_instrument", "instrument_id"),
)

pack_event = table(
    "pack_event",
    id_(),
    Column("pack_id", Text, ForeignKey("pack.id"), nullable=False),
    text("event"),
    text("load_id"),
    text("visit_id"),
    text("patient_id"),
    Column("at", Moment, nullable=False),
    text("by"),
    text("reason"),
    Index("ix_pack_event_pack", "pack_id"),
    Index("ix_pack_event_visit", "visit_id"),
)

indicator_result = table(
    "indicator_result",
    id_(),
    Column("load_id", Text, ForeignKey("sterilizer_load.id"), nullable=False),
    text("kind"),
    Column("passed", Integer),
    Column("at", Moment, nullable=False),
    text("by"),
    text("lot"),
    text("control_lot"),
    Column("control_grew", Integer),
    Column("due_at", Moment),
    text("reason"),
    Column("supersedes", Text),
    Index("ix_indicator_result_load", "load_id"),
)

printout = table(
    "printout",
    id_(),
    Column("load_id", Text, ForeignKey("sterilizer_load.id"), nullable=False),
    text("name"),
    Column("body", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    text("by"),
    Index("ix_printout_load", "load_id"),
)

cycle_correction = table(
    "cycle_correction",
    id_(),
    Column("load_id", Text, ForeignKey("sterilizer_load.id"), nullable=False),
    Column("temp_c", Exact),
    Column("exposure_min", Exact),
    Column("dry_min", Exact),
    Column("at", Moment, nullable=False),
    text("by"),
    text("reason"),
    Index("ix_cycle_correction_load", "load_id"),
)

recall = table(
    "recall",
    id_(),
    Column("load_id", Text, ForeignKey("sterilizer_load.id"), nullable=False),
    text("cause"),
    Column("opened_at", Moment, nullable=False),
    text("opened_by"),
    text("load_ids"),
    text("back_to"),
    Column("closed_at", Moment),
    text("closed_by"),
    text("finding"),
    version(),
)

recall_step = table(
    "recall_step",
    Column("recall_id", Text, ForeignKey("recall.id"), primary_key=True),
    Column("step_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    text("by"),
)
