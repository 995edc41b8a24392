"""A scanner is told from a person by speed; what it types acts nowhere, whatever the code holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ma_desktop.ui.scan_watch import ScanWatch

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
PAD = Qt.KeyboardModifier.KeypadModifier
NONE = Qt.KeyboardModifier.NoModifier


class Page(QDialog):
    """Two fields, a default button and a shortcut; counts what acted."""

    def __init__(self) -> None:
        super().__init__()
        self.acted: list[str] = []
        self.first, self.second = QLineEdit(), QLineEdit()
        self.save = QPushButton("Save")
        self.save.setDefault(True)
        self.save.clicked.connect(lambda: self.acted.append("save"))
        for keys in ("Ctrl+L", "F1", "Alt+1"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda keys=keys: self.acted.append(keys))
        self.rejected.connect(lambda: self.acted.append("closed"))
        column = QVBoxLayout(self)
        for part in (self.first, self.second, self.save):
            column.addWidget(part)


class Hands:
    """Presses keys at a chosen speed on a clock of its own."""

    def __init__(self, qtbot: QtBot, prefix: str = "") -> None:
        self.qtbot, self.now = qtbot, 10.0
        self.page = Page()
        qtbot.addWidget(self.page)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.watch = ScanWatch(app, lambda _event: self.now, prefix=prefix)
        self.scans: list[str] = []
        self.watch.scanned.connect(self.scans.append)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitActive(self.page)
        self.page.first.setFocus()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier, gap: float) -> None:
        self.now += gap
        focus: QWidget | None = self.page.focusWidget()
        QTest.keyClick(self.page if focus is None else focus, key, modifier)

    def type(self, text: str, gap: float) -> None:
        for letter in text:
            self.now += gap
            focus: QWidget | None = self.page.focusWidget()
            QTest.keyClicks(self.page if focus is None else focus, letter)

    def alt_code(self, code: str, gap: float = 0.003) -> None:
        """Alt held while digits of the number pad are pressed, as some scanners send letters."""
        self._send(PRESS, Qt.Key.Key_Alt, ALT)
        for digit in code:
            self.now += gap
            self._send(PRESS, Qt.Key(ord(digit)), ALT | PAD)
            self._send(RELEASE, Qt.Key(ord(digit)), ALT | PAD)
        self._send(RELEASE, Qt.Key.Key_Alt, NONE)

    def _send(self, kind: QEvent.Type, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """One event alone: QTest would let Alt go after each digit."""
        focused: QWidget | None = self.page.focusWidget()
        target = self.page if focused is None else focused
        QApplication.sendEvent(target, QKeyEvent(kind, key, modifier))

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.watch.is_holding)


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    made = Hands(qtbot)
    yield made
    made.watch.stop()


def test_slow_typing_stays_typing(hands: Hands) -> None:
    hands.type("128/82 OKAFOR", 0.08)
    hands.settle()
    assert hands.page.first.text() == "128/82 OKAFOR"
    hands.press(Qt.Key.Key_Tab, NONE, 0.2)
    hands.settle()
    assert hands.page.focusWidget() is hands.page.second
    hands.press(Qt.Key.Key_L, CONTROL, 0.2)
    hands.press(Qt.Key.Key_F1, NONE, 0.2)
    hands.press(Qt.Key.Key_1, ALT, 0.2)
    hands.press(Qt.Key.Key_Return, NONE, 0.2)
    hands.settle()
    assert hands.page.acted == ["Ctrl+L", "F1", "Alt+1", "save"]
    assert hands.scans == []


def test_two_keys_at_once_are_still_typing(hands: Hands) -> None:
    hands.type("th", 0.01)
    hands.type("e", 0.2)
    hands.settle()
    assert hands.page.first.text() == "the"


def test_a_scan_reaches_no_field(hands: Hands) -> None:
    hands.type("12", 0.2)
    hands.type("2", 0.2)
    hands.type("63270000421", 0.004)
    hands.press(Qt.Key.Key_Return, NONE, 0.004)
    hands.settle()
    assert hands.page.first.text() == "12"
    assert hands.scans == ["263270000421"]
    assert hands.page.acted == []


def test_a_short_code_with_enter_is_a_scan_too(hands: Hands) -> None:
    hands.type("R3", 0.004)
    hands.press(Qt.Key.Key_Return, NONE, 0.004)
    hands.settle()
    assert (hands.scans, hands.page.first.text(), hands.page.acted) == (["R3"], "", [])


@pytest.mark.parametrize("gap", [0.001, 0.02, 0.03, 0.032])
def test_a_slow_scanner_is_a_scanner(hands: Hands, gap: float) -> None:
    hands.type("263270000421", gap)
    hands.press(Qt.Key.Key_Return, NONE, gap)
    hands.settle()
    assert (hands.scans, hands.page.first.text()) == (["263270000421"], "")


@pytest.mark.parametrize("gap", [0.035, 0.04, 0.06])
def test_a_fast_typist_is_no_scanner(hands: Hands, gap: float) -> None:
    hands.type("128/82 OKAFOR", gap)
    hands.settle()
    assert (hands.scans, hands.page.first.text()) == ([], "128/82 OKAFOR")


def test_two_scans_without_a_pause_are_one_code_that_nobody_knows(hands: Hands) -> None:
    """Else a code with Enter inside could confirm a tube that nobody scanned."""
    for code in ("263270000421", "263270000439"):
        hands.type(code, 0.004)
        hands.press(Qt.Key.Key_Return, NONE, 0.004)
    hands.settle()
    assert hands.scans == ["263270000421263270000439"]
    assert (hands.page.first.text(), hands.page.acted) == ("", [])


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_a_scan_chooses_nothing_in_an_open_menu_or_list(hands: Hands) -> None:
    menu = QMenu(hands.page)
    for words in ("2 Delete", "&6 Remove", "Open"):
        menu.addAction(words).triggered.connect(lambda: hands.page.acted.append("menu"))
    menu.popup(hands.page.mapToGlobal(hands.page.rect().center()))
    hands.qtbot.waitUntil(menu.isVisible)
    for letter in "263270000421":
        hands.now += 0.004
        QTest.keyClicks(menu, letter)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        hands.now += 0.004
        QTest.keyClick(menu, key)
    hands.settle()
    assert (hands.scans, hands.page.acted) == (["263270000421"], [])
    assert menu.isVisible()
    menu.close()


keys = st.one_of(
    st.sampled_from("0123456789ABCXYZabc^~\\]-").map(lambda c: (Qt.Key(ord(c.upper())), NONE)),
    st.sampled_from(
        [
            (Qt.Key.Key_Return, NONE),
            (Qt.Key.Key_Tab, NONE),
            (Qt.Key.Key_Escape, NONE),
            (Qt.Key.Key_Backspace, NONE),
            (Qt.Key.Key_Delete, NONE),
            (Qt.Key.Key_F1, NONE),
            (Qt.Key.Key_Space, NONE),
            (Qt.Key.Key_L, CONTROL),
            (Qt.Key.Key_A, CONTROL),
            (Qt.Key.Key_V, CONTROL),
            (Qt.Key.Key_1, ALT),
            (Qt.Key.Key_F4, ALT),
            (Qt.Key.Key_Down, NONE),
        ]
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(keys, min_size=6, max_size=24))
def test_no_code_acts_whatever_it_holds(
    hands: Hands, code: list[tuple[Qt.Key, Qt.KeyboardModifier]]
) -> None:
    hands.page.first.setText("kept")
    hands.page.first.setFocus()
    hands.now += 5
    for key, modifier in code:
        hands.press(key, modifier, 0.003)
    hands.settle()
    assert hands.page.isVisible()
    assert hands.page.focusWidget() is hands.page.first
    assert hands.page.first.text() == "kept"
    assert hands.page.acted == []


@pytest.fixture
def prefixed(qtbot: QtBot) -> Iterator[Hands]:
    made = Hands(qtbot, prefix="~]")
    yield made
    made.watch.stop()


def test_a_prefix_is_taken_off_and_tells_even_a_short_scan(prefixed: Hands) -> None:
    prefixed.type("~]263270000421", 0.004)
    prefixed.settle()
    prefixed.now += 1
    prefixed.type("~]R3", 0.004)
    prefixed.settle()
    assert prefixed.scans == ["263270000421", "R3"]
    assert prefixed.page.first.text() == ""


def test_without_the_prefix_speed_still_tells_and_a_person_may_type_it(prefixed: Hands) -> None:
    prefixed.type("263270000421", 0.004)
    prefixed.settle()
    prefixed.now += 1
    prefixed.type("~]R3", 0.2)
    prefixed.settle()
    assert prefixed.scans == ["263270000421"]
    assert prefixed.page.first.text() == "~]R3"


def test_letters_sent_as_alt_and_digits_are_read(hands: Hands) -> None:
    for letter in "SP0042-a":
        hands.alt_code(f"0{ord(letter)}")
    hands.alt_code("013")
    hands.settle()
    assert hands.scans == ["SP0042-a"]
    assert (hands.page.first.text(), hands.page.acted) == ("", [])


codes = st.one_of(
    st.integers(0, 99999).map(str),
    st.sampled_from(["0", "1", "013", "027", "09", "08", "0127", "0255", "03", "012", "1114111"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(codes, min_size=6, max_size=16))
def test_no_alt_code_acts_whatever_it_stands_for(hands: Hands, sent: list[str]) -> None:
    hands.page.first.setText("kept")
    hands.page.first.setFocus()
    hands.scans.clear()
    hands.now += 5
    for code in sent:
        hands.alt_code(code)
    hands.settle()
    letters = "".join(chr(int(code)) for code in sent if int(code) < 128)
    assert hands.scans == ["".join(char for char in letters if char.isprintable())]
    assert (hands.page.first.text(), hands.page.acted) == ("kept", [])
    assert hands.page.focusWidget() is hands.page.first
