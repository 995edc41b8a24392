"""When to lock: nobody typed for a while, the machine goes to sleep, the desktop is locked.

Sleep and desktop lock are heard over D-Bus (Linux: logind, and the screen savers of GNOME and
freedesktop). Elsewhere the idle clock alone decides; it counts sleep, so a machine that slept
longer than the limit locks as it wakes. Windows' and macOS' own lock signals are not heard yet.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from PySide6.QtCore import SLOT, QEvent, QObject, QPointF, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QInputEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

TICK_MS = 500
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOGIN = "org.freedesktop.login1"
_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


def boot_seconds() -> float:
    """Seconds on a clock that nobody can set and that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class IdleWatch(QObject):
    """Counts the time since the last key, click, wheel or real movement of the mouse.

    `expired` comes once when `limit` seconds are over; input after that does not call it back.
    """

    expired = Signal()
    ticked = Signal(float)
    """Seconds that are left, twice a second."""

    def __init__(
        self,
        app: QApplication,
        limit: float = 120.0,
        clock: Callable[[], float] = boot_seconds,
    ) -> None:
        super().__init__(app)
        self._app, self._limit, self._clock = app, limit, clock
        self._last = clock()
        self._mouse = QPointF(-1, -1)
        self._over = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        app.installEventFilter(self)

    def remaining(self) -> float:
        """Seconds until `expired`, never below zero."""
        return max(0.0, self._limit - (self._clock() - self._last))

    def touch(self) -> None:
        """Count from now, unless the limit has already passed (sleep before the next tick)."""
        if self.remaining() > 0:
            self._last = self._clock()

    def stop(self) -> None:
        self._timer.stop()
        self._app.removeEventFilter(self)

    @Slot()
    def check(self) -> None:
        left = self.remaining()
        self.ticked.emit(left)
        if left <= 0 and not self._over:
            self._over = True
            self.stop()
            self.expired.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QInputEvent):  # most of them, and asked of every event there is
            return False
        if event.type() in _INPUT and self._is_real(event):
            if self.remaining() <= 0:
                self.check()
                return True
            self._last = self._clock()
        return False

    def _is_real(self, event: QEvent) -> bool:
        """Moves without a change of place come from windows that open under a resting mouse."""
        if not isinstance(event, QMouseEvent) or event.type() is not QEvent.Type.MouseMove:
            return True
        place = event.globalPosition()
        moved = place != self._mouse
        self._mouse = place
        return moved


class SessionWatch(QObject):
    """Hears that the machine goes to sleep or that the desktop is locked; silent without D-Bus."""

    locked = Signal(str)
    """Why: sleep or desktop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.heard: tuple[str, ...] = ()
        self._join_system()
        self._join_desktop()

    def _join_system(self) -> None:
        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return
        path = "/org/freedesktop/login1"
        manager = f"{_LOGIN}.Manager"
        if bus.connect(_LOGIN, path, manager, "PrepareForSleep", self, _slot("on_sleep(bool)")):
            self.heard += ("sleep",)
        session = os.environ.get("XDG_SESSION_ID", "")
        if session and bus.connect(
            _LOGIN,
            session_path(session),
            f"{_LOGIN}.Session",
            "Lock",
            self,
            _slot("on_lock()"),
        ):
            self.heard += ("session",)

    def _join_desktop(self) -> None:
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        for service, path in _SAVERS:
            if bus.connect(service, path, service, "ActiveChanged", self, _slot("on_saver(bool)")):
                self.heard += (service,)

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """Before sleep; the call after it is for a machine that slept before we could act."""
        self.locked.emit("sleep")

    @Slot()
    def on_lock(self) -> None:
        self.locked.emit("desktop")

    @Slot(bool)
    def on_saver(self, active: bool) -> None:
        if active:
            self.locked.emit("desktop")


def _slot(signature: str) -> bytes:
    """A slot as Qt's bus takes it: text at run time, though its declared type says bytes."""
    return SLOT(signature)  # type: ignore[return-value]  # text at run time


def session_path(session: str) -> str:
    """The D-Bus path of a logind session; letters and digits stay, a first digit is escaped."""
    escaped = "".join(
        char if char.isascii() and char.isalnum() and (index or not char.isdigit()) else _hex(char)
        for index, char in enumerate(session)
    )
    return f"/org/freedesktop/login1/session/{escaped}"


def _hex(char: str) -> str:
    return "".join(f"_{byte:02x}" for byte in char.encode())
