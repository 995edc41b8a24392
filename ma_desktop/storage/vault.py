"""The vault: who can open the store, the recovery code, and the wait after wrong passphrases."""

from __future__ import annotations

import base64
import hashlib
import importlib
import secrets
from dataclasses import dataclass, replace

from ma_desktop.domain.errors import IntegrityFailure, NotAllowed, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.storage.attempts import Attempts
from ma_desktop.storage.header import Header, HeaderPlace
from ma_desktop.storage.keys import (
    KdfCost,
    Slot,
    announce,
    make_slot,
    new_root,
    open_slot,
    reseal,
    settle,
    subkey,
)

RECOVERY_USER = "recovery code"
_LOOKS_LIKE = str.maketrans("018", "OIB")
_SHORTEST = 10
_WEAKEST_SCORE = 2
_ESTIMATOR = "zxcvbn"
"""With its lists of words, which only a new passphrase needs: loaded with the first one."""


@dataclass(frozen=True)
class Opened:
    """An open vault: the root key, the slot that opened it, and the wrong tries before.

    `next_root` is there while the root key is replaced, and `is_next` says that it took over.
    """

    header: Header
    root: bytes
    slot: Slot
    failed_before: int = 0
    next_root: bytes = b""
    is_next: bool = False

    @property
    def database_key(self) -> bytes:
        return subkey(self.root, "db")

    def taken_over(self) -> Opened:
        """With the next root key as the one that counts."""
        return replace(self, root=self.next_root, next_root=b"", is_next=True)


class Vault:
    """Key slots of one store. `place` keeps the header, `attempts` the wrong tries."""

    def __init__(self, place: HeaderPlace, attempts: Attempts, cost: KdfCost | None = None) -> None:
        self.place = place
        self._attempts = attempts
        self._cost = cost or KdfCost()

    def create(
        self, clinic_name: str, user_name: str, display_name: str, passphrase: str
    ) -> tuple[Opened, str]:
        """A new vault with one person, not saved yet, and its recovery code, kept nowhere.

        Raises Refused when the passphrase is too weak.
        """
        _check_name(user_name, display_name, clinic_name)
        check_passphrase(passphrase, (clinic_name, user_name, display_name))
        root, database_id, code = new_root(), new_id(), new_recovery_code()
        slots = (
            self._slot(root, database_id, "user", user_name, display_name, passphrase),
            self._slot(root, database_id, "recovery", RECOVERY_USER, "", _bare(code)),
        )
        header = Header(database_id, clinic_name, 1, slots).signed(root)
        return Opened(header, root, slots[0]), code

    def open(self, user_name: str, passphrase: str) -> Opened:
        """Sign in. Raises NotAllowed (unknown, wrong, or must wait) or IntegrityFailure."""
        header = self.place.load()
        slot = header.slot_for(user_name)
        if slot is None:
            raise NotAllowed("Nobody of this name can sign in here.", do="Check the user name.")
        self._attempts.demand(slot.id)
        secret = _bare(passphrase) if slot.kind == "recovery" else passphrase
        try:
            root, next_root = open_slot(slot, header.database_id, secret)
        except NotAllowed:
            self._attempts.failed(slot.id)
            raise
        failed = self._attempts.succeeded(slot.id)
        _demand_genuine(header, root)
        if next_root:
            _demand_genuine(header, next_root)
        return Opened(header, root, slot, failed, next_root)

    def refreshed(self, opened: Opened) -> Opened:
        """With the header as it stands now: another workstation may have changed it."""
        header = self.place.load()
        _demand_genuine(header, opened.root)
        return replace(opened, header=header)

    def wait(self, user_name: str) -> int:
        """Whole seconds until this person may try again."""
        slot = self.place.load().slot_for(user_name)
        return 0 if slot is None else self._attempts.wait(slot.id)

    def add_user(
        self, opened: Opened, user_name: str, display_name: str, passphrase: str
    ) -> Opened:
        """One more person who can sign in. Raises Refused as `check_new`."""
        self.check_new(opened, user_name, display_name, passphrase)
        header = opened.header
        slot = self._slot(
            opened.root, header.database_id, "user", user_name, display_name, passphrase
        )
        return self._save(opened, (*header.slots, slot))

    def remove_user(self, opened: Opened, user_name: str) -> Opened:
        """Take away the slot of `user_name`; without one nothing changes."""
        old = opened.header.slot_for(user_name)
        if old is None or old.kind != "user":
            return opened
        return self._save(opened, tuple(slot for slot in opened.header.slots if slot != old))

    def check_new(self, opened: Opened, user_name: str, display_name: str, passphrase: str) -> None:
        """Raise Refused for a name that is taken or can't be one, or a weak passphrase."""
        _check_name(user_name, display_name)
        if opened.header.slot_for(user_name) is not None:
            raise Refused("This user name is taken.", do="Choose another.")
        check_passphrase(passphrase, (user_name, display_name))

    def change_passphrase(self, opened: Opened, user_name: str, passphrase: str) -> Opened:
        """Replace the passphrase of `user_name`. Raises Refused when it is too weak."""
        old = opened.header.slot_for(user_name)
        if old is None or old.kind != "user":
            raise Refused("Nobody of this name can sign in here.", do="Check the user name.")
        check_passphrase(passphrase, (user_name, old.display_name))
        fresh = self._slot(
            opened.root,
            opened.header.database_id,
            "user",
            old.user_name,
            old.display_name,
            passphrase,
        )
        others = tuple(slot for slot in opened.header.slots if slot.id != old.id)
        return self._save(opened, (*others, fresh))

    def renew_recovery(self, opened: Opened) -> tuple[Opened, str]:
        """A new recovery code; the old one opens nothing any more."""
        code = new_recovery_code()
        slot = self._slot(
            opened.root, opened.header.database_id, "recovery", RECOVERY_USER, "", _bare(code)
        )
        others = tuple(item for item in opened.header.slots if item.kind != "recovery")
        return self._save(opened, (*others, slot)), code

    def announced(self, opened: Opened) -> Opened:
        """With a new root key beside the present one in every slot; not saved yet."""
        root, before = new_root(), opened.header
        slots = tuple(announce(slot, root, before.database_id) for slot in before.slots)
        header = replace(before, slots=slots, generation=before.generation + 1)
        header = header.signed(opened.root).announced(root)
        return replace(opened, header=header, next_root=root)

    def settled(self, opened: Opened) -> Opened:
        """With the one root key that opened the database; the other half is dropped."""
        if opened.header.is_pending:
            slots = tuple(settle(slot, is_next=opened.is_next) for slot in opened.header.slots)
            opened = self._save(opened, slots)
        return replace(opened, next_root=b"", is_next=False)

    def renewed(self, opened: Opened) -> Opened:
        """Another root key at once, where it opens nothing but the header: on a server."""
        root, before = new_root(), opened.header
        slots = tuple(reseal(slot, root, before.database_id) for slot in before.slots)
        return self._save(replace(opened, root=root), slots)

    def _save(self, opened: Opened, slots: tuple[Slot, ...]) -> Opened:
        generation = opened.header.generation + 1
        header = replace(opened.header, slots=slots, generation=generation, next_mac="")
        header = header.signed(opened.root)
        self.place.save(header)
        return replace(opened, header=header)

    def _slot(
        self, root: bytes, database_id: str, kind: str, user: str, display: str, secret: str
    ) -> Slot:
        return make_slot(
            root,
            database_id,
            slot_id=new_id(),
            kind=kind,
            user_name=user.strip(),
            display_name=display,
            secret=secret,
            cost=self._cost,
        )


