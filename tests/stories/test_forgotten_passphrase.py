"""A forgotten passphrase at the sign-in: the code from the safe, by keys, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.storage.vault import new_recovery_code
from ma_desktop.ui import theme
from ma_desktop.ui.lock.first_run import FirstRunWindow
from ma_desktop.ui.lock.recovery import RecoveryDialog
from ma_desktop.ui.lock.sign_in import SignInWindow
from tests.clinics import PASSPHRASE
from tests.stories.test_first_morning import CONTROL, ENTER, ESCAPE, Morning

NEW = "nine copper lanterns by the pond"


@pytest.fixture
def morning(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Morning]:
    theme.apply(qapp, "light")
    made = Morning(qtbot, qapp, tmp_path)
    yield made
    made.end()


def set_up(morning: Morning) -> str:
    """A clinic of one person; returns the code that they wrote down."""
    first = morning.window(FirstRunWindow)
    assert isinstance(first, FirstRunWindow)
    morning.type("Maple Street Family Medicine")
    morning.press(ENTER, CONTROL)
    morning.type("J. Rivera", "jrivera", "CMA (AAMA)", PASSPHRASE, PASSPHRASE)
    morning.press(ENTER, CONTROL)
    code = first.code.text
    morning.type(code.split("-")[first.code.asked])
    morning.press(ENTER, CONTROL)
    return code


def open_dialog(morning: Morning) -> RecoveryDialog:
    window = morning.window(SignInWindow)
    assert isinstance(window, SignInWindow)
    window.recover.setFocus()
    morning.press(Qt.Key.Key_Space)
    dialog = window.findChild(RecoveryDialog)
    assert dialog is not None
    return dialog


@pytest.mark.timeout(120)
def test_the_code_opens_once_and_gives_the_next_one(morning: Morning) -> None:
    code = set_up(morning)
    dialog = open_dialog(morning)
    assert dialog.code_edit.hasFocus()
    morning.type(code.lower(), NEW, NEW)
    morning.press(ENTER)
    fresh = dialog.next_code.text
    assert fresh
    assert fresh != code
    morning.press(ESCAPE)
    assert dialog.isVisible()  # nobody loses a code that was not written down
    morning.type(fresh.split("-")[dialog.next_code.asked])
    morning.press(ENTER)
    assert not dialog.isVisible()
    morning.window(SignInWindow)
    morning.type(NEW)
    morning.press(ENTER)
    with morning.clinic.look() as uow:
        entries = [entry for entry, _mac in uow.audit.entries()]
    assert [e.user for e in entries if e.action == "recovery code used"] == ["recovery code"]


@pytest.mark.timeout(120)
def test_wrong_codes_are_said_and_then_wait(morning: Morning) -> None:
    code = set_up(morning)
    dialog = open_dialog(morning)
    morning.type(code[:-1], NEW, NEW)
    morning.press(ENTER)
    assert dialog.message.text() == (
        "This is not a complete recovery code. Nothing was changed. "
        "Type all nine groups from the paper."
    )
    wrong = new_recovery_code()
    said = []
    for _try in range(6):
        dialog.code_edit.setText(wrong)
        morning.press(ENTER)
        said.append(dialog.message.text())
        assert dialog.code_edit.hasFocus()
    assert said[0].startswith("This is not the recovery code in force. Nothing is lost.")
    assert said[-1].startswith("Too many wrong codes. Nothing is lost. Wait ")
    for field in (dialog.code, dialog.new):
        assert field.height() >= field.minimumSizeHint().height()
    dialog.code_edit.setText(code)
    morning.press(ENTER)
    assert dialog.message.text().startswith("Too many wrong codes.")
    morning.press(ESCAPE)
    assert not dialog.isVisible()
