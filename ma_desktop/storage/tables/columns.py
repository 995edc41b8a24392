"""What every declared table is made of: one metadata, and columns that recur."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    MetaData,
    ScalarSelect,
    Table,
    Text,
    func,
    select,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Searched by prefix: needs an order by code point, which many PostgreSQL locales don't have.
KEY = Text().with_variant(Text(collation="C"), "postgresql")


def table(name: str, *columns: Any, clustered: bool = False) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=not clustered)


def id_(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def patient_id() -> Column[str]:
    return Column("patient_id", Text, ForeignKey("patient.id"), nullable=False)


def visit_id(*, optional: bool = False) -> Column[str]:
    return Column("visit_id", Text, ForeignKey("visit.id"), nullable=optional)


def turn() -> Column[int]:
    """The order in which rows of one subject came: clocks of workstations differ, this does not."""
    return Column("turn", Integer, nullable=False, server_default="0")


def next_turn(rows: Table, subject: ColumnElement[bool]) -> ScalarSelect[int]:
    """For an INSERT: one more than the last of `subject`."""
    return select(func.coalesce(func.max(rows.c.turn), 0) + 1).where(subject).scalar_subquery()


def version() -> Column[int]:
    return Column("version", Integer, nullable=False, server_default="1")