def _check_name(user_name: str, *shown: str) -> None:
    if not user_name.strip() or user_name.strip().casefold() == RECOVERY_USER:
        raise Refused("This can't be a user name.", do="Choose another.")
    if not all(text.isprintable() for text in (user_name, *shown)):
        raise Refused("A name holds characters that can't be shown.", do="Type it anew.")


def _demand_genuine(header: Header, root: bytes) -> None:
    if not header.is_genuine(root):
        raise IntegrityFailure(
            "The key file was changed by something other than this program, or its key was "
            "replaced since you signed in.",
            safe="The store stays closed.",
            do="Sign in again. If it comes again, restore the key file from a backup.",
        )


def check_passphrase(passphrase: str, about: tuple[str, ...] = ()) -> None:
    """Raise Refused when a passphrase is shorter than ten characters or easily guessed."""
    if len(passphrase) < _SHORTEST:
        raise Refused("A passphrase needs ten characters or more.", do="Use four or five words.")
    if passphrase_score(passphrase, about) < _WEAKEST_SCORE:
        raise Refused("This passphrase is easily guessed.", do="Use four or five unrelated words.")


def passphrase_score(passphrase: str, about: tuple[str, ...] = ()) -> int:
    """0 (guessed at once) to 4 (strong). The estimator takes 72 characters at most."""
    about = tuple(text for text in about if text)
    found = importlib.import_module(_ESTIMATOR).zxcvbn(passphrase[:72], user_inputs=about)
    return int(found["score"])


def new_recovery_code() -> str:
    """160 random bits as eight groups of four base-32 characters and a check group."""
    body = base64.b32encode(secrets.token_bytes(20)).decode()
    full = body + _check_group(body)
    return "-".join(full[i : i + 4] for i in range(0, len(full), 4))


def is_recovery_code(text: str) -> bool:
    """True when all characters are there and the check group fits."""
    bare = _bare(text)
    return len(bare) == 36 and bare[32:] == _check_group(bare[:32])


def _check_group(body: str) -> str:
    return base64.b32encode(hashlib.sha256(body.encode()).digest()).decode()[:4]


def _bare(code: str) -> str:
    """Its characters; a figure that base 32 lacks was read for the letter that looks like it."""
    return "".join(char for char in code.upper().translate(_LOOKS_LIKE) if char.isalnum())
