"""The key header beside the database: its slots, where it lives, and how it survives a crash."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from ma_desktop.domain.errors import IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage.durable import replace_file
from ma_desktop.storage.keys import Slot, subkey

FORMAT = 1
_MOST_BYTES = 256 * 1024  # about 400 people


@dataclass(frozen=True)
class Header:
    """Key slots of one database. `mac` is checked once the root key is open.

    While the root key is replaced, every slot holds two, and `next_mac` stands for the next one:
    who knows only one of them can't write such a header.
    """

    database_id: str
    clinic_name: str
    generation: int
    slots: tuple[Slot, ...]
    mac: str = ""
    next_mac: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether the root key is being replaced: the one that opens the database decides."""
        return bool(self.next_mac)

    def slot_for(self, user_name: str) -> Slot | None:
        wanted = _folded(user_name)
        return next((s for s in self.slots if _folded(s.user_name) == wanted), None)

    def signed(self, root: bytes) -> Header:
        """This header with its MAC under `root`."""
        return replace(self, mac=self._mac(root))

    def announced(self, next_root: bytes) -> Header:
        """This signed header with its MAC under the root key that takes over."""
        return replace(self, next_mac=self._mac(next_root))

    def is_genuine(self, root: bytes) -> bool:
        """Whether it was signed under `root`, be it the present root key or the next."""
        wanted = self._mac(root).encode()
        return any(
            hmac.compare_digest(mac.encode(), wanted) for mac in (self.mac, self.next_mac) if mac
        )

    def _mac(self, root: bytes) -> str:
        body = _canonical(_body(replace(self, mac="", next_mac="")))
        return hmac.new(subkey(root, "hdr"), body, hashlib.sha256).hexdigest()


def encode(header: Header) -> bytes:
    """Canonical JSON with a SHA-256 sum, so that damage shows before anybody signs in.

    Raises Refused for more slots than `decode` takes: it would lock everybody out.
    """
    body = _body(header)
    data = _canonical(body | {"sum": hashlib.sha256(_canonical(body)).hexdigest()})
    if len(data) > _MOST_BYTES:
        raise Refused("The key file is full.", do="Remove people who left, or shorten names.")
    return data


def decode(data: bytes) -> Header:
    """The header in `data`. Raises IntegrityFailure when it is damaged or of another format."""
    if len(data) > _MOST_BYTES:
        raise _damaged()
    try:
        body = json.loads(data)
        slots = tuple(Slot.from_json(slot) for slot in body["slots"])
        next_mac = body.get("next_mac", "")
        texts = [body["database_id"], body["clinic_name"], body["mac"], next_mac]
        if not all(isinstance(text, str) for text in texts) or type(body["generation"]) is not int:
            raise _damaged()
        if any(bool(slot.next_root) != bool(next_mac) for slot in slots):
            raise _damaged()
        header = Header(
            body["database_id"],
            body["clinic_name"],
            body["generation"],
            slots,
            body["mac"],
            next_mac,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged() from None
    # Format and sum are among the bytes, and only one spelling of them is ours.
    if encode(header) != data:
        raise _damaged()
    return header


def _body(header: Header) -> dict[str, Any]:
    pending = {"next_mac": header.next_mac} if header.next_mac else {}
    return pending | {
        "format": FORMAT,
        "database_id": header.database_id,
        "clinic_name": header.clinic_name,
        "generation": header.generation,
        "slots": [slot.to_json() for slot in header.slots],
        "mac": header.mac,
    }


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _folded(user_name: str) -> str:
    """One name for one person, whatever keyboard composed its accents."""
    return unicodedata.normalize("NFKC", user_name.strip()).casefold()


def _damaged() -> IntegrityFailure:
    return IntegrityFailure(
        "The key file of this store is damaged.",
        safe="The records themselves were not touched.",
        do="Restore the key file from a backup.",
    )


class HeaderPlace(Protocol):
    """Where a header is kept."""

    def exists(self) -> bool: ...

    def load(self) -> Header: ...

    def save(self, header: Header) -> None: ...

    def mend(self, header: Header) -> None: ...


class HeaderFile:
    """A header in a file and an equal backup copy, replaced as a whole and one after the other.

    So one valid copy is there at any moment, whichever of the two was broken before.
    """

    def __init__(self, path: Path, fault: Callable[[str], None] = lambda _step: None) -> None:
        self.path = path
        self.backup = path.with_name(path.name + ".bak")
        self._fault = fault

    def exists(self) -> bool:
        return self.path.exists() or self.backup.exists()

    def load(self) -> Header:
        """The valid copy of the highest generation. Raises IntegrityFailure when none is valid."""
        found: list[Header] = []
        for path in (self.path, self.backup):
            header = _read(path)
            if header is not None:
                found.append(header)
        if not found:
            raise _damaged()
        return max(found, key=lambda header: header.generation)

    def save(self, header: Header) -> None:
        """Write both copies. Raises MachineFailure when the disk does not take them."""
        data = encode(header)
        for path in (self.path, self.backup):
            replace_file(path, data, self._fault)

    def mend(self, header: Header) -> None:
        """Make a broken or older copy equal to `header`, which was found genuine and current."""
        data = encode(header)
        for path in (self.path, self.backup):
            if _read(path) != header:
                # A read-only disk: opening the store says so.
                with contextlib.suppress(MachineFailure):
                    replace_file(path, data, self._fault)


def _read(path: Path) -> Header | None:
    try:
        return decode(path.read_bytes())
    except (OSError, IntegrityFailure):
        return None
