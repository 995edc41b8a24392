"""A rooming screen on a real clinic, worked by keys that are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.vitals import Observation
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import stage, tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.rooming.vital_row import VitalRow
from ma_desktop.ui.rooming.vitals import VitalsStep
from ma_desktop.ui.signals import Notice, Signals

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


@dataclass
class Hands:
    """Types into whatever has the focus, and counts."""

    qtbot: QtBot
    clinic: Clinic
    screen: RoomingScreen
    visit_id: str
    keys: int = 0
    said: list[Notice] = field(default_factory=list)
    opened: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    @property
    def vitals(self) -> VitalsStep:
        step = self.screen.steps["vitals"]
        assert isinstance(step, VitalsStep)
        return step

    def row(self, vital: str) -> VitalRow:
        return self.vitals.form.rows[vital]

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.keys += 1
        QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        for letter in text:
            self.keys += 1
            QTest.keyClicks(self.focus, letter)

    def enter(self, *texts: str) -> None:
        """Each text, then Enter."""
        for text in texts:
            self.type(text)
            self.press(ENTER)

    def main_action(self) -> None:
        """Ctrl+Enter, then wait until all work is done."""
        self.press(ENTER, CONTROL)
        self.settle()

    def settle(self) -> None:
        desk = self.screen.desk

        def is_done() -> bool:
            return tasks.drain() and not desk.is_busy and not desk.keeper.is_dirty

        self.qtbot.waitUntil(is_done, timeout=5000)
        stage.settle()

    def go(self, step: str, focus: str = "") -> None:
        self.screen.go(step, focus)
        QApplication.processEvents()

    def record(self) -> OpenVisit:
        """What the store says now."""
        return rooming.open_visit(self.clinic, self.visit_id)

    def today(self) -> dict[str, Observation]:
        return {item.reading.vital: item for item in self.record().today}


def open_screen(qtbot: QtBot, clinic: Clinic, visit_id: str, size: tuple[int, int]) -> Hands:
    """The screen shown and active, with the visit open."""
    signals = Signals()
    screen = RoomingScreen(Context(clinic, signals, Workstation()))
    assert list(screen.parts())
    hands = Hands(qtbot, clinic, screen, visit_id)
    signals.changed.connect(screen.refresh)
    signals.notice.connect(hands.said.append)
    signals.visit_opened.connect(lambda visit, key: hands.opened.append((visit, key)))
    signals.view_opened.connect(lambda *where: hands.opened.append(where))
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.activateWindow()
    qtbot.waitActive(screen)
    open_visit(hands, visit_id)
    return hands


def open_visit(hands: Hands, visit_id: str) -> None:
    hands.visit_id = visit_id
    hands.screen.set_visit(visit_id)
    hands.screen.activate()
    desk = hands.screen.desk
    hands.qtbot.waitUntil(lambda: desk.visit is not None and desk.visit.visit.id == visit_id)
    hands.settle()


def record(clinic: Clinic, visit_id: str, values: Iterable[tuple[str, str]]) -> None:
    """Put values on record without the screen."""
    opened = rooming.open_visit(clinic, visit_id)
    checked = [rooming.check(clinic, opened, vital, text, {}) for vital, text in values]
    rooming.record_vitals(clinic, visit_id, [item.reading for item in checked])
