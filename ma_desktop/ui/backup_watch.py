"""Says in the top bar when the store was last backed up, and when that is too long ago."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QObject, QTimer

from ma_desktop.domain.backup import BackupState
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import clock
from ma_desktop.services import backups
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.top_bar import TopBar

_LOOK_EVERY_MS = 10 * 60 * 1000
"""The command line or another workstation may have made one; and a day passes."""


class BackupWatch(QObject):
    """Reads the state in the background, at the start and now and then."""

    def __init__(self, context: Context, top: TopBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._top = context, top
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.load)
        context.signals.changed.connect(self._on_changed)
        self._clock.start()
        self.load()

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: backups.state(clinic), self._show, self._on_failed, parent=self)

    def _on_changed(self, changes: Changes) -> None:
        if changes.backup:
            self.load()

    def _show(self, found: BackupState) -> None:
        clinic = self._context.clinic
        words = made_words(found, clinic.zone, clinic.local(clinic.now()).date())
        if found.on_server:
            self._top.set_store("Store on the server", "Server")
        elif found.is_late:
            self._top.set_store(words, "Back up", "warn")
        else:
            self._top.set_store(f"Store encrypted · {words[0].lower()}{words[1:]}", "Encrypted")

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")


def made_words(found: BackupState, zone: tzinfo, today: date) -> str:
    """Backed up 8:05 (today), backed up 26 Nov, or none yet."""
    if found.at is None:
        return "No backup yet"
    return f"{'Last backup' if found.is_late else 'Backed up'} {_when(found.at, zone, today)}"


def _when(at: datetime, zone: tzinfo, today: date) -> str:
    local = at.astimezone(zone)
    if local.date() == today:
        return clock(local)
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"
