"""The longest piece of work of the window's thread: nobody's key waits longer than that."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from ma_desktop.ui.stage import settle

_BEAT_MS = 2


class Heartbeat:
    """Measures in the thread's own seconds, so that what else the machine does counts little."""

    def __init__(self) -> None:
        self._last, self._longest = time.thread_time(), 0.0
        self._timer = QTimer(interval=_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def longest(self, act: Callable[[], object]) -> float:
        """Seconds of the longest piece in `act` and in all that it gives rise to."""
        settle()
        self._beat()
        self._longest = 0.0
        act()
        settle()
        self._beat()
        return self._longest

    def _beat(self) -> None:
        now = time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self._last = now
