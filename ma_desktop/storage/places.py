"""Names of the files of a store folder, and what may be read there before anybody signs in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from ma_desktop.domain.errors import MachineFailure, Refused

DATABASE = "clinic.db"
KEYS = "clinic.keys"
ATTEMPTS = "sign-in.log"


_OF_SYSTEM = frozenset({".DS_Store", ".localized", "desktop.ini", "Thumbs.db", "lost+found"})
"""What systems put into every folder by themselves."""


class SignInName(NamedTuple):
    """Somebody who can sign in here."""

    user_name: str
    display_name: str


def is_server(location: str) -> bool:
    """True for a PostgreSQL URL, false for a folder."""
    return location.startswith(("postgresql://", "postgresql+psycopg://"))


def folder_has_store(location: str) -> bool:
    """True when a folder holds any part of a store, even a damaged one."""
    folder = Path(location)
    return any((folder / name).exists() for name in (DATABASE, KEYS, KEYS + ".bak"))


def demand_room(location: str) -> None:
    """Raise Refused for a folder that holds other files: a store's folder is its own alone.

    It is made private, copied and replaced as a whole. Raises MachineFailure where nobody may look.
    """
    folder = Path(location)
    if is_server(location) or not folder.is_dir():
        return
    try:
        is_free = {path.name for path in folder.iterdir()} <= _OF_SYSTEM
    except OSError:
        raise MachineFailure(
            "The folder can't be read.", do="Choose another folder, or check that it is yours."
        ) from None
    if not is_free:
        raise Refused(
            "This folder holds other files, and a store needs a folder of its own.",
            safe="Nothing in it was changed.",
            do="Choose an empty folder, or one that is not there yet.",
        )


def folder_names(location: str) -> tuple[SignInName, ...]:
    """Who can sign in, read without the libraries that open a store; empty when not readable.

    Only for the lock screen's first picture: signing in reads and checks the key file itself.
    """
    try:
        slots = json.loads((Path(location) / KEYS).read_bytes())["slots"]
        return tuple(
            SignInName(str(slot["user_name"]), str(slot["display_name"]))
            for slot in slots
            if slot["kind"] == "user"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()
