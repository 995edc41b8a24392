"""The first morning of a clinic, told in keys: from an empty computer to a patient in a room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.domain.visit import VisitState
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import clinic as clinics
from ma_desktop.services import rooming, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import start, tasks, theme
from ma_desktop.ui.lock.first_run import FirstRunWindow
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.start import Given, Session
from ma_desktop.ui.today import screen as today_screen
from ma_desktop.ui.today.import_dialog import ImportDialog
from tests.clinics import PASSPHRASE
from tests.exchange.schedules import line, schedule

TAB, ENTER, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 20_000


class Morning:
    """One workstation; keys go to whatever has the focus."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path) -> None:
        self._qtbot, self._app, self._folder = qtbot, app, folder
        self.replaced: list[list[str]] = []
        self.session = self._started(locked=False)

    def _started(self, *, locked: bool) -> Session:
        workstation = Workstation(store=str(self._folder / "store"), id="front", room="Exam 1")
        session = Session(
            self._app,
            workstation,
            self._folder / "workstation.toml",
            Given(locked=locked, user="jrivera" if locked else ""),
            replaced_by=self.replaced.append,
            scanner=False,  # these keys come faster than any hand
        )
        session.begin()
        return session

    def come_back(self) -> None:
        """What the process that follows the locked one does."""
        self.session = self._started(locked=True)

    def window(self, kind: type[QMainWindow]) -> QMainWindow:
        """The window of this kind, once it is there and has the keyboard."""
        self._qtbot.waitUntil(lambda: isinstance(self.session.window, kind), timeout=PATIENCE_MS)
        found = self.session.window
        assert found is not None
        found.activateWindow()  # as a desktop does when a dialog of it closes
        self._qtbot.waitUntil(found.isActiveWindow)
        return found

    @property
    def main(self) -> MainWindow:
        found = self.window(MainWindow)
        assert isinstance(found, MainWindow)
        return found

    @property
    def clinic(self) -> Clinic:
        return self.main.context.clinic

    def type(self, *texts: str) -> None:
        """Each text into its field, Tab between them."""
        for number, text in enumerate(texts):
            if number:
                self.press(TAB)
            for letter in text:
                QTest.keyClicks(self._focus, letter)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self._focus, key, modifier)
        self.settle()

    def settle(self) -> None:
        for _round in range(3):
            assert tasks.drain(PATIENCE_MS)
            QTest.qWait(1)

    @property
    def _focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def end(self) -> None:
        if isinstance(self.session.window, MainWindow):
            self.session.window.close()
        tasks.drain()
        for window in (self.session.window,):
            if window is not None:
                window.deleteLater()


@pytest.fixture
def morning(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Morning]:
    theme.apply(qapp, "light")
    made = Morning(qtbot, qapp, tmp_path)
    yield made
    made.end()


def set_up(morning: Morning) -> None:
    first = morning.window(FirstRunWindow)
    assert isinstance(first, FirstRunWindow)
    morning.type("Maple Street Family Medicine")
    first.clinic.rooms.setPlainText("Exam 1\nExam 2\nExam 12")
    morning.press(ENTER, CONTROL)
    morning.type("J. Rivera", "jrivera", "CMA (AAMA)", PASSPHRASE, PASSPHRASE)
    morning.press(ENTER, CONTROL)
    assert len(first.code.text.split("-")) >= 8
    assert not first.next.isEnabled()
    morning.type(first.code.text.split("-")[first.code.asked])
    morning.press(ENTER, CONTROL)


def sign_in(morning: Morning) -> None:
    morning.window(SignInWindow)
    morning.type(PASSPHRASE)
    morning.press(ENTER)
    assert morning.main.key == "today" or morning.replaced


@pytest.fixture
def small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_fits", lambda _window: False)


def test_every_window_stays_on_a_small_screen(small_screen: None, morning: Morning) -> None:
    assert morning.window(FirstRunWindow).isMaximized()
    set_up(morning)
    assert morning.window(SignInWindow).isMaximized()
    sign_in(morning)
    assert morning.main.isMaximized()
    morning.press(Qt.Key.Key_L, CONTROL)
    assert morning.replaced[0][-2:] == ["--locked", "--maximized"]


@pytest.mark.parametrize("answers", [True, False])
def test_a_store_out_of_reach_keeps_nobody_from_locking(
    morning: Morning, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    set_up(morning)
    sign_in(morning)
    network = Event()

    def cut(*_more: object) -> None:
        if not answers:
            network.wait(PATIENCE_MS / 1000)
        raise MachineFailure("The database does not answer.")

    monkeypatch.setattr(clinics, "save_place", cut)
    monkeypatch.setattr(start, "_LEAVE_MS", 100)
    QTest.keyClick(morning.main, Qt.Key.Key_L, CONTROL)
    assert "--locked" in morning.replaced[0]
    assert "--cut-off" in morning.replaced[0]
    network.set()
    morning.settle()


def take_in(morning: Morning, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """I, and the file that the system's own dialogue would give."""

    def pointed(context: object, parent: QWidget) -> ImportDialog:
        return ImportDialog(context, parent, lambda _parent: [str(path)])  # type: ignore[arg-type]  # takes the place of the class

    monkeypatch.setattr(today_screen, "ImportDialog", pointed)
    morning.type("i")
    morning.press(ENTER)
    morning.press(ESCAPE)


def test_first_morning(morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(morning)
    sign_in(morning)
    day = morning.clinic.local(morning.clinic.now()).date().isoformat()
    path = tmp_path / "today.csv"
    path.write_bytes(
        schedule(
            line(date=day),
            line(date=day, time="09:00", mrn="10043", family="Tanaka", given="Kenji"),
        )
    )
    take_in(morning, path, monkeypatch)
    rows = today.board(morning.clinic).rows
    assert [row.patient.name.family for row in rows] == ["Okafor", "Tanaka"]

    morning.type("a")
    morning.type("r12")
    assert today.board(morning.clinic).rows[0].visit.state is VisitState.ROOMING
    assert morning.main.key == "rooming"
    visit_id = rows[0].visit.id

    assert morning.main.size().toTuple() == (1440, 900)
    here = morning.main.where()
    morning.press(Qt.Key.Key_L, CONTROL)
    (command,) = morning.replaced
    assert "--locked" in command
    assert "--cut-off" not in command
    assert PASSPHRASE not in command
    morning.come_back()
    locked = morning.window(SignInWindow)
    words = [w.text() for w in locked.findChildren(type(locked.message)) if w.isVisible()]  # type: ignore[attr-defined]  # all of the label's own class
    assert "Locked — nothing is lost" in words
    assert "Okafor" not in " ".join(words)
    sign_in(morning)
    morning.settle()
    assert morning.main.where() == here
    assert rooming.open_visit(morning.clinic, visit_id).visit.state is VisitState.ROOMING
