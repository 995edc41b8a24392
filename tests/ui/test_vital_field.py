"""The field of a vital sign: what is typed, what it means, what a screen reader says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.ui.widgets.text import label
from ma_desktop.ui.widgets.vital_field import VitalField
from tests.ui.fakes import show, spoken

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("dressed")


class TestVitalField:
    def field(self, qtbot: QtBot) -> VitalField:
        made = VitalField("Pulse", "bpm")
        qtbot.addWidget(made)
        show(qtbot, made)
        made.setFocus()
        return made

    def test_enter_commits_and_moves_on(self, qtbot: QtBot) -> None:
        page = QWidget()
        qtbot.addWidget(page)
        column = QVBoxLayout(page)
        first, second = VitalField("Pulse", "bpm"), VitalField("Respirations", "/min")
        for made in (first, second):
            column.addWidget(made)
        show(qtbot, page)
        first.setFocus()
        got: list[str] = []
        first.committed.connect(got.append)
        QTest.keyClicks(first.edit, "78")
        QTest.keyClick(first.edit, Qt.Key.Key_Return)
        assert got == ["78"]
        assert second.edit.hasFocus()

    def test_enter_goes_where_it_was_told(self, qtbot: QtBot) -> None:
        made, target = self.field(qtbot), QLineEdit()
        qtbot.addWidget(target)
        target.setParent(made)
        target.show()
        made.set_next(target)
        with qtbot.waitSignal(made.advanced):
            QTest.keyClick(made.edit, Qt.Key.Key_Return)
        assert target.hasFocus()

    def test_refused_value_keeps_the_cursor(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        made.committed.connect(lambda _text: made.set_verdict("refused", "Not possible"))
        QTest.keyClicks(made.edit, "780")
        QTest.keyClick(made.edit, Qt.Key.Key_Return)
        assert made.edit.hasFocus()
        assert made.state == "refused"
        assert "Not possible" in made.edit.accessibleDescription()

    def test_typing_takes_the_verdict_back(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        made.set_verdict("refused", "Not possible")
        with qtbot.waitSignal(made.edited):
            QTest.keyClicks(made.edit, "7")
        assert made.state == ""
        assert made.verdict.words == ""

    def test_leaving_commits_a_changed_text_once(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        got: list[str] = []
        made.committed.connect(got.append)
        QTest.keyClicks(made.edit, "78")
        made.edit.clearFocus()
        made.setFocus()
        made.edit.clearFocus()
        assert got == ["78"]

    def test_text_from_a_draft_is_not_committed_again(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        made.set_text("78")
        with qtbot.assertNotEmitted(made.committed):
            made.edit.clearFocus()
        assert made.text == "78"

    def test_minus_asks_for_the_reason_only_in_an_empty_field(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        with qtbot.waitSignal(made.absent_requested):
            QTest.keyClicks(made.edit, "-")
        assert made.text == ""
        with qtbot.assertNotEmitted(made.absent_requested):
            QTest.keyClicks(made.edit, "120-80")
        assert made.text == "120-80"

    def test_is_spoken_with_unit_and_earlier_value(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        made.set_last("Last 74")
        assert spoken(made.edit) == "Pulse, bpm"
        assert made.edit.accessibleDescription() == "Last 74"
        assert made.text == ""
        made.set_unit("1/min")
        assert spoken(made.edit) == "Pulse, 1/min"

    def test_unknown_verdict_is_refused(self, qtbot: QtBot) -> None:
        with pytest.raises(ValueError, match="purple"):
            self.field(qtbot).set_verdict("purple")

    def test_target_is_large_enough(self, qtbot: QtBot) -> None:
        made = self.field(qtbot)
        made.set_aside(label("Oral"))
        assert made.edit.height() >= 44
