"""Plays the program without a person: the real windows, real keys, pictures of what they show."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.ui import tasks

_STEP_MS = 10
_PATIENCE_S = 30.0


def settle() -> None:
    """Let all background work come home, with the work it gives rise to, and all painting be done.

    Work that comes home begins more (a change is read anew), so it is over when none was begun.
    """
    pool, before = QThreadPool.globalInstance(), -1
    while tasks.begun() != before:
        before = tasks.begun()
        for _round in range(3):
            wait_for(lambda: pool.activeThreadCount() == 0)
            QTest.qWait(_STEP_MS)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait_for(holds: Callable[[], bool], seconds: float = _PATIENCE_S) -> None:
    """Go on when `holds` is true. Raises MachineFailure when it never is."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise MachineFailure("The window did not get there in time.", do="Start again.")
        QTest.qWait(_STEP_MS)


def type_keys(window: QWidget, text: str) -> None:
    """Type `text` where the focus is, one real key after the other."""
    for char in text:
        QTest.keyClicks(_target(window), char)


def press(
    window: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press one key where the focus is."""
    QTest.keyClick(_target(window), key, modifier)


def picture(window: QWidget, path: Path) -> None:
    """Save what the window shows. Raises OSError; then no half of it is left."""
    settle()
    image, buffer = window.grab(), QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise MachineFailure("The picture can't be made.", do="Start again.")
    try:
        path.write_bytes(bytes(buffer.data().data()))
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _target(window: QWidget) -> QWidget:
    focused: QWidget | None = window.focusWidget()
    return window if focused is None else focused
