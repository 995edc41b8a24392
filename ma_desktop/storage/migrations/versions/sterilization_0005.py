"""Rooms, checklists, instruments and sterilizer loads."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ma_desktop.storage.types import Day, Exact, Moment

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
    _sterilizers()
    _loads()
    _packs()
    _instruments()
    _recalls()


def downgrade() -> None:
    for name in ("recall_step", "recall", "cycle_correction", "printout", "indicator_result"):
        op.drop_table(name)
    for name in ("pack_event", "pack"):
        op.drop_table(name)
    for name in ("instrument_event", "instrument"):
        op.drop_table(name)
    for name in ("sterilizer_load", "instrument_set", "sterilizer"):
        op.drop_table(name)
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


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.Text(), nullable=False)


def _at(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment(), nullable=optional)


def _flag(name: str, default: str = "0") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _make(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, *parts, key, sqlite_strict=True, sqlite_with_rowid=True)


def _sterilizers() -> None:
    _make(
        "sterilizer",
        _id(),
        _text("name"),
        sa.Column("code", sa.Text(), nullable=False),
        *(_text(name) for name in ("kind", "model", "serial", "cycles")),
        _flag("in_service", "1"),
        _version(),
        sa.UniqueConstraint("code", name=op.f("uq_sterilizer_code")),
    )
    _make(
        "instrument_set",
        _id(),
        _text("name"),
        _text("contents"),
        _flag("implant"),
        _flag("active", "1"),
        _version(),
    )


def _loads() -> None:
    _make(
        "sterilizer_load",
        _id(),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sterilizer_id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *(_text(name) for name in ("cycle_id", "cycle_number", "operator")),
        _at("started_at"),
        _at("ended_at", optional=True),
        *(sa.Column(name, Exact()) for name in ("temp_c", "exposure_min", "dry_min")),
        _flag("implant"),
        _flag("test"),
        _text("state"),
        _text("released_by"),
        _at("released_at", optional=True),
        _text("exception"),
        _text("notes"),
        _version(),
        _reference("sterilizer_load", "sterilizer_id", "sterilizer"),
        sa.UniqueConstraint("number", name=op.f("uq_sterilizer_load_number")),
        sa.UniqueConstraint(
            "sterilizer_id", "sequence", name=op.f("uq_sterilizer_load_sterilizer_id")
        ),
    )
    op.create_index("ix_sterilizer_load_started", "sterilizer_load", ["started_at"])
    _make(
        "indicator_result",
        _id(),
        sa.Column("load_id", sa.Text(), nullable=False),
        _text("kind"),
        sa.Column("passed", sa.Integer()),
        _at("at"),
        *(_text(name) for name in ("by", "lot", "control_lot")),
        sa.Column("control_grew", sa.Integer()),
        _at("due_at", optional=True),
        _text("reason"),
        sa.Column("supersedes", sa.Text()),
        _reference("indicator_result", "load_id", "sterilizer_load"),
    )
    op.create_index("ix_indicator_result_load", "indicator_result", ["load_id"])
    _make(
        "printout",
        _id(),
        sa.Column("load_id", sa.Text(), nullable=False),
        _text("name"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _at("at"),
        _text("by"),
        _reference("printout", "load_id", "sterilizer_load"),
    )
    op.create_index("ix_printout_load", "printout", ["load_id"])
    _make(
        "cycle_correction",
        _id(),
        sa.Column("load_id", sa.Text(), nullable=False),
        *(sa.Column(name, Exact()) for name in ("temp_c", "exposure_min", "dry_min")),
        _at("at"),
        *(_text(name) for name in ("by", "reason")),
        _reference("cycle_correction", "load_id", "sterilizer_load"),
    )
    op.create_index("ix_cycle_correction_load", "cycle_correction", ["load_id"])


def _packs() -> None:
    _make(
        "pack",
        _id(),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        _text("packed_by"),
        _at("packed_at"),
        _flag("implant"),
        sa.Column("expires_on", Day()),
        _text("load_id"),
        _text("state"),
        _version(),
        _reference("pack", "set_id", "instrument_set"),
        sa.UniqueConstraint("number", name=op.f("uq_pack_number")),
    )
    op.create_index("ix_pack_load", "pack", ["load_id"])
    op.create_index("ix_pack_state", "pack", ["state"])
    _make(
        "pack_event",
        _id(),
        sa.Column("pack_id", sa.Text(), nullable=False),
        *(_text(name) for name in ("event", "load_id", "visit_id", "patient_id")),
        _at("at"),
        _text("by"),
        _text("reason"),
        _reference("pack_event", "pack_id", "pack"),
    )
    op.create_index("ix_pack_event_pack", "pack_event", ["pack_id"])
    op.create_index("ix_pack_event_visit", "pack_event", ["visit_id"])


def _instruments() -> None:
    _make(
        "instrument",
        _id(),
        _text("name"),
        sa.Column("set_id", sa.Text(), nullable=False),
        _text("state"),
        _at("since"),
        *(_text(name) for name in ("by", "pack_id")),
        _version(),
        _reference("instrument", "set_id", "instrument_set"),
    )
    _make(
        "instrument_event",
        _id(),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        _text("state"),
        _at("at"),
        *(_text(name) for name in ("by", "pack_id", "reason")),
        _reference("instrument_event", "instrument_id", "instrument"),
    )
    op.create_index("ix_instrument_event_instrument", "instrument_event", ["instrument_id"])


def _recalls() -> None:
    _make(
        "recall",
        _id(),
        sa.Column("load_id", sa.Text(), nullable=False),
        _text("cause"),
        _at("opened_at"),
        *(_text(name) for name in ("opened_by", "load_ids", "back_to")),
        _at("closed_at", optional=True),
        _text("closed_by"),
        _text("finding"),
        _version(),
        _reference("recall", "load_id", "sterilizer_load"),
    )
    op.create_table(
        "recall_step",
        sa.Column("recall_id", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Text(), nullable=False),
        _at("at"),
        _text("by"),
        _reference("recall_step", "recall_id", "recall"),
        sa.PrimaryKeyConstraint("recall_id", "step_id", name=op.f("pk_recall_step")),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
