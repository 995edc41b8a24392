"""The real program with a hand on its keyboard: `python -m tests.ui.lock_driver` and its options.

Locking starts this same command again with --locked, so the hand is there after the lock as well.
Notes go to the file that MA_TEST_NOTES names, one JSON object a line.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from ma_desktop import app as program
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.screen import Screen
from tests.clinics import PASSPHRASE

TYPED = "It hurts to swallow since Sunday"
LIFE = uuid.uuid4().hex
"""Of this process image: an exec keeps the process id and nothing else."""
_CONTROL = Qt.KeyboardModifier.ControlModifier


def note(what: str, **more: object) -> None:
    line = {"what": what, "pid": os.getpid(), "life": LIFE, **more}
    with open(os.environ["MA_TEST_NOTES"], "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def shown(kind: type[QWidget]) -> QWidget | None:
    windows = QApplication.topLevelWidgets()
    return next((w for w in windows if isinstance(w, kind) and w.isVisible()), None)


def edit() -> QLineEdit | QPlainTextEdit | None:
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, QLineEdit | QPlainTextEdit) else None


def sign_in() -> Iterator[None]:
    while (window := shown(SignInWindow)) is None or not window.isActiveWindow():
        yield
    assert isinstance(window, SignInWindow)
    words = [w.text() for w in window.findChildren(type(window.message)) if w.isVisible()]
    note("sign-in shown", words=words)
    for letter in PASSPHRASE:
        QTest.keyClicks(window.passphrase, letter, delay=70)  # a hand: faster is a scanner
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return, delay=70)
    while shown(MainWindow) is None:
        yield


def main_window() -> MainWindow:
    window = shown(MainWindow)
    assert isinstance(window, MainWindow)
    return window


def first_life() -> Iterator[None]:
    yield from sign_in()
    window = main_window()
    while window.key != "today":
        yield
    window.open_visit(os.environ["MA_TEST_VISIT"], "rooming")
    while window.key != "rooming" or not isinstance(window.screen_now, Screen) or edit() is None:
        yield
    field = edit()
    assert field is not None
    QTest.keyClicks(field, TYPED, delay=70)
    note("typed", text=text(field), where=window.where())
    QTest.keyClick(field, Qt.Key.Key_L, _CONTROL)
    while True:
        yield


def second_life() -> Iterator[None]:
    yield from sign_in()
    window = main_window()
    while (field := edit()) is None or window.key != "rooming" or not text(field):
        yield
    note("unlocked", text=text(field), where=window.where())
    window.close()


def text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def main(arguments: list[str]) -> int:
    hand = QApplication([])
    steps = second_life() if "--locked" in arguments else first_life()

    def step() -> None:
        next(steps, None)

    timer = QTimer(hand, interval=30)
    timer.timeout.connect(step)
    timer.start()
    return program.main(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
