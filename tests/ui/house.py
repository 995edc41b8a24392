"""The real window on a real clinic, worked by keys that are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.runtime.settings import Workstation
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.context import Context
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.signals import Notice, Signals
from ma_desktop.ui.stage import settle
from ma_desktop.ui.unlocked import Unlocked

ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class House:
    """Types into whatever has the focus, and counts."""

    qtbot: QtBot
    clinic: Clinic
    window: MainWindow
    keys: int = 0
    said: list[Notice] = field(default_factory=list)

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    @property
    def words(self) -> list[str]:
        return [notice.text for notice in self.said]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.activePopupWidget() or self.focus, key, modifier)

    def type(self, text: str) -> None:
        for letter in text:
            self.keys += 1
            QTest.keyClicks(QApplication.activePopupWidget() or self.focus, letter)

    def enter(self, *texts: str) -> None:
        """Each text, then Enter."""
        for text in texts:
            self.type(text)
            self.press(ENTER)

    def main_action(self) -> None:
        """Ctrl+Enter, then wait until all work is done."""
        self.press(ENTER, CONTROL)
        settle()

    def open(self, visit_id: str, screen: str = "rooming") -> None:
        self.window.open_visit(visit_id, screen)
        settle()


def open_house(qtbot: QtBot, clinic: Clinic, size: tuple[int, int] = (1280, 720)) -> House:
    """The window shown on its first screen, with the keyboard."""
    signals = Signals()
    context = Context(clinic, signals, Workstation())
    window = MainWindow(context, Unlocked.doors(clinic))
    house = House(qtbot, clinic, window)
    signals.notice.connect(house.said.append)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.go_to({})
    settle()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return house
