"""Cryptography of the vault: one key pair a person, the root key sealed to each of them.

passphrase --Argon2id--> key --AES-256-GCM--> X25519 private key;
root key --sealed box--> X25519 public key.
Revoking one person therefore needs nobody else's passphrase. Argon2id 256 MiB / 3 / 2 costs a guess
about 0.6 s (RFC 9106 asks for no less than 64 MiB / 3 / 4).
"""

from __future__ import annotations

import base64
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ma_desktop.domain.errors import IntegrityFailure, NotAllowed

_NONCE = 12
_SHORTEST_FIELD = 16


@dataclass(frozen=True)
class KdfCost:
    """Argon2id parameters: memory in KiB, passes, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 2

    def __post_init__(self) -> None:
        # A hostile header must not exhaust the machine, nor weaken the wall.
        whole = all(type(item) is int for item in (self.memory_kib, self.passes, self.lanes))
        bounded = whole and 64 * 1024 <= self.memory_kib <= 1024 * 1024
        if not (bounded and 1 <= self.passes <= 16 and 1 <= self.lanes <= 8):
            raise IntegrityFailure(
                "The key file asks for key-derivation costs outside the allowed bounds.",
                do="Restore the key file from a backup.",
            )


@dataclass(frozen=True)
class Slot:
    """One way to open the store: a person's passphrase, or the recovery code. Bytes in base64."""

    id: str
    kind: str
    user_name: str
    display_name: str
    cost: KdfCost
    salt: str
    public_key: str
    private_key: str
    root: str
    next_root: str = ""
    """The root key that takes over, sealed as `root`: filled only while the key is replaced."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Slot:
        """Raises TypeError or ValueError when `data` is anything else than a slot."""
        slot = cls(**{**data, "cost": KdfCost(**data["cost"])})
        if not all(isinstance(item, str) for key, item in data.items() if key != "cost"):
            raise TypeError("a slot holds texts")
        sealed = (slot.root, *([slot.next_root] if "next_root" in data else []))
        for text in (slot.salt, slot.public_key, slot.private_key, *sealed):
            if len(_raw(text)) < _SHORTEST_FIELD:
                raise ValueError("a field of the slot is cut short")
        return slot

    def to_json(self) -> dict[str, Any]:
        fields = asdict(self)
        if not self.next_root:
            del fields["next_root"]
        return fields


def new_root() -> bytes:
    return secrets.token_bytes(32)


def subkey(root: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose: `db`, `hdr`, `bak` or `col` (HKDF-SHA-256)."""
    return HKDF(hashes.SHA256(), 32, None, f"ma-desktop {purpose}".encode()).derive(root)


def make_slot(
    root: bytes,
    database_id: str,
    *,
    slot_id: str,
    kind: str,
    user_name: str,
    display_name: str,
    secret: str,
    cost: KdfCost,
) -> Slot:
    """A slot that opens `root` with `secret`; bound to this database and slot id."""
    salt = os.urandom(16)
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    bound = _bound(database_id, slot_id)
    wrapped = _encrypt(_derive(secret, salt, cost), private.private_bytes_raw(), bound)
    return Slot(
        slot_id,
        kind,
        user_name,
        display_name,
        cost,
        _b64(salt),
        _b64(public),
        _b64(wrapped),
        _b64(_seal(root, public, bound)),
    )


def open_slot(slot: Slot, database_id: str, secret: str) -> tuple[bytes, bytes]:
    """The root key, and the one that takes over (empty unless the key is being replaced).

    Raises NotAllowed when `secret` is wrong, IntegrityFailure when the slot is damaged.
    """
    bound = _bound(database_id, slot.id)
    try:
        private = _decrypt(
            _derive(secret, _raw(slot.salt), slot.cost), _raw(slot.private_key), bound
        )
    except InvalidTag:
        raise NotAllowed(
            "The passphrase is wrong.", safe="Nothing is lost.", do="Type it again."
        ) from None
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        root = _open_seal(_raw(slot.root), key, bound)
        return root, _open_seal(_raw(slot.next_root), key, bound) if slot.next_root else b""
    except (InvalidTag, ValueError):
        raise IntegrityFailure(
            "This key slot is damaged.", do="Sign in with the recovery code, or restore a backup."
        ) from None


def reseal(slot: Slot, root: bytes, database_id: str) -> Slot:
    """The same slot holding another root key; needs no passphrase."""
    sealed = _seal(root, _raw(slot.public_key), _bound(database_id, slot.id))
    return replace(slot, root=_b64(sealed), next_root="")


def announce(slot: Slot, root: bytes, database_id: str) -> Slot:
    """The same slot that holds `root` beside the present root key."""
    return replace(slot, next_root=reseal(slot, root, database_id).root)


def settle(slot: Slot, *, is_next: bool) -> Slot:
    """The same slot with one root key: the one that takes over, or the one before it."""
    return replace(slot, root=slot.next_root if is_next else slot.root, next_root="")


def derive_once(cost: KdfCost) -> Callable[[], object]:
    """One key derivation at `cost`: the least that a sign-in takes."""
    return lambda: _derive("a passphrase", b"s" * 16, cost)


def _derive(secret: str, salt: bytes, cost: KdfCost) -> bytes:
    # NFKC: the same passphrase from a keyboard that composes accents in another way (NIST 800-63B).
    # Bytes that the environment could not decode come as lone surrogates.
    data = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return hash_secret_raw(data, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)


def _seal(root: bytes, public: bytes, bound: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return ephemeral.public_key().public_bytes_raw() + _encrypt(_box_key(shared), root, bound)


def _open_seal(sealed: bytes, private: X25519PrivateKey, bound: bytes) -> bytes:
    shared = private.exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    return _decrypt(_box_key(shared), sealed[32:], bound)


def _box_key(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"ma-desktop sealed box").derive(shared)


def _encrypt(key: bytes, data: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound)


def _decrypt(key: bytes, data: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], bound)


def _bound(database_id: str, slot_id: str) -> bytes:
    return f"ma-desktop slot 1|{database_id}|{slot_id}".encode()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
