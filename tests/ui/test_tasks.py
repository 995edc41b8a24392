"""Work in the background comes home to the window's thread, or nowhere."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.ui import tasks


class Desk(QObject):
    """Notes what arrived, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.failed: list[MaError] = []
        self.threads: list[QThread] = []

    def take(self, result: object) -> None:
        self.got.append(result)
        self.threads.append(QThread.currentThread())

    def refuse(self, error: MaError) -> None:
        self.failed.append(error)


def refused() -> str:
    raise Refused("No.")


def test_result_arrives_in_the_windows_thread(qtbot: QtBot, qapp: QApplication) -> None:
    desk = Desk()
    worked_in: list[int] = []

    def work() -> int:
        worked_in.append(threading.get_ident())
        return 42

    tasks.run(work, desk.take, parent=desk)
    qtbot.waitUntil(lambda: desk.got == [42])
    assert worked_in[0] != threading.get_ident()
    assert desk.threads == [qapp.thread()]


def test_words_for_people_go_to_failed(qtbot: QtBot) -> None:
    desk = Desk()
    tasks.run(refused, desk.take, desk.refuse, parent=desk)
    qtbot.waitUntil(lambda: len(desk.failed) == 1)
    assert desk.failed[0].what == "No."
    assert desk.got == []


@pytest.mark.parametrize("with_failed", [True, False])
def test_other_errors_go_to_the_crash_hook(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, with_failed: bool
) -> None:
    desk = Desk()
    caught: list[type[BaseException]] = []

    def hook(
        kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
    ) -> None:
        caught.append(kind)

    def broken() -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(sys, "excepthook", hook)
    tasks.run(broken, desk.take, desk.refuse if with_failed else None, parent=desk)
    qtbot.waitUntil(lambda: caught == [ZeroDivisionError])
    assert desk.failed == []


def test_nobody_listens_to_a_refusal_then_the_crash_hook_does(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: caught.append(kind))
    tasks.run(refused, desk.take, parent=desk)
    qtbot.waitUntil(lambda: caught == [Refused])


def test_result_is_dropped_when_the_parent_is_gone(qtbot: QtBot) -> None:
    desk, other = Desk(), Desk()
    may_end = threading.Event()

    def work() -> bool:
        return may_end.wait(5)

    tasks.run(work, desk.take, parent=desk)
    shiboken6.delete(desk)
    may_end.set()
    assert tasks.drain()
    tasks.run(lambda: 1, other.take, parent=other)
    qtbot.waitUntil(lambda: other.got == [1])
    assert desk.got == []


def test_cancelled_work_is_told_and_its_result_dropped(qtbot: QtBot) -> None:
    desk, other = Desk(), Desk()
    started = threading.Event()
    saw: list[bool] = []

    def work(task: tasks.Task) -> int:
        started.set()
        while not task.cancelled():
            pass
        saw.append(True)
        return 1

    task = tasks.run_long(work, desk.take, parent=desk)
    assert started.wait(5)
    task.cancel()
    assert tasks.drain()
    tasks.run(lambda: 1, other.take, parent=other)
    qtbot.waitUntil(lambda: other.got == [1])
    assert saw == [True]
    assert desk.got == []


def test_progress_arrives_in_order(qtbot: QtBot) -> None:
    desk = Desk()
    seen: list[tuple[int, int]] = []

    def work(task: tasks.Task) -> str:
        for done in range(1, 4):
            task.report(done, 3)
        return "done"

    tasks.run_long(work, desk.take, parent=desk, progress=lambda *step: seen.append(step))
    qtbot.waitUntil(lambda: desk.got == ["done"])
    assert seen == [(1, 3), (2, 3), (3, 3)]


class Bell(QObject):
    rung = Signal(bool)


def test_signals_with_truth_values_do_not_wear_the_interpreter_out(qapp: QApplication) -> None:
    """PySide6 6.12.0 dropped one reference to True with each emit on Python 3.11."""
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(lambda on: heard.append(int(on)))
    before = sys.getrefcount(True)
    for _ in range(100):
        bell.rung.emit(True)
    assert sum(heard) == 100
    assert abs(sys.getrefcount(True) - before) <= 5
