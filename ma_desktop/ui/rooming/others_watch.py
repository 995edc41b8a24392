"""Notices what other workstations put on record for the visit that is open here."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ma_desktop.services import rooming
from ma_desktop.ui import tasks
from ma_desktop.ui.rooming.desk import Desk

LOOK_EVERY = 3
"""Seconds; a look reads the ids of one visit's readings."""


class OthersWatch(QObject):
    """Has the desk read the visit again when its readings on record are others than shown.

    Looks only while `screen` is seen and nothing is under way. What is typed stays in the draft.
    """

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen
        self._seconds = 0
        self._is_looking = False
        desk.context.signals.ticked.connect(self._on_second)

    def _on_second(self) -> None:
        self._seconds += 1
        if self._seconds % LOOK_EVERY == 0 and self._screen.isVisible():
            self._look()

    def _look(self) -> None:
        opened, clinic = self._desk.visit, self._desk.clinic
        if opened is None or self._desk.is_busy or self._is_looking:
            return
        visit = opened.visit
        self._is_looking = True

        def found(ids: frozenset[str]) -> None:
            self._is_looking = False
            now = self._desk.visit
            is_same = now is not None and now.visit.id == visit.id
            if now is not None and is_same and ids != {item.id for item in now.today}:
                self._desk.reload()

        def failed(_error: object) -> None:
            """A store out of reach is said by what the person does, not every few seconds."""
            self._is_looking = False

        tasks.run(lambda: rooming.recorded_ids(clinic, visit), found, failed, parent=self)
