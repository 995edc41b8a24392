"""Keeps which screen and visit are open, so that a crash or a power cut comes back to them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from ma_desktop.runtime.log import failure
from ma_desktop.ui import tasks
from ma_desktop.ui.main_window import MainWindow

LOG = logging.getLogger("ma_desktop.place")
_SETTLED_MS = 1000


class PlaceKeeper(QObject):
    """`save(location)` runs on a pool thread, a moment after the person came to a place.

    The step and the field are not in it: the draft knows them better than an old place does.
    """

    def __init__(self, window: MainWindow, save: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._save = window, save
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._keep)
        window.moved.connect(self._settled.start)
        window.locking.connect(self._settled.stop)
        window.ended.connect(self._settled.stop)

    def _keep(self) -> None:
        where = self._window.where()
        location = json.dumps({name: where[name] for name in ("screen", "visit")})
        tasks.run(
            lambda: self._save(location),
            lambda _none: None,
            lambda error: failure(LOG, "place.not_kept", error),
            parent=self,
        )
