"""Names of the files of a store folder, and what may be read there before anybody signs in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

DATABASE = "clinic.db"
KEYS = "clinic.keys"
ATTEMPTS = "sign-in.log"


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
