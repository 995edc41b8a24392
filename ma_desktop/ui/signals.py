"""The signals that join the screens: what changed, what to say, what to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Notice:
    """One short message. `kind` is ok, info, warn or critical; `undo` takes the act back."""

    text: str
    kind: str = "ok"
    undo: Callable[[], None] | None = None


class Signals(QObject):
    """One object for the whole window; every screen holds it through its Context."""

    changed = Signal(object)
    """A `Changes`: what a use case touched."""
    ticked = Signal()
    """One second passed while the window is unlocked."""
    notice = Signal(object)
    """A `Notice` to show and to speak."""
    visit_opened = Signal(str, str)
    """Visit id, and the key of the screen that shall show it (empty: the present one)."""
    view_opened = Signal(str, str, str)
    """Visit id (empty: the present one), key of a screen, and which of its views."""
    screen_requested = Signal(str)
    """Key of a screen to show; one that is not there changes nothing."""
    walk_in_asked = Signal(object)
    """A known `Patient` who stands at the desk without a visit; Today takes it from there."""
    room_opened = Signal(str)
    """Room id: show its list on the Rooms screen."""
    papers_asked = Signal(str)
    """What shall leave the program: a function of `ui/papers/opening`."""
    lock_requested = Signal()
