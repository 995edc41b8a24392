"""Keeps the dock at what the store says, and speaks up when a timer has run out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.timer import ShownTimer, Timer
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.timer_dock import TimerDock

_TICK_MS = 1000
_LOOK_EVERY = 15
"""Ticks between two looks into the store: another workstation may have started or ended one."""


@dataclass(frozen=True)
class TimerDoors:
    """What the dock asks of the services; each is called on a pool thread."""

    shown: Callable[[], Sequence[ShownTimer]]
    end: Callable[[str, str], Changes]


class TimerKeeper(QObject):
    """Timers live in the store, so a lock or a restart loses none; here they are only shown."""

    def __init__(
        self,
        context: Context,
        doors: TimerDoors,
        dock: TimerDock,
        go: Callable[[Timer], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._doors, self._dock, self._go = context, doors, dock, go
        self._items: tuple[ShownTimer, ...] = ()
        self._spoken: set[str] = set()
        self._ticks = 0
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self.tick)
        dock.gone.connect(self._on_go)
        dock.done.connect(lambda timer_id: self._end(timer_id, "done"))
        dock.cancelled.connect(self._end)

    def start(self) -> None:
        """Show what runs, from now on each second."""
        self.load()
        self._clock.start()

    def stop(self) -> None:
        """The store is about to be closed."""
        self._clock.stop()

    def refresh(self, changes: Changes) -> None:
        if changes.timers:
            self.load()

    def load(self) -> None:
        """Read the running timers in the background."""
        tasks.run(self._doors.shown, self._show, self._on_failed, parent=self)

    def tick(self) -> None:
        """One second passed."""
        self._ticks += 1
        if self._ticks % _LOOK_EVERY == 0:
            self.load()
        self._dock.tick(self._context.clinic.now())
        self._context.signals.ticked.emit()
        self._speak()

    def _show(self, items: Sequence[ShownTimer]) -> None:
        self._items = tuple(items)
        self._dock.set_timers(self._items, self._context.clinic.now())
        self._speak()

    def _speak(self) -> None:
        """Say once of each timer that its time is up."""
        now = self._context.clinic.now()
        for item in self._items:
            if item.timer.is_due(now) and item.timer.id not in self._spoken:
                self._spoken.add(item.timer.id)
                self._context.say(f"{item.words}: time is up.", "warn")

    def _on_go(self, timer_id: str) -> None:
        for item in self._items:
            if item.timer.id == timer_id:
                self._go(item.timer)

    def _end(self, timer_id: str, outcome: str) -> None:
        end = self._doors.end
        tasks.run(
            lambda: end(timer_id, outcome),
            self._context.signals.changed.emit,
            self._on_end_failed,
            parent=self,
        )

    def _on_end_failed(self, error: MaError) -> None:
        self._on_failed(error)
        self.load()

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
