"""How many keys and clicks this rooming took, counted where the hands are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ma_desktop.domain.rooming import TALLY, DraftField
from ma_desktop.ui.rooming.draft_keeper import DraftKeeper

_HELD = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
    }
)
"""Keys that are held beside another one count with it."""


class Tally(QObject):
    """Looks on at the focused part of the screen and at the window's clicks; what was typed stays
    unknown to it."""

    def __init__(self, keeper: DraftKeeper) -> None:
        super().__init__(keeper)
        self._keeper = keeper
        self._focused: QWidget | None = None
        self._window: QObject | None = None

    @property
    def counts(self) -> tuple[int, int]:
        """Keys and clicks so far."""
        keys, _, clicks = self._keeper.field(TALLY).text.partition(" ")
        return int(keys or 0), int(clicks or 0)

    def follow(self, screen: QWidget, now: QWidget | None) -> None:
        """The focus moved to `now`, which counts inside `screen`."""
        if self._focused is not None and isValid(self._focused):
            self._focused.removeEventFilter(self)
        inside = now is not None and screen.isAncestorOf(now)
        self._focused = now if inside else None
        if self._focused is not None:
            self._focused.installEventFilter(self)
        handle: QObject | None = screen.window().windowHandle()
        if inside and handle is not None and handle is not self._window:
            self._window = handle
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._focused and event.type() is QEvent.Type.ShortcutOverride:
            if isinstance(event, QKeyEvent) and not event.isAutoRepeat():
                self._add(int(event.key() not in _HELD), 0)
        elif watched is self._window and event.type() is QEvent.Type.MouseButtonPress:
            self._add(0, int(self._focused is not None))
        return False

    def _add(self, keys: int, clicks: int) -> None:
        before = self.counts
        text = f"{before[0] + keys} {before[1] + clicks}"
        self._keeper.count(TALLY, DraftField(text=text))
