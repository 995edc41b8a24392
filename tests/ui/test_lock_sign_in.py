"""Signing in and unlocking: keys, words, back-off, recovery."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.ui.lock.entrance import Entrance
from ma_desktop.ui.lock.recovery import RecoveryDialog
from ma_desktop.ui.lock.sign_in import SignInWindow
from tests.ui.fakes import show
from tests.ui.lock_pages import CODE, SECRET, assert_all_named, type_back

pytestmark = pytest.mark.usefixtures("dressed")


@dataclass(frozen=True)
class Person:
    user_name: str
    display_name: str


PEOPLE = (Person("jr", "J. Rivera"), Person("to", "T. Osei"))


def open_store(user: str, passphrase: str) -> str:
    if passphrase != SECRET:
        raise NotAllowed("The passphrase is wrong.", do="Try again.")
    return f"opened for {user}"


ENTRANCE = Entrance("Maple Street Family Medicine", "Exam 3", PEOPLE, open_store)


def window(qtbot: QtBot, entrance: Entrance = ENTRANCE) -> SignInWindow:
    made = SignInWindow(entrance)
    qtbot.addWidget(made)
    show(qtbot, made)
    return made


class TestSignIn:
    def test_passphrase_and_enter_open_the_store(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        assert made.passphrase.hasFocus()
        QTest.keyClicks(made.passphrase, SECRET)
        with qtbot.waitSignal(made.signed_in) as opened:
            QTest.keyClick(made.passphrase, Qt.Key.Key_Return)
            assert not made.unlock.isEnabled()
            assert made.busy.isVisible()
        assert opened.args == ["opened for jr"]
        assert made.passphrase.text() == ""

    def test_wrong_passphrase_says_so_and_waits_for_the_next(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        QTest.keyClicks(made.passphrase, "wrong")
        QTest.keyClick(made.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: made.message.isVisible())
        assert made.message.text() == "The passphrase is wrong. Nothing was changed. Try again."
        assert made.passphrase.text() == ""
        assert made.passphrase.hasFocus()
        assert made.unlock.isEnabled()
        assert not made.busy.isVisible()

    def test_empty_passphrase_asks_for_one(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        QTest.keyClick(made.passphrase, Qt.Key.Key_Return)
        assert made.message.text() == "Type your passphrase."

    def test_last_user_is_chosen(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(last_user="to"))
        assert made.people.user_name == "to"

    def test_other_asks_for_the_user_name(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        made.people.chips[""].click()
        assert made.people.other.hasFocus()
        QTest.keyClicks(made.people.other, "mn")
        QTest.keyClick(made.people.other, Qt.Key.Key_Return)
        assert made.passphrase.hasFocus()
        QTest.keyClicks(made.passphrase, SECRET)
        with qtbot.waitSignal(made.signed_in) as opened:
            QTest.keyClick(made.passphrase, Qt.Key.Key_Return)
        assert opened.args == ["opened for mn"]

    def test_nobody_known_starts_at_the_user_name(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(names=()))
        assert made.people.other.hasFocus()
        made.try_sign_in()
        assert made.message.text() == "Choose who you are."

    def test_names_may_come_later(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(names=()))
        made.set_names(PEOPLE)
        assert list(made.people.chips) == ["jr", "to", ""]
        assert made.people.user_name == "jr"
        assert made.people.other.isHidden()
        assert made.passphrase.hasFocus()

    def test_names_that_come_later_disturb_nobody_who_types(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(names=()))
        QTest.keyClicks(made.people.other, "mn")
        made.set_names(PEOPLE)
        assert made.people.user_name == "mn"
        assert made.people.other.hasFocus()

    def test_who_locked_a_server_store_need_not_type_a_name(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(names=(), last_user="to", locked=True))
        assert made.people.user_name == "to"
        assert made.passphrase.hasFocus()
        QTest.keyClicks(made.passphrase, SECRET)
        made.set_names(PEOPLE)
        assert made.people.user_name == "to"
        assert made.passphrase.text() == SECRET
        assert made.passphrase.hasFocus()

    def test_many_names_fit(self, qtbot: QtBot) -> None:
        many = tuple(Person(f"u{n}", f"U. Person {n}") for n in range(30))
        made = window(qtbot, ENTRANCE._replace(names=many))
        assert len(made.people.chips) == 7

    def test_back_off_is_counted_down(self, qtbot: QtBot) -> None:
        left = [90.0]
        made = window(qtbot, ENTRANCE._replace(wait=lambda _user: left[0]))
        assert "1:30" in made.message.text()
        assert not made.unlock.isEnabled()
        QTest.keyClicks(made.passphrase, SECRET)
        with qtbot.assertNotEmitted(made.signed_in, wait=50):
            QTest.keyClick(made.passphrase, Qt.Key.Key_Return)
        left[0] = 12.0
        made._count_down()
        assert "12 s" in made.message.text()
        left[0] = 0.0
        made._count_down()
        assert made.unlock.isEnabled()
        assert made.message.text() == ""

    def test_caps_lock_is_noticed(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        assert not made.caps.isVisible()
        QTest.keyClicks(made.passphrase, "lantern")
        assert not made.caps.isVisible()
        made.passphrase.keyPressEvent(key_event("C"))
        assert made.caps.isVisible()
        made.passphrase.keyPressEvent(key_event("c"))
        assert not made.caps.isVisible()

    def test_locked_says_that_nothing_is_lost(self, qtbot: QtBot) -> None:
        made = window(qtbot, ENTRANCE._replace(locked=True))
        assert made.unlock.text() == "Unlock"
        assert made.first_run.isHidden()

    def test_a_lock_without_the_store_promises_nothing(self, qtbot: QtBot) -> None:
        cut_off = ENTRANCE._replace(locked=True, is_cut_off=True, on_server=True)
        made = window(qtbot, cut_off)
        words = " ".join(w.text() for w in made.findChildren(QLabel))
        assert "What was typed in the last seconds may be missing." in words
        assert "nothing is lost" not in words
        assert "AES" not in words

    def test_first_run_is_offered(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        with qtbot.waitSignal(made.first_run_requested):
            made.first_run.click()
        assert made.recover.isHidden()

    def test_tab_goes_from_name_to_passphrase_to_button(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        QTest.keyClick(made.passphrase, Qt.Key.Key_Tab)
        assert made.unlock.hasFocus()
        QTest.keyClick(made.unlock, Qt.Key.Key_Backtab)
        QTest.keyClick(made.passphrase, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() in made.people.chips.values()

    def test_inputs_are_named_and_no_name_of_a_person_in_the_title(self, qtbot: QtBot) -> None:
        made = window(qtbot)
        assert_all_named(made)
        assert made.windowTitle() == "MA Desktop"

    def test_recovery_opens_and_reports_back(self, qtbot: QtBot) -> None:
        recovery = partial(RecoveryDialog, recover=lambda _u, _c, _p: CODE)
        entrance = ENTRANCE._replace(recovery=lambda user, parent: recovery(user, parent=parent))
        made = window(qtbot, entrance)
        made.recover.click()
        dialog = made.findChild(RecoveryDialog)
        assert dialog is not None
        assert dialog.user_edit.text() == "jr"
        dialog.recovered.emit()
        assert "new passphrase" in made.message.text()
        dialog.close()


def key_event(text: str) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, ord(text.upper()), Qt.KeyboardModifier.NoModifier, text)


class TestRecovery:
    def dialog(self, qtbot: QtBot, recover: Callable[[str, str, str], str]) -> RecoveryDialog:
        made = RecoveryDialog("jr", recover)
        qtbot.addWidget(made)
        show(qtbot, made)
        return made

    def test_sets_a_passphrase_and_shows_the_next_code(self, qtbot: QtBot) -> None:
        asked: list[tuple[str, str, str]] = []

        def recover(*given: str) -> str:
            asked.append((given[0], given[1], given[2]))
            return CODE

        made = self.dialog(qtbot, recover)
        made.code_edit.setText("OLD-CODE")
        made.new.first.setText(SECRET)
        made.new.second.setText(SECRET)
        made.go_on()
        qtbot.waitUntil(lambda: made.next_code.text == CODE)
        assert asked == [("jr", "OLD-CODE", SECRET)]
        assert not made.go.isEnabled()
        QTest.keyClick(made, Qt.Key.Key_Escape)
        assert made.isVisible()
        type_back(made.next_code)
        with qtbot.waitSignal(made.recovered):
            made.go.click()
        assert made.next_code.text == ""
        assert not made.isVisible()

    def test_refusal_is_said(self, qtbot: QtBot) -> None:
        def refuse(_user: str, _code: str, _secret: str) -> str:
            raise Refused("This is not a recovery code.", do="Type all groups.")

        made = self.dialog(qtbot, refuse)
        made.code_edit.setText("X")
        made.new.first.setText(SECRET)
        made.new.second.setText(SECRET)
        made.go_on()
        qtbot.waitUntil(made.message.isVisible)
        assert (
            made.message.text()
            == "This is not a recovery code. Nothing was stored. Type all groups."
        )
        assert made.go.isEnabled()

    def test_asks_for_what_is_missing(self, qtbot: QtBot) -> None:
        made = self.dialog(qtbot, lambda _u, _c, _p: CODE)
        made.go_on()
        assert made.code.note.text() == "Type the recovery code."
        assert "10 characters" in made.new.first_field.note.text()
        assert_all_named(made)
        QTest.keyClick(made, Qt.Key.Key_Escape)
        assert not made.isVisible()


def test_sign_in_stands_on_qt_alone() -> None:
    """What costs more than a bare window is loaded after the sign-in is shown."""
    program = (
        "import sys\n"
        "from ma_desktop.runtime.settings import Workstation\n"
        "from ma_desktop.ui.application import make_application\n"
        "from ma_desktop.ui.lock.entrance import Entrance\n"
        "from ma_desktop.ui.lock.sign_in import SignInWindow\n"
        "import ma_desktop.ui.lock.first_run\n"
        "app = make_application(Workstation())\n"
        "window = SignInWindow(Entrance('Maple Street', 'Exam 1', (), lambda u, p: None))\n"
        "window.show()\n"
        "app.processEvents()\n"
        "print(sorted(set(sys.modules) & {'sqlalchemy', 'sqlcipher3', 'alembic', 'pyqtgraph',"
        " 'numpy', 'reportlab', 'cryptography', 'zxcvbn', 'ma_desktop.services.clinic'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
