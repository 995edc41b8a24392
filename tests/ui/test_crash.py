"""A fault of the program: a dialog with a number, and a line in the log that holds no words."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.runtime.log import FILE_NAME, logging_to
from ma_desktop.ui.application import CrashHook


@pytest.fixture
def hook(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> CrashHook:
    """Installed as `make_application` does; undone after the test."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = CrashHook(qapp)
    made.install()
    return made


def raised(error: Exception) -> None:
    try:
        raise error
    except (ValueError, MachineFailure) as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def dialog(qtbot: QtBot) -> QMessageBox:
    boxes: list[QMessageBox] = []

    def shown() -> bool:
        boxes[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
        return bool(boxes)

    qtbot.waitUntil(shown)
    return boxes[0]


def test_a_fault_is_numbered_and_noted_without_its_words(
    hook: CrashHook, qtbot: QtBot, tmp_path: Path
) -> None:
    with logging_to(tmp_path):
        raised(ValueError("Okafor, Grace 004-118-27"))
    box = dialog(qtbot)
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    (line,) = [json.loads(row) for row in text.splitlines()]

    assert line["event"] == "window.fault"
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert f"report {line['ids']['report']}." in box.informativeText()
    assert "Okafor" not in text + box.text() + box.informativeText()
    assert "004-118-27" not in text
    with qtbot.waitSignal(box.destroyed):
        box.close()


def test_words_for_people_are_shown_and_not_logged(
    hook: CrashHook, qtbot: QtBot, tmp_path: Path
) -> None:
    with logging_to(tmp_path):
        raised(MachineFailure("The disk is full.", do="Free some space."))
    box = dialog(qtbot)

    assert box.text() == "The disk is full."
    assert "Free some space." in box.informativeText()
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == ""
    with qtbot.waitSignal(box.destroyed):
        box.close()
