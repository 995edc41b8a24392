"""The base of every screen that the main window shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ma_desktop.devices.scanner import Scan
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.timer import Timer
from ma_desktop.ui.context import Context


class Screen(QWidget):
    """One entry of the left rail.

    Subclasses set `key`, `title`, `icon` (a file of resources/icons) and, when they show one
    patient, `needs_patient`: the window then shows the patient banner and calls `set_visit`.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    needs_patient: ClassVar[bool] = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setAccessibleName(self.title)

    def parts(self) -> Iterator[None]:
        """Builds what the screen holds, piece by piece, none longer than a twentieth of a second.

        The window does one piece at a time behind another screen, and the rest before it shows it.
        """
        yield from ()

    def activate(self) -> None:
        """Called each time the screen is shown: load what it shows, put the focus."""

    def deactivate(self) -> None:
        """Called before another screen is shown or the window locks: save what is unsaved."""

    def set_visit(self, visit_id: str) -> None:
        """Show this visit; called before `activate` when `needs_patient` is set."""

    def refresh(self, changes: Changes) -> None:
        """Something was stored; load again what is touched."""

    def come_for(self, _timer: Timer) -> None:
        """Somebody pressed Go on a timer of this screen: show what it is about."""

    def location(self) -> dict[str, str]:
        """Where the person is (step, field, selected row), kept over a lock. No patient data."""
        return {}

    def restore(self, location: dict[str, str]) -> None:
        """Go back to what `location` gave."""

    def take_scan(self, scan: Scan) -> bool:
        """A code was scanned while this screen is shown; True when it was meant for it."""
        return False

    def keys(self) -> list[tuple[str, str]]:
        """Key and what it does, for the F1 page of this screen."""
        return []


@dataclass(frozen=True)
class ScreenSpec:
    """One entry of the rail. The module is loaded when the screen is first shown.

    `class_name` is a subclass of Screen in `module`; `foot` entries stand at the rail's foot and
    have no number key.
    """

    key: str
    title: str
    icon: str
    module: str
    class_name: str
    needs_patient: bool = False
    foot: bool = False
    shows_patient: bool = False
    """Shows the open patient too, but works without one."""
