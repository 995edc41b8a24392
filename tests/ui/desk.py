"""The real window on a real encrypted clinic, worked by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.runtime.settings import Workstation
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.signals import Notice, Signals
from ma_desktop.ui.today.screen import TodayScreen
from ma_desktop.ui.unlocked import Unlocked
from tests.clock import FixedClock

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


@dataclass
class Desk:
    """A window that is shown and active, and what it said."""

    qtbot: QtBot
    clinic: Clinic
    window: MainWindow
    clock: FixedClock
    said: list[Notice] = field(default_factory=list)

    @property
    def today(self) -> TodayScreen:
        screen = self.window.screens["today"]
        assert isinstance(screen, TodayScreen)
        return screen

    @property
    def dialog(self) -> QWidget:
        found = QApplication.activeModalWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._focus, letter)
        self.settle()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self._focus, key, modifier)
        self.settle()

    def settle(self) -> None:
        """Until no work is under way and what it brought is shown."""
        for _round in range(3):
            assert tasks.drain()
            QTest.qWait(1)

    def last_words(self) -> str:
        return self.said[-1].text if self.said else ""

    @property
    def _focus(self) -> QWidget:
        found = QApplication.focusWidget()
        return self.window if found is None else found


@contextmanager
def opened(qtbot: QtBot, clinic: Clinic, clock: FixedClock) -> Iterator[Desk]:
    """The window of an open clinic; nothing runs any more when it is left."""
    signals = Signals()
    window = MainWindow(Context(clinic, signals, Workstation()), Unlocked.doors(clinic))
    qtbot.addWidget(window)
    desk = Desk(qtbot, clinic, window, clock)
    signals.notice.connect(desk.said.append)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go_to({})
    desk.settle()
    yield desk
    tasks.drain()
    window.close()
