"""The small widgets that screens are made of: keys, words for screen readers, states."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.ui import theme
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.buttons import Button, button, chip, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.notice_bar import NoticeBar
from ma_desktop.ui.widgets.pill import STATES, Pill
from ma_desktop.ui.widgets.step_rail import Step, StepButton, StepRail
from ma_desktop.ui.widgets.text import ElidedLabel, WholeLabel, label
from tests.ui.fakes import show, spoken

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("dressed")


class TestPill:
    @pytest.mark.parametrize("state", STATES)
    def test_paints_its_ground(self, qtbot: QtBot, state: str) -> None:
        pill = Pill("Word", state, "warning")
        qtbot.addWidget(pill)
        pill.resize(pill.sizeHint())
        image = pill.grab().toImage()
        assert image.pixelColor(6, image.height() // 2) == theme.colour(STATES[state][1])

    def test_unknown_state_is_refused(self, qtbot: QtBot) -> None:
        with pytest.raises(KeyError):
            Pill("Word", "purple")

    def test_is_spoken(self, qtbot: QtBot) -> None:
        pill = Pill("Waiting", "warn")
        qtbot.addWidget(pill)
        assert spoken(pill) == "Waiting"

    def test_empty_one_paints_nothing(self, qtbot: QtBot) -> None:
        pill = Pill()
        qtbot.addWidget(pill)
        pill.resize(40, 24)
        pill.grab()
        assert pill.state == "neutral"


class TestStepRail:
    STEPS = (
        Step("identify", "Identify", "done", "name + DOB"),
        Step("vitals", "Vital signs", "current", "4 of 8"),
        Step("handoff", "Hand-off"),
    )

    def rail(self, qtbot: QtBot) -> StepRail:
        made = StepRail(self.STEPS)
        qtbot.addWidget(made)
        show(qtbot, made)
        return made

    def test_keys_move_and_choose(self, qtbot: QtBot) -> None:
        made = self.rail(qtbot)
        made.findChildren(StepButton)[1].setFocus()
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Down)
        focused = QApplication.focusWidget()
        assert focused is not None
        with qtbot.waitSignal(made.chosen) as chosen:
            QTest.keyClick(focused, Qt.Key.Key_Return)
        assert chosen.args == ["handoff"]

    def test_is_spoken_with_its_state(self, qtbot: QtBot) -> None:
        made = self.rail(qtbot)
        made.findChildren(StepButton)[1].setFocus()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert spoken(focused) == "Step 2, Vital signs, current step, 4 of 8"

    def test_states_change_under_a_resting_focus(self, qtbot: QtBot) -> None:
        made = self.rail(qtbot)
        made.findChildren(StepButton)[1].setFocus()
        before = QApplication.focusWidget()
        made.set_steps((*self.STEPS[:2], Step("handoff", "Hand-off", "current")))
        assert QApplication.focusWidget() is before
        made.set_steps(self.STEPS[:1])
        assert [step.key for step in made.steps] == ["identify"]


class TestNoticeBar:
    def test_shows_without_taking_the_focus(self, qtbot: QtBot) -> None:
        page = QWidget()
        qtbot.addWidget(page)
        column = QVBoxLayout(page)
        field, bar = QLineEdit(), NoticeBar(toast=True)
        column.addWidget(field)
        column.addWidget(bar)
        show(qtbot, page)
        field.setFocus()
        undone: list[bool] = []
        bar.tell(Notice("Roomed in Exam 2.", "ok", lambda: undone.append(True)))
        assert field.hasFocus()
        assert bar.text == "Roomed in Exam 2."
        assert spoken(bar.undo) == "Undo: Roomed in Exam 2."
        QTest.keyClick(field, Qt.Key.Key_Tab)
        assert bar.undo.hasFocus()
        QTest.keyClick(bar.undo, Qt.Key.Key_Space)
        assert undone == [True]
        assert not bar.isVisible()
        assert not bar.take_back()

    def test_without_undo(self, qtbot: QtBot) -> None:
        bar = NoticeBar()
        qtbot.addWidget(bar)
        bar.tell(Notice("Printer is out of labels.", "critical"))
        assert not bar.undo.isVisible()
        assert bar.notice is not None
        assert not bar.take_back()


class TestSmallParts:
    @pytest.mark.parametrize("kind", ["primary", "secondary", "danger", "quiet", "link"])
    @pytest.mark.parametrize("percent", [100, 170])
    def test_buttons_are_large_enough(
        self, qtbot: QtBot, qapp: QApplication, kind: str, percent: int
    ) -> None:
        theme.apply(qapp, "light", percent)
        made = Button("Save", kind, hint="Ctrl ↵", icon="check")
        qtbot.addWidget(made)
        made.show()
        assert made.height() >= 44
        assert made.grab().size() == made.size()

    def test_button_runs_its_function(self, qtbot: QtBot) -> None:
        ran: list[bool] = []
        made = button("Save", lambda: ran.append(True))
        qtbot.addWidget(made)
        made.setShortcut("Ctrl+Return")
        made.click()
        assert ran == [True]
        made.set_hint("S")
        assert made.sizeHint().width() > button("Save").sizeHint().width()

    def test_primary_paints_its_words_beside_the_key(self, qtbot: QtBot) -> None:
        made = primary("Go on", hint="Ctrl ↵")
        qtbot.addWidget(made)
        made.show()
        image = made.grab().toImage()
        inks = {image.pixelColor(x, y).name() for x in range(image.width()) for y in (20, 22, 24)}
        assert theme.current().hex("on-brand").lower() in inks

    def test_chips_stay_down(self, qtbot: QtBot) -> None:
        made = chip("All 9", checked=True)
        qtbot.addWidget(made)
        assert made.isChecked()

    def test_nothing_moves_when_an_input_is_focused(self, qtbot: QtBot) -> None:
        field = line_edit("Phone")
        qtbot.addWidget(field)
        before = field.sizeHint()
        field.show()
        field.setFocus()
        assert field.sizeHint() == before
        theme.restyle(field, state="critical")
        assert field.sizeHint() == before

    def test_form_row_names_its_input(self, qtbot: QtBot) -> None:
        control = line_edit()
        made = Field("Clinic name", control, "Stands on labels.")
        qtbot.addWidget(made)
        assert spoken(control) == "Clinic name"
        assert made.label.buddy() is control
        made.set_error("Type a name.")
        assert made.note.text() == "Type a name."
        assert control.accessibleDescription() == "Type a name."
        made.set_error("")
        assert made.note.text() == "Stands on labels."

    def test_combo_describes_itself(self, qtbot: QtBot) -> None:
        made = combo(("Exam 1", "Exam 2"), name="Room")
        qtbot.addWidget(made)
        assert made.accessibleDescription() == "Room"

    def test_secret_is_hidden(self, qtbot: QtBot) -> None:
        made = line_edit(secret=True, name="Passphrase")
        qtbot.addWidget(made)
        assert made.echoMode() is QLineEdit.EchoMode.Password

    def test_elided_label_still_says_all(self, qtbot: QtBot) -> None:
        made = ElidedLabel("A very long line that does not fit", "strong")
        qtbot.addWidget(made)
        made.resize(80, 20)
        made.grab()
        assert made.is_elided
        assert spoken(made) == "A very long line that does not fit"

    def test_key_hint(self, qtbot: QtBot) -> None:
        made = KeyHint("Ctrl K")
        qtbot.addWidget(made)
        made.resize(made.sizeHint())
        assert made.grab().size() == made.minimumSizeHint()
        assert spoken(made) == "Ctrl K"

    def test_card_takes_widgets_and_layouts(self, qtbot: QtBot) -> None:
        made = Card()
        qtbot.addWidget(made)
        made.add(label("Exam 1", "heading"))
        made.add(QVBoxLayout())
        made.set_state("critical")
        assert made.body.count() == 2
        assert made.property("state") == "critical"

    def test_empty_page_says_what_to_do(self, qtbot: QtBot) -> None:
        made = EmptyPage("person", "No patient is open", "Choose a visit.")
        qtbot.addWidget(made)
        ran: list[bool] = []
        made.add_button("Go to Today", lambda: ran.append(True)).click()
        assert ran == [True]
        assert spoken(made) == "No patient is open"


class TestFlowLayout:
    def flow(self, qtbot: QtBot, *, right: bool) -> tuple[QWidget, FlowLayout]:
        page = QWidget()
        qtbot.addWidget(page)
        flow = FlowLayout(page, right=right)
        for words in ("One", "Two and more", "Three"):
            flow.addWidget(Pill(words))
        return page, flow

    def test_wraps_when_narrow(self, qtbot: QtBot) -> None:
        page, flow = self.flow(qtbot, right=False)
        assert flow.heightForWidth(1000) < flow.heightForWidth(120)
        page.resize(120, 200)
        page.show()
        tops = [widget.y() for widget in flow.widgets()]
        assert tops[0] < tops[-1]

    def test_flush_right(self, qtbot: QtBot) -> None:
        page, flow = self.flow(qtbot, right=True)
        page.resize(600, 40)
        page.show()
        assert flow.widgets()[-1].geometry().right() == 599
        flow.set_right(False)
        flow.activate()
        assert flow.widgets()[0].x() == 0

    def test_items_by_number(self, qtbot: QtBot) -> None:
        _page, flow = self.flow(qtbot, right=False)
        assert flow.count() == 3
        assert flow.itemAt(7) is None
        assert flow.takeAt(7) is None
        assert flow.minimumSize().width() <= flow.sizeHint().width()
        assert flow.sizeHint() != QSize(0, 0)
        flow.clear()
        assert flow.count() == 0


def test_whole_text_keeps_its_lines_and_no_more(qtbot: QtBot) -> None:
    shown = WholeLabel("One line after the other, " * 8)
    qtbot.addWidget(shown)
    shown.resize(160, 20)
    shown.show()
    qtbot.waitUntil(lambda: shown.height() > 100)
    shown.setText("One line")
    qtbot.waitUntil(lambda: shown.minimumHeight() < 40)
