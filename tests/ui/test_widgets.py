"""The widgets that screens are made of: keys, words for screen readers, states, long names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Allergy, Chart, Name, Patient
from ma_desktop.domain.visit import IdentityCheck, Visit, VisitState
from ma_desktop.ui import theme
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.buttons import Button, button, chip, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.notice_bar import NoticeBar
from ma_desktop.ui.widgets.patient_banner import PatientBanner
from ma_desktop.ui.widgets.pill import STATES, Pill
from ma_desktop.ui.widgets.record_table import OBJECT_ROLE, SORT_ROLE, Column, RecordTable
from ma_desktop.ui.widgets.step_rail import Step, StepRail
from ma_desktop.ui.widgets.text import ElidedLabel, label
from ma_desktop.ui.widgets.vital_field import VitalField

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@dataclass(frozen=True)
class Row:
    time: str
    name: str
    age: str
    state: str
    rank: int


ROWS = (
    Row("8:30", "TANAKA, Kenji", "62 y M", "Checkout", 3),
    Row("9:15", "WHITFIELD, Arthur", "78 y M", "Waiting", 1),
    Row("9:30", "GARCÍA-LÓPEZ, Inés", "55 y F", "Scheduled", 2),
)


def table(qtbot: QtBot) -> RecordTable[Row]:
    made: RecordTable[Row] = RecordTable(
        [
            Column("Time", lambda row: row.time, look="strong"),
            Column("Patient", lambda row: row.name, detail=lambda row: row.age, stretch=True),
            Column(
                "Status",
                lambda row: row.state,
                look="pill",
                role=lambda row: "warn" if row.state == "Waiting" else "neutral",
                sort=lambda row: row.rank,
            ),
            Column("", lambda row: "Open", look="button", role=lambda _row: "primary"),
        ],
        "Visits",
    )
    qtbot.addWidget(made)
    made.set_rows(ROWS)
    made.resize(800, 300)
    made.show()
    return made


def show(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


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


class TestRecordTable:
    def test_model_keeps_the_rules(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        tester = QAbstractItemModelTester(
            made.records, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        made.set_rows(ROWS[:1])
        made.set_rows(ROWS[1:2])
        made.set_rows(())
        made.set_rows(ROWS)
        assert tester.model() is made.records

    def test_roles(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        model = made.records
        assert model.index(1, 1).data() == "WHITFIELD, Arthur"
        assert model.index(1, 1).data(OBJECT_ROLE) == ROWS[1]
        assert model.index(1, 2).data(SORT_ROLE) == 1
        assert model.index(1, 0).data(SORT_ROLE) == "9:15"
        speech = model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert speech == "Patient WHITFIELD, Arthur 78 y M"
        assert model.headerData(0, Qt.Orientation.Horizontal) == "TIME"
        assert model.headerData(0, Qt.Orientation.Vertical) is None

    def test_tab_leaves(self, qtbot: QtBot) -> None:
        assert not table(qtbot).tabKeyNavigation()

    def test_arrows_choose_and_enter_opens(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        made.select(0)
        chosen: list[Row] = []
        made.chosen.connect(chosen.append)
        QTest.keyClick(made, Qt.Key.Key_Down)
        assert chosen == [ROWS[1]]
        with qtbot.waitSignal(made.opened) as opened:
            QTest.keyClick(made, Qt.Key.Key_Return)
        assert opened.args == [ROWS[1]]

    def test_a_painted_button_can_be_pressed(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        middle = made.visualRect(made.records.index(2, 3)).center()
        with qtbot.waitSignal(made.pressed_button) as pressed:
            QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert pressed.args == [ROWS[2], 3]
        with qtbot.assertNotEmitted(made.pressed_button):
            QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 60))

    def test_selection_stays_when_rows_come_again(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        made.select(2)
        made.set_rows(ROWS)
        assert made.current == ROWS[2]
        made.set_rows(ROWS[:1])
        assert made.current is None

    def test_paints_in_all_themes(self, qtbot: QtBot, qapp: QApplication) -> None:
        made = table(qtbot)
        made.select(0)
        for name in theme.NAMES:
            theme.apply(qapp, name)
            image = made.viewport().grab().toImage()
            assert image.pixelColor(2, 20) == theme.colour("brand-soft")
        assert made.height_for_rows() >= 3 * 52


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
        made.focus_step("vitals")
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
        made.focus_step("vitals")
        focused = QApplication.focusWidget()
        assert focused is not None
        assert spoken(focused) == "Step 2, Vital signs, current step, 4 of 8"

    def test_states_change_under_a_resting_focus(self, qtbot: QtBot) -> None:
        made = self.rail(qtbot)
        made.focus_step("vitals")
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


def patient(family: str = "Okafor", given: str = "Grace A.") -> Patient:
    return Patient("p", "004-118-27", Name(family, given), date(1979, 3, 14), "female")


def visit() -> Visit:
    return Visit("v", "p", NOW, "Annual physical", "Dr. Lindqvist", VisitState.ROOMING, NOW)


class TestPatientBanner:
    def banner(self, qtbot: QtBot, width: int = 1188) -> PatientBanner:
        made = PatientBanner()
        qtbot.addWidget(made)
        made.resize(width, 67)
        return made

    def test_says_who_it_is(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        check = IdentityCheck("i", "v", "p", ("name", "birth-date"), NOW, "jr")
        allergies = (
            Allergy("1", "p", "Latex", "rash"),
            Allergy("2", "p", "Penicillin", "anaphylaxis", "severe"),
            Allergy("3", "p", "Dust", status="inactive"),
        )
        made.set_chart(Chart(patient(), allergies), visit(), check, today=NOW.date(), zone=UTC)
        assert made.name.text() == "OKAFOR, Grace A."
        assert made.visit.text() == "Annual physical · Dr. Lindqvist"
        assert made.born.value.text() == "14 Mar 1979 · 47 y"
        assert made.mrn.accessibleName() == "MRN: 004-118-27"
        assert made.identity.value.text() == "name + DOB 15:02"
        assert [(pill.text(), pill.state) for pill in made.pills] == [
            ("Penicillin — anaphylaxis", "critical"),
            ("Latex — rash", "warn"),
        ]
        assert spoken(made.pills[0]) == "Allergy: Penicillin — anaphylaxis"

    def test_unchecked_identity_warns(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient()), visit(), None, today=NOW.date(), zone=UTC)
        assert made.identity.value.text() == "Not checked yet"
        assert made.identity.value.property("state") == "warn"
        assert [pill.text() for pill in made.pills] == ["Allergies not reviewed"]

    def test_no_known_allergies_is_said(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient(), no_known_allergies=True), today=NOW.date())
        assert [pill.text() for pill in made.pills] == ["No known allergies"]
        assert made.visit.text() == "No visit today"

    def test_many_allergies_are_counted_the_severe_first(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        many = tuple(Allergy(str(n), "p", f"Substance {n}") for n in range(7))
        severe = Allergy("s", "p", "Penicillin", "", "severe")
        made.set_chart(Chart(patient(), (*many, severe)), visit(), today=NOW.date())
        assert made.pills[0].text() == "Penicillin"
        assert made.pills[-1].text() == "4 more allergies"

    @pytest.mark.parametrize("percent", [100, 150, 200])
    @pytest.mark.parametrize("width", [1188, 1348])
    def test_facts_are_whole_whatever_the_name(
        self, qtbot: QtBot, qapp: QApplication, percent: int, width: int
    ) -> None:
        theme.apply(qapp, "light", percent)
        made = self.banner(qtbot, width)
        long_name = patient("Wolfeschlegelsteinhausenbergerdorff", "Maria-Magdalena Konstantina")
        allergy = Allergy("1", "p", "Sulfamethoxazole and trimethoprim", "rash", "severe")
        made.set_chart(Chart(long_name, (allergy,)), visit(), today=NOW.date(), zone=UTC)
        made.resize(width, made.heightForWidth(width))
        qtbot.waitExposed(made)
        for fact in (made.born, made.sex, made.mrn, made.identity):
            assert fact.value.width() >= fact.value.sizeHint().width()
            assert made.rect().contains(fact.geometry())
        assert spoken(made.name) == long_name.name.formal

    def test_markup_in_a_name_stays_text(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient("<b>Okafor</b>")), visit(), today=NOW.date())
        assert made.name.text() == "<B>OKAFOR</B>, Grace A."
        assert made.name.textFormat() is Qt.TextFormat.PlainText

    def test_clear_shows_nobody(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient()), visit(), today=NOW.date())
        made.clear()
        assert made.name.text() == ""
        assert made.pills == []
        assert made.isHidden()


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
