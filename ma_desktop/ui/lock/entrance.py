"""What the sign-in window is given: names, and callables behind which the store is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ma_desktop.ui.lock.recovery import RecoveryDialog


class Person(Protocol):
    """Somebody who may sign in."""

    @property
    def user_name(self) -> str: ...

    @property
    def display_name(self) -> str: ...


def no_wait(_user_name: str) -> float:
    return 0.0


class Entrance(NamedTuple):
    """All of a sign-in.

    `sign_in(user_name, passphrase)` runs on a pool thread and returns what `signed_in` carries; it
    raises NotAllowed with words for people. `wait(user_name)` gives the seconds of back-off that
    are left (cheap; asked in the window's thread). `recovery(user_name, window)` makes the dialog
    for a forgotten passphrase. `is_cut_off`: the store was out of reach at the lock,
    so what was typed last may be missing.
    """

    clinic_name: str
    room_name: str
    names: Sequence[Person]
    sign_in: Callable[[str, str], object]
    wait: Callable[[str], float] = no_wait
    recovery: Callable[[str, QWidget], RecoveryDialog] | None = None
    last_user: str = ""
    locked: bool = False
    is_cut_off: bool = False
    on_server: bool = False
