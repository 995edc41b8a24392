"""The real window with a scanner and a label printer, worked by keys."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.specimen import Specimen
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import specimens
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.scan_watch import ScanWatch
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.specimens.screen import SpecimensScreen
from ma_desktop.ui.stop_dialog import StopDialog
from ma_desktop.ui.unlocked import Unlocked

SLOW, FAST = 0.15, 0.005
"""Seconds between the keys of a person, and of a scanner."""


class RollPrinter:
    """Takes jobs on a free port and keeps them; `unplug` refuses all later ones."""

    def __init__(self, takes: int = 1000) -> None:
        self.jobs: list[bytes] = []
        self._takes = takes
        self._server: socket.socket | None = None
        self.port = 0
        self.plug_in(takes)

    def plug_in(self, takes: int = 1000) -> None:
        self._takes = takes
        self._server = socket.create_server(("127.0.0.1", self.port))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        while self._takes > 0:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            self._takes -= 1
            if self._takes == 0:
                server.close()
            data = b""
            with connection:
                while chunk := connection.recv(4096):
                    data += chunk
            self.jobs.append(data)

    def unplug(self) -> None:
        self._takes = 0
        if self._server is not None:
            self._server.close()


@dataclass
class Desk:
    """The window and its keys; `scan` types as a scanner does, wherever the focus is."""

    qtbot: QtBot
    clinic: Clinic
    window: MainWindow
    visit_id: str
    watch: ScanWatch
    now: list[float]
    said: list[str] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)

    @property
    def screen(self) -> SpecimensScreen:
        shown = self.window.screen_now
        assert isinstance(shown, SpecimensScreen)
        return shown

    def _target(self) -> QWidget:
        top = QApplication.activeModalWidget() or self.window
        focused: QWidget | None = top.focusWidget()
        return top if focused is None else focused

    def keys(self, text: str) -> None:
        """Letters as a person types them."""
        for letter in text:
            self.now[0] += SLOW
            QTest.keyClicks(self._target(), letter)
            self.settle()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.now[0] += SLOW
        QTest.keyClick(self._target(), key, modifier)
        self.settle()

    def scan(self, text: str, *, suffix: bool = True) -> None:
        """A code and Enter at the speed of a scanner."""
        self.now[0] += 1
        for letter in text:
            self.now[0] += FAST
            QTest.keyClicks(self._target(), letter)
        if suffix:
            QTest.keyClick(self._target(), Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        """Held keys are through, background work is home."""
        pool = QThreadPool.globalInstance()
        for _round in range(4):
            QTest.qWait(20)
            self.qtbot.waitUntil(lambda: not self.watch.is_holding, timeout=10_000)
            self.qtbot.waitUntil(lambda: pool.activeThreadCount() == 0, timeout=10_000)
        QApplication.processEvents()

    def tubes(self) -> list[Specimen]:
        return list(specimens.tubes(self.clinic, self.visit_id))

    @property
    def states(self) -> list[str]:
        return [item.state for item in self.tubes()]

    def order(self, *tests: str) -> None:
        """A, the tests by name, Ctrl+Enter."""
        self.keys("a")
        for test in tests:
            self.keys(test)
            self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    @property
    def stopped(self) -> StopDialog | None:
        top = QApplication.activeModalWidget()
        return top if isinstance(top, StopDialog) else None

    def acknowledge(self) -> None:
        """Hold the space bar until the stop is gone."""
        dialog = self.stopped
        assert dialog is not None
        self.now[0] += SLOW
        QTest.keyPress(dialog, Qt.Key.Key_Space)
        self.qtbot.waitUntil(lambda: self.stopped is None, timeout=5000)
        self.settle()


def open_desk(qtbot: QtBot, clinic: Clinic, visit_id: str, printer_port: int = 0) -> Desk:
    """The window of a signed-in person on Specimens, the visit open."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    host = "127.0.0.1" if printer_port else ""
    workstation = Workstation(printer_host=host, printer_port=printer_port or 9100)
    idle = Unlocked.idle(app, workstation)
    window = Unlocked.window(app, clinic, workstation, idle, scanner=False)
    idle.stop()
    qtbot.addWidget(window)
    now = [100.0]

    def moment(_event: QKeyEvent) -> float:
        return now[0]

    watch = ScanWatch(app, moment, window)
    desk = Desk(qtbot, clinic, window, visit_id, watch, now)
    window.ended.connect(watch.stop)
    watch.scanned.connect(desk.scanned.append)
    watch.scanned.connect(window.context.scans.route)
    window.context.signals.notice.connect(lambda said: note(desk, said))
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.open_visit(visit_id, "specimens")
    qtbot.waitUntil(lambda: isinstance(window.screen_now, SpecimensScreen))
    desk.settle()
    return desk


def note(desk: Desk, said: Notice) -> None:
    desk.said.append(said.text)
