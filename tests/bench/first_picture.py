"""Tells when a window was painted for the first time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class FirstPicture(QObject):
    """Calls `then` once, when `window` was painted."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        then = self._then
        if then is not None and event.type() == QEvent.Type.Paint:
            self._then = None
            then()
        return False


def resident() -> int:
    """The memory that this process holds now, in KiB (Linux); a key derivation is over by then."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def end() -> None:
    """At once: taking Qt down is no part of the start."""
    sys.stdout.flush()
    os._exit(0)
