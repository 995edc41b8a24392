"""The audit trail in the store: written in the transaction of what it describes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from ma_desktop.domain.audit import GENESIS, AuditEntry, first_break, head_code, seal
from ma_desktop.storage.attempts import boot_seconds
from ma_desktop.storage.tables import audit

_LOCK = 0x4D41  # one advisory lock for the end of the chain on PostgreSQL
_LAST = select(audit.c.sequence, audit.c.mac).order_by(audit.c.sequence.desc()).limit(1)


@dataclass(frozen=True)
class Stamp:
    """Who acts, from which workstation, in which zone, by which clock."""

    user: str
    workstation: str
    zone: str
    now: Callable[[], datetime]


class AuditTrail:
    """Appends entries, and checks the chain."""

    def __init__(self, connection: Connection, key: bytes, stamp: Stamp) -> None:
        self._connection = connection
        self._key = key
        self._stamp = stamp

    def write(
        self,
        action: str,
        *,
        patient_id: str = "",
        visit_id: str = "",
        record: str = "",
        digest: str = "",
        reason: str = "",
        outcome: str = "success",
    ) -> None:
        """Append one entry; it stands or falls with the surrounding transaction."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        last = self._connection.execute(_LAST).first()
        sequence, previous = (1, GENESIS) if last is None else (last.sequence + 1, last.mac)
        entry = AuditEntry(
            sequence=sequence,
            at=self._stamp.now(),
            zone=self._stamp.zone,
            boot_seconds=Decimal(f"{boot_seconds():.3f}"),
            user=self._stamp.user,
            workstation=self._stamp.workstation,
            action=action,
            outcome=outcome,
            patient_id=patient_id,
            visit_id=visit_id,
            record=record,
            digest=digest,
            reason=reason,
        )
        mac = seal(self._key, previous, entry)
        self._connection.execute(insert(audit), entry.__dict__ | {"mac": mac})

    def entries(self) -> Iterator[tuple[AuditEntry, bytes]]:
        """All entries with their seals, oldest first."""
        rows = self._connection.execute(select(audit).order_by(audit.c.sequence))
        for row in rows:
            yield _entry(row), bytes(row.mac)

    def first_break(self) -> int | None:
        """The sequence number at which the chain breaks, or None when it is whole."""
        return first_break(self._key, self.entries())

    def head(self) -> tuple[int, str]:
        """The length of the chain and its head code."""
        last = self._connection.execute(_LAST).first()
        return (0, head_code(GENESIS)) if last is None else (last.sequence, head_code(last.mac))


def _entry(row: Row[Any]) -> AuditEntry:
    fields = dict(row._mapping)
    del fields["mac"]
    return AuditEntry(**fields)
