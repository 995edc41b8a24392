"""What the sign-in shows before the store's libraries are loaded."""

from __future__ import annotations

from ma_desktop.storage.places import SignInName, folder_has_store, folder_names
from ma_desktop.storage.places import demand_room as demand_room
from ma_desktop.storage.places import is_server as is_server


def may_have_store(location: str) -> bool:
    """False only where surely no store stands: an empty or missing folder."""
    return is_server(location) or folder_has_store(location)


def names(location: str) -> tuple[SignInName, ...]:
    """Who can sign in; empty for a server, where the user name is typed."""
    return () if is_server(location) else folder_names(location)
