"""A dialog around work that takes a while: progress, cancel, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from PySide6.QtWidgets import QProgressBar, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

T = TypeVar("T")
Report = Callable[[int, int], None]
Asked = Callable[[], bool]
Job = Callable[[Report, Asked], T]
"""Told how to report progress and how to ask whether to stop."""


class LongDialog(SheetDialog):
    """Esc stops the work that is under way; the work itself says how it ended. Then Esc closes."""

    def __init__(self, title: str, go: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(title, width, parent)
        self.is_busy = False
        self._stop = Event()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self.words = label("", "", wrap=True)
        self.words.hide()
        self.start = primary(go, self.begin)
        self.stop = button("Close", self.reject, hint="Esc")
        self.foot.addWidget(self.stop)
        self.foot.addStretch(1)
        self.foot.addWidget(self.start)

    def begin(self) -> None:
        """What the main button does."""
        raise NotImplementedError

    def run(self, job: Job[T], then: Callable[[T], None]) -> None:
        """Run `job` in the background with progress and cancel."""
        self.is_busy = True
        self._stop.clear()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.say("Working…")
        self.start.setEnabled(False)
        self.stop.setText("Cancel")

        def done(result: T) -> None:
            self._rest()
            then(result)

        tasks.run_long(
            lambda task: job(task.report, self._stop.is_set),
            done,
            self._on_failed,
            parent=self,
            progress=self._on_progress,
        )

    def reject(self) -> None:
        if self.is_busy:
            self._stop.set()
            self.say("Stopping…")
        else:
            super().reject()

    def say(self, words: str, state: str = "") -> None:
        theme.restyle(self.words, state=state)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        speak(self, words, urgent=state == "critical")

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_failed(self, error: MaError) -> None:
        self._rest()
        self.say(str(error), "critical")

    def _rest(self) -> None:
        self.is_busy = False
        self.bar.hide()
        self.start.setEnabled(True)
        self.stop.setText("Close")
