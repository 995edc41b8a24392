"""The one way to the background: a function on the thread pool, its result back on the window.

The result is dropped when the parent is gone or the task was cancelled. Errors made for people
(`MaError`) go to `failed`; everything else goes to the crash hook.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from threading import Event
from typing import Generic, TypeVar

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from ma_desktop.domain.errors import MaError

T = TypeVar("T")
Failed = Callable[[MaError], None]
Progress = Callable[[int, int], None]


class _Relay(QObject):
    """Lives in the window's thread and calls there what another thread posts."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.posted.connect(self._call, QtCore.Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _call(self, function: Callable[[], None]) -> None:
        function()


@cache
def _window_relay() -> _Relay:
    return _Relay()


class _Begun:
    count = 0


class Task:
    """One piece of work under way. `cancel` drops its result; the work may ask `cancelled`."""

    def __init__(self, parent: QObject, progress: Progress | None = None) -> None:
        self.parent, self.progress = parent, progress
        self._stop, self._relay = Event(), _window_relay()

    def cancel(self) -> None:
        self._stop.set()

    def cancelled(self) -> bool:
        """True once cancelled; safe from any thread."""
        return self._stop.is_set()

    def report(self, done: int, total: int) -> None:
        """Say how far the work is; safe from any thread, arrives in the window's thread."""
        if self.progress is not None:
            progress = self.progress
            self._post(lambda: progress(done, total))

    def _post(self, function: Callable[[], None]) -> None:
        def deliver() -> None:
            if shiboken6.isValid(self.parent) and not self.cancelled():
                function()

        if shiboken6.isValid(self._relay):
            self._relay.posted.emit(deliver)


class _Work(Generic[T]):
    def __init__(
        self,
        task: Task,
        function: Callable[[Task], T],
        then: Callable[[T], None],
        failed: Failed | None,
    ) -> None:
        self.task, self.function, self.then, self.failed = task, function, then, failed

    def __call__(self) -> None:
        """Runs on a pool thread. The broad except is the crash hook's door."""
        if self.task.cancelled():
            return
        try:
            result = self.function(self.task)
        except MaError as error:
            self._fail(error)
        except BaseException as error:
            self._crash(error)
        else:
            self.task._post(lambda: self.then(result))

    def _fail(self, error: MaError) -> None:
        failed = self.failed
        if failed is None:
            self._crash(error)
        else:
            self.task._post(lambda: failed(error))

    def _crash(self, error: BaseException) -> None:
        def raised() -> None:
            sys.excepthook(type(error), error, error.__traceback__)

        if shiboken6.isValid(self.task._relay):
            self.task._relay.posted.emit(raised)


def run(
    function: Callable[[], T],
    then: Callable[[T], None],
    failed: Failed | None = None,
    *,
    parent: QObject,
) -> Task:
    """Run `function` on the pool and hand its result to `then` in the window's thread."""
    return run_long(lambda _task: function(), then, failed, parent=parent)


def run_long(
    function: Callable[[Task], T],
    then: Callable[[T], None],
    failed: Failed | None = None,
    *,
    parent: QObject,
    progress: Progress | None = None,
) -> Task:
    """As `run`, for work that reports (`task.report`) and asks whether to stop."""
    task = Task(parent, progress)
    _Begun.count += 1
    QThreadPool.globalInstance().start(_Work(task, function, then, failed))
    return task


def begun() -> int:
    """How many pieces of work were given to the pool so far; who waits for quiet compares."""
    return _Begun.count


def drain(milliseconds: int = 10_000) -> bool:
    """Wait for all work before the store is closed; False when some is still running."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
