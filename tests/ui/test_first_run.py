"""The first run, and choosing a passphrase: keys, words, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import Refused
from ma_desktop.services.doorstep import demand_room
from ma_desktop.ui import tasks
from ma_desktop.ui.lock.code_page import in_lines
from ma_desktop.ui.lock.first_run import FirstRunWindow
from ma_desktop.ui.lock.first_run_form import FirstRunForm, is_zone
from ma_desktop.ui.lock.new_passphrase import NewPassphrase
from tests.ui.fakes import show
from tests.ui.lock_pages import CODE, SECRET, assert_all_named, type_back

pytestmark = pytest.mark.usefixtures("dressed")


class TestNewPassphrase:
    def test_problems(self, qtbot: QtBot) -> None:
        made = NewPassphrase()
        qtbot.addWidget(made)
        made.first.setText("short")
        assert made.show_problem()
        made.first.setText(SECRET)
        made.second.setText("another one")
        assert made.show_problem()
        assert "differ" in made.second_field.note.text()
        made.second.setText(SECRET)
        assert not made.show_problem()

    def test_strength_comes_from_the_background(self, qtbot: QtBot) -> None:
        made = NewPassphrase(lambda text: (4, "strong") if text == SECRET else (1, "weak"))
        qtbot.addWidget(made)
        made.first.setText(SECRET)
        qtbot.waitUntil(lambda: made.words.text() == "strong")
        assert made.meter.value() == 4
        made.clear()
        qtbot.waitUntil(lambda: made.words.text() == "")


class TestFirstRun:
    def filled(self, qtbot: QtBot, made: FirstRunWindow) -> None:
        QTest.keyClicks(made.clinic.name, "Maple Street")
        made.clinic.zone.setCurrentText("America/Chicago")
        made.clinic.rooms.setPlainText("Exam 1\n\nExam 2\nExam 1\n")
        made.clinic.room.setCurrentText("Exam 2")
        made.go_on()
        assert made.number == 1
        QTest.keyClicks(made.person.display, "Jo Rivera")
        QTest.keyClicks(made.person.user, "jr")
        QTest.keyClicks(made.person.credential, "CMA (AAMA)")
        for field in (made.person.new.first, made.person.new.second):
            QTest.keyClicks(field, SECRET)

    def test_from_nothing_to_the_recovery_code(self, qtbot: QtBot) -> None:
        forms: list[FirstRunForm] = []

        def create(form: FirstRunForm) -> str:
            forms.append(form)
            return CODE

        made = FirstRunWindow(create, strength=lambda _text: (3, "good"))
        qtbot.addWidget(made)
        show(qtbot, made)
        assert made.clinic.name.hasFocus()
        self.filled(qtbot, made)
        QTest.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: made.code.text == CODE)
        assert forms[0].rooms == ("Exam 1", "Exam 2")
        assert forms[0].room == "Exam 2"
        assert forms[0].zone == "America/Chicago"
        assert forms[0].passphrase == SECRET
        assert SECRET not in repr(forms[0])
        assert not made.next.isEnabled()
        made.go_on()
        assert made.code.text == CODE
        type_back(made.code)
        with qtbot.waitSignal(made.finished) as finished:
            made.next.click()
        assert finished.args == forms
        assert made.code.text == ""
        assert made.person.new.text == ""

    def test_without_a_place_for_the_store_nobody_types_in_vain(
        self, qtbot: QtBot, tmp_path: Path
    ) -> None:
        letter = tmp_path / "letter.txt"
        letter.write_text("Dear all")
        made = FirstRunWindow(lambda _form: CODE, check=lambda: demand_room(str(tmp_path)))
        qtbot.addWidget(made)
        show(qtbot, made)
        assert made.message.isVisible()
        assert "holds other files" in made.message.text()
        QTest.keyClicks(made.clinic.name, "Maple Street")
        made.clinic.zone.setCurrentText("America/Chicago")
        made.go_on()
        assert made.number == 0
        letter.unlink()
        made.go_on()
        assert made.number == 1
        assert not made.message.isVisible()

    def test_what_is_missing_is_said_at_the_field(self, qtbot: QtBot) -> None:
        made = FirstRunWindow(lambda _form: CODE)
        qtbot.addWidget(made)
        show(qtbot, made)
        made.clinic.rooms.setPlainText(" ")
        made.clinic.zone.setCurrentText("Middle/Earth")
        made.go_on()
        assert made.number == 0
        notes = {key: field.note.text() for key, field in made.clinic.fields.items()}
        assert notes["name"] == "Type the clinic's name."
        assert notes["zone"] == "Choose a zone from the list."
        assert notes["rooms"] == "Type one room at least."
        made._show_page(1)
        QTest.keyClicks(made.person.user, "jo rivera")
        made.go_on()
        assert made.person.fields["user"].note.text() == "Type a name without blanks."
        made.go_back()
        assert made.number == 0

    def test_refusal_keeps_what_was_typed(self, qtbot: QtBot) -> None:
        def refuse(_form: FirstRunForm) -> str:
            raise Refused("The disk is full.", do="Make room.")

        made = FirstRunWindow(refuse)
        qtbot.addWidget(made)
        show(qtbot, made)
        self.filled(qtbot, made)
        made.go_on()
        qtbot.waitUntil(made.message.isVisible)
        assert "The disk is full." in made.message.text()
        assert made.number == 1
        assert made.person.new.text == SECRET
        assert tasks.drain()

    def test_printing_is_offered_where_it_is_possible(self, qtbot: QtBot) -> None:
        printed: list[str] = []
        made = FirstRunWindow(lambda _form: CODE, print_code=printed.append)
        qtbot.addWidget(made)
        made.code.show_code(CODE)
        made._on_print()
        assert printed == [CODE]

    def test_inputs_are_named_and_tab_does_not_stick(self, qtbot: QtBot) -> None:
        made = FirstRunWindow(lambda _form: CODE)
        qtbot.addWidget(made)
        show(qtbot, made)
        assert_all_named(made)
        made.clinic.rooms.setFocus()
        QTest.keyClick(made.clinic.rooms, Qt.Key.Key_Tab)
        assert not made.clinic.rooms.hasFocus()

    def test_code_is_shown_in_lines_of_groups(self) -> None:
        assert in_lines("A-B-C-D") == "A - B - C -\nD"

    @pytest.mark.parametrize(
        ("name", "known"),
        [("America/Chicago", True), ("", False), ("../etc", False), ("X/Y", False)],
    )
    def test_zones(self, name: str, known: bool) -> None:
        assert is_zone(name) is known
