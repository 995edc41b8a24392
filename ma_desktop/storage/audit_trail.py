"""The audit trail in the store: written in the transaction of what it describes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from ma_desktop.domain.audit import GENESIS, AuditEntry, Keyring, first_break, head_code, seal
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.storage.attempts import boot_seconds
from ma_desktop.storage.prepared import Prepared
from ma_desktop.storage.tables import audit, meta
from ma_desktop.storage.types import demand_storable, from_micros, to_micros

AUDIT_KEY = "audit key"
"""The key that seals; those it replaced stand beside it as "audit key to N", N the last entry."""
HEAD = "audit head"
"""Where the store notes the end of the chain, so that a missing end shows as well."""

_HEAD = select(meta.c.value).where(meta.c.key == HEAD)
_SEALING = Prepared(
    select(meta.c.key, meta.c.value)
    .where(or_(meta.c.key == HEAD, meta.c.key == AUDIT_KEY))
    .with_for_update()
)
_KEYS = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(AUDIT_KEY))
_REPLACED = f"{AUDIT_KEY} to "
_NOTE = Prepared(update(meta).where(meta.c.key == HEAD).values(value=bindparam("noted")))
_ENTRIES = Prepared(
    select(*(audit.c[field.name] for field in fields(AuditEntry)), audit.c.mac).order_by(
        audit.c.sequence
    )
)
_APPEND = Prepared(insert(audit), audit.c.keys())


@dataclass(frozen=True)
class Stamp:
    """Who acts, from which workstation, in which zone, by which clock."""

    user: str
    workstation: str
    zone: str
    now: Callable[[], datetime]


class AuditTrail:
    """Appends entries, and checks the chain."""

    def __init__(self, connection: Connection, stamp: Stamp) -> None:
        self._connection = connection
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
        key, last, previous = self._sealing()
        entry = AuditEntry(
            sequence=last + 1,
            # As it will be read back: the seal covers the stored time, whatever zone the clock has.
            at=from_micros(to_micros(self._stamp.now())),
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
        demand_storable(vars(entry).values())  # before the seal, which takes whole characters only
        mac = seal(key, previous, entry)
        _APPEND.run(self._connection, {**vars(entry), "mac": mac})
        _NOTE.run(self._connection, {"noted": head_value(entry.sequence, mac)})

    def entries(self) -> Iterator[tuple[AuditEntry, bytes]]:
        """All entries with their seals, oldest first."""
        return _entries(self._connection)

    def last(self, action: str) -> datetime | None:
        """When this was done last, or None."""
        times = select(audit.c.at).where(audit.c.action == action)
        newest = times.order_by(audit.c.sequence.desc()).limit(1)
        found: datetime | None = self._connection.execute(newest).scalar()
        return found

    def first_break(self) -> int | None:
        """The sequence number at which the chain breaks, or None when it is whole."""
        return chain_break(self._connection)

    def witnessed(self, code: str) -> int | None:
        """The entry whose head code this is, or None when the chain holds no such entry."""
        wanted = code.strip().upper()
        for entry, mac in self.entries():
            if head_code(mac) == wanted:
                return entry.sequence
        return None

    def head(self) -> tuple[int, str]:
        """The length of the chain and its head code."""
        last, mac = _end(self._connection)
        return last, head_code(mac)

    def replace_key(self, key: bytes) -> None:
        """Seal with `key` from the next entry on; the present one is kept for checking."""
        present, last, _mac = self._sealing()
        kept = {"key": f"{_REPLACED}{last}", "value": present}
        self._connection.execute(insert(meta), kept)
        changed = update(meta).where(meta.c.key == AUDIT_KEY)
        self._connection.execute(changed.values(value=key))

    def _sealing(self) -> tuple[bytes, int, bytes]:
        """The key, and number and seal of the last entry; holds other writers until the commit.

        The key is read each time: another workstation may have replaced it since.
        """
        found = {row.key: row.value for row in _SEALING.all(self._connection)}
        if found.keys() != {HEAD, AUDIT_KEY}:
            raise _no_end()
        return found[AUDIT_KEY], *read_head(found[HEAD])


def chain_break(connection: Connection) -> int | None:
    """The sequence number at which the chain breaks, or None when it is whole."""
    end, mac = _end(connection)  # first: others may append while the entries are read
    walk = _Walk(end)
    broken = first_break(_keys(connection), walk.over(_entries(connection)))
    if broken is not None:
        return broken
    if walk.last < end:
        return walk.last + 1
    return None if walk.mac_at_end == mac else end


def read_head(value: bytes) -> tuple[int, bytes]:
    """Sequence and seal out of what `head_value` made."""
    sequence, _, mac = value.partition(b" ")
    return int(sequence), bytes.fromhex(mac.decode())


def _end(connection: Connection) -> tuple[int, bytes]:
    value = connection.execute(_HEAD).scalar()
    if value is None:
        raise _no_end()
    return read_head(bytes(value))


def _no_end() -> IntegrityFailure:
    return IntegrityFailure("The end of the audit trail is missing.", do="Restore a backup.")


def _keys(connection: Connection) -> Keyring:
    found = {row.key: bytes(row.value) for row in connection.execute(_KEYS)}
    if AUDIT_KEY not in found:
        raise _no_end()
    present = found.pop(AUDIT_KEY)
    return Keyring(present, {int(key.removeprefix(_REPLACED)): found[key] for key in found})


def _entries(connection: Connection) -> Iterator[tuple[AuditEntry, bytes]]:
    for *values, mac in _ENTRIES.each(connection):
        yield AuditEntry(*values), mac


class _Walk:
    """What was seen of the chain. It ends before an entry that is not even readable."""

    def __init__(self, end: int) -> None:
        self.last = 0
        self.mac_at_end = GENESIS
        self._end = end

    def over(
        self, entries: Iterator[tuple[AuditEntry, bytes]]
    ) -> Iterator[tuple[AuditEntry, bytes]]:
        with contextlib.suppress(ArithmeticError, ValueError):
            for entry, mac in entries:
                self.last = entry.sequence
                if entry.sequence == self._end:
                    self.mac_at_end = mac
                yield entry, mac


def head_value(sequence: int, mac: bytes) -> bytes:
    """How the end of the chain is noted."""
    return f"{sequence} {mac.hex()}".encode()
