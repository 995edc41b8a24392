"""When the window locks: idle time on a clock that counts sleep, and what the desktop says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from shutil import which

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ma_desktop.ui.lock_watch import IdleWatch, SessionWatch, boot_seconds, session_path
from tests.ui.fakes import show

LIMIT = 120.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock_hand() -> Clock:
    return Clock()


@pytest.fixture
def watch(qapp: QApplication, clock_hand: Clock) -> Iterator[IdleWatch]:
    made = IdleWatch(qapp, LIMIT, clock_hand)
    yield made
    made.stop()
    made.deleteLater()


def test_never_early_and_once(qtbot: QtBot, watch: IdleWatch, clock_hand: Clock) -> None:
    expired: list[bool] = []
    watch.expired.connect(lambda: expired.append(True))
    clock_hand.now += LIMIT - 0.1
    watch.check()
    assert expired == []
    assert watch.remaining() == pytest.approx(0.1)
    clock_hand.now += 0.1
    watch.check()
    watch.check()
    assert expired == [True]
    assert watch.remaining() == 0


def test_ticks_by_itself(qtbot: QtBot, watch: IdleWatch, clock_hand: Clock) -> None:
    with qtbot.waitSignal(watch.expired, timeout=2000):
        clock_hand.now += LIMIT + 1


def test_says_what_is_left(qtbot: QtBot, watch: IdleWatch, clock_hand: Clock) -> None:
    clock_hand.now += 20
    with qtbot.waitSignal(watch.ticked) as ticked:
        watch.check()
    assert ticked.args == [100.0]


def test_keys_count(qtbot: QtBot, watch: IdleWatch, clock_hand: Clock) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    show(qtbot, field)
    clock_hand.now += 100
    QTest.keyClick(field, Qt.Key.Key_1)
    assert watch.remaining() == LIMIT
    clock_hand.now += 100
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert watch.remaining() == LIMIT


def test_only_a_mouse_that_moves_counts(
    qtbot: QtBot, qapp: QApplication, watch: IdleWatch, clock_hand: Clock
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    show(qtbot, field)

    def move(x: float) -> None:
        none = Qt.MouseButton.NoButton
        place = QPointF(x, 5)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier
        )
        qapp.sendEvent(field, event)

    move(5)
    clock_hand.now += 50
    move(5)
    assert watch.remaining() == LIMIT - 50
    move(6)
    assert watch.remaining() == LIMIT


def test_input_after_a_sleep_locks_and_is_not_typed(
    qtbot: QtBot, watch: IdleWatch, clock_hand: Clock
) -> None:
    """The first key after a long sleep must not revive what should be locked."""
    field = QLineEdit()
    qtbot.addWidget(field)
    show(qtbot, field)
    clock_hand.now += 3600
    with qtbot.waitSignal(watch.expired):
        QTest.keyClick(field, Qt.Key.Key_1)
    assert field.text() == ""


def test_touch_counts_unless_it_is_too_late(watch: IdleWatch, clock_hand: Clock) -> None:
    clock_hand.now += 60
    watch.touch()
    assert watch.remaining() == LIMIT
    clock_hand.now += LIMIT + 1
    watch.touch()
    assert watch.remaining() == 0


def test_boot_clock_goes_on() -> None:
    before = boot_seconds()
    time.sleep(0.01)
    assert 0.009 < boot_seconds() - before < 5


@pytest.mark.parametrize(
    ("session", "path"),
    [("2", "_32"), ("c1", "c1"), ("12", "_312"), ("a-b", "a_2db"), ("é", "_c3_a9")],
)
def test_session_path(session: str, path: str) -> None:
    assert session_path(session) == f"/org/freedesktop/login1/session/{path}"


def test_without_a_bus_nothing_is_heard_and_nothing_breaks(
    qtbot: QtBot, qapp: QApplication
) -> None:
    watch = SessionWatch(qapp)
    with qtbot.waitSignal(watch.locked) as locked:
        watch.on_sleep(True)
    assert locked.args == ["sleep"]
    with qtbot.waitSignal(watch.locked) as locked:
        watch.on_lock()
    assert locked.args == ["desktop"]
    with qtbot.assertNotEmitted(watch.locked):
        watch.on_saver(False)
    with qtbot.waitSignal(watch.locked):
        watch.on_saver(True)
    watch.deleteLater()


LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from ma_desktop.ui.lock_watch import SessionWatch
app = QCoreApplication([])
watch = SessionWatch(app)
print("heard", *watch.heard, flush=True)
seen = []
def note(why):
    seen.append(why)
    print(why, flush=True)
    if len(seen) == 3:
        app.quit()
watch.locked.connect(note)
QTimer.singleShot(15000, app.quit)
app.exec()
"""
SPEAKER = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "speaker")
assert bus.registerService("org.freedesktop.login1")
assert bus.registerService("org.gnome.ScreenSaver")
print("ready", flush=True)
sys.stdin.readline()
def say(path, interface, name, *arguments):
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    assert bus.send(message)
say("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True)
say("/org/freedesktop/login1/session/_37", "org.freedesktop.login1.Session", "Lock")
say("/org/freedesktop/login1/session/_38", "org.freedesktop.login1.Session", "Lock")
say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True)
sys.stdin.readline()
"""


@pytest.mark.skipif(which("dbus-daemon") is None, reason="the program dbus-daemon is not installed")
def test_sleep_and_desktop_lock_are_heard_on_a_real_bus() -> None:
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    ) as daemon:
        try:
            assert daemon.stdout is not None
            lines = talk(daemon.stdout.readline().strip())
        finally:
            daemon.terminate()
    assert lines[0].split() == ["heard", "sleep", "session", *SAVERS]
    assert lines[1:] == ["sleep", "desktop", "desktop"]


SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


def talk(address: str) -> list[str]:
    """What the program says while another one plays the desktop on the bus at `address`."""
    known = os.environ | {
        "DBUS_SYSTEM_BUS_ADDRESS": address,
        "DBUS_SESSION_BUS_ADDRESS": address,
        "XDG_SESSION_ID": "7",
    }
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(
            [sys.executable, "-c", SPEAKER, address], stdin=pipe, stdout=pipe, text=True, env=known
        ) as speaker,
        subprocess.Popen(
            [sys.executable, "-c", LISTENER], stdout=pipe, text=True, env=known
        ) as listener,
    ):
        assert speaker.stdin is not None
        assert speaker.stdout is not None
        assert listener.stdout is not None
        assert speaker.stdout.readline() == "ready\n"
        first = listener.stdout.readline()
        speaker.stdin.write("\n")
        speaker.stdin.flush()
        rest = listener.stdout.read()
        speaker.stdin.write("\n")
        speaker.stdin.flush()
    return [first.strip(), *rest.split()]
