"""A scan at the sign-in: no key of it is typed, and it is no try of a passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.runtime.settings import Workstation
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.start import Given, Session
from tests.clinics import USER, make_store


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SignInWindow]:
    theme.apply(qapp, "light")
    workstation = Workstation(store=make_store(tmp_path), room="Exam 3", id="exam-3")
    path, given = tmp_path / "workstation.toml", Given(locked=True, user=USER)
    session = Session(qapp, workstation, path, given, replaced_by=print)
    session.begin()
    found = session.window
    assert isinstance(found, SignInWindow)
    qtbot.waitActive(found)
    qtbot.waitUntil(lambda: session._door_scans is not None, timeout=20_000)
    yield found
    watch = session._door_scans
    assert watch is not None
    watch.stop()
    tasks.drain()
    found.close()
    session.deleteLater()


def test_a_scan_types_and_tries_nothing(qtbot: QtBot, window: SignInWindow) -> None:
    asked: list[str] = []
    window.signed_in.connect(asked.append)
    window.passphrase.setText("viol")
    QTest.keyClicks(window.passphrase, "260690000033")
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "A code was scanned" in window.message.text())
    assert window.passphrase.text() == "viol"
    assert window._task is None
    assert asked == []


def test_a_hand_types_as_before(qtbot: QtBot, window: SignInWindow) -> None:
    window.passphrase.setFocus()
    QTest.keyClicks(window.passphrase, "violet", delay=80)
    qtbot.waitUntil(lambda: window.passphrase.text() == "violet")
    assert window.message.text() == ""
