"""Whole roomings told in keys through the real window, one for each type of visit.

Each begins on the board; its number of keys is the one that docs/keys.md tells.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import rooming
from ma_desktop.services.schedule import walk_in
from ma_desktop.ui.rooming.forms_step import FormsStep
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.rooming.vitals import VitalsStep
from ma_desktop.ui.stage import settle
from ma_desktop.ui.today.board_table import BoardTable
from tests.clock import FixedClock
from tests.ui.house import ALT, CONTROL, House

USUAL = {
    "bp": "128/82", "hr": "78", "rr": "16", "temp": "98.4", "spo2": "98", "weight": "171",
    "height": "5'6", "pain": "0",
}  # fmt: skip


CALM = ("never", "no", "not-pregnant", "not-at-all", "3-4", "0")
"""What somebody says who has nothing to tell, in the order of the first that is offered."""
KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


class Story:
    """One visit in the window, from the board to the hand-off."""

    def __init__(self, house: House, visit_id: str) -> None:
        """On the board: the patient's row, R and the room's number."""
        self.house, self.visit_id = house, visit_id
        table = house.window.findChild(BoardTable)
        assert table is not None
        house.qtbot.waitUntil(lambda: table.visit_id == visit_id)
        table.setFocus()
        house.keys = 0
        house.type("r3")
        settle()
        if house.window.key != "rooming":
            house.press(Qt.Key.Key_Return)
        house.qtbot.waitUntil(lambda: house.window.key == "rooming")
        settle()

    @property
    def screen(self) -> RoomingScreen:
        found = self.house.window.screen_now
        assert isinstance(found, RoomingScreen)
        return found

    @property
    def step(self) -> str:
        return self.screen.step_key

    def record(self) -> OpenVisit:
        return rooming.open_visit(self.house.clinic, self.visit_id)

    def identify(self) -> None:
        assert self.step == "identify"
        self.house.type("12")
        self.house.main_action()

    def go_on(self, step: str) -> None:
        """The main action, which leads to `step`."""
        self.house.main_action()
        assert self.step == step

    def answer(self, **chosen: str) -> None:
        """Each question of the step by one digit: the named choice, else the calm one."""
        step = self.screen.steps[self.step]
        assert isinstance(step, FormsStep)
        while step.run.place.form is not None:
            item, choices = step.run.place.item, step.run.choices()
            if item is None:
                self.house.press(Qt.Key.Key_Return)
            else:
                wanted = {chosen.get(item.id, "")} - {""} or set(CALM)
                ids = [choice.id for choice in choices]
                found = [n for n, choice in enumerate(ids, start=1) if choice in wanted]
                self.house.type(str(found[0]))
            settle()

    def minus(self, choice: str) -> None:
        """`-` and one choice."""
        self.house.type("-")
        menu = QApplication.activePopupWidget()
        assert menu is not None, f"{self.step}: {self.house.focus}"
        self.house.keys += 1
        QTest.keyClicks(menu, choice)
        settle()
        # Without a desktop nobody gives the window its activity back when a menu closes.
        self.house.window.activateWindow()
        self.house.qtbot.waitUntil(self.house.window.isActiveWindow)

    def intake(self, reason: str = "") -> None:
        """Identity, the reason as booked (and more), no allergies, no medications."""
        self.identify()
        self.house.type(reason)
        self.go_on("allergies")
        self.house.press(Qt.Key.Key_Space)
        self.go_on("medications")
        self.go_on("history")

    @property
    def asked(self) -> list[str]:
        vitals = self.screen.steps["vitals"]
        assert isinstance(vitals, VitalsStep)
        return list(vitals.form.rows)

    def vitals(self, values: dict[str, str]) -> int:
        """Type what is asked, in its order; returns the keys of the values."""
        before = self.house.keys
        for name in self.asked:
            self.house.enter(values[name])
        typed = self.house.keys - before
        self.go_on("screenings")
        return typed

    def tell_provider(self) -> None:
        """Ctrl+T: the name stands there, they read it back, told now."""
        self.house.press(Qt.Key.Key_T, CONTROL)
        self.house.press(Qt.Key.Key_Return)
        self.house.press(Qt.Key.Key_Space)
        self.house.press(Qt.Key.Key_Tab)
        self.house.press(Qt.Key.Key_Space)
        settle()
        assert self.record().untold == ()

    def hand_off(self) -> None:
        assert self.step == "handoff"
        self.house.main_action()
        assert self.record().visit.state is VisitState.READY

    def counts(self, name: str) -> None:
        """The keys of this rooming are those that the page about keys tells."""
        assert told_keys()[name] == self.house.keys


def told_keys() -> dict[str, int]:
    """Keys by visit, as docs/keys.md has them."""
    lines = KEYS_PAGE.read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.startswith("|")]
    return {row[1]: int(row[2]) for row in rows if row[2].isdigit()}


def begin(house: House, visit_type: str, name: Name, born: date, sex: str = "female") -> Story:
    visit_id, changes = walk_in(
        house.clinic, name, born, sex, visit_type=visit_type, provider="Dr. Lindqvist",
        reason=visit_type,
    )  # fmt: skip
    house.window.context.signals.changed.emit(changes)
    settle()
    return Story(house, visit_id)


def texts(story: Story) -> dict[str, str]:
    return {item.reading.vital: item.reading.text for item in story.record().today}


def test_full_vitals_cost_29_keys(house: House) -> None:
    story = begin(house, "Follow-up", Name("Okafor", "Grace A."), date(1979, 3, 14))
    story.intake()
    story.answer()
    story.go_on("vitals")
    before = house.keys
    house.enter(*(USUAL[name] for name in story.asked[:7]))
    assert story.asked[:7] == ["bp", "hr", "rr", "temp", "spo2", "weight", "height"]
    assert house.keys - before == 29


def test_adult_physical(house: House) -> None:
    story = begin(house, "Annual physical", Name("Okafor", "Grace A."), date(1979, 3, 14))
    story.intake()
    story.answer()
    story.go_on("vitals")
    story.vitals(USUAL)
    story.answer()
    story.go_on("handoff")
    story.hand_off()
    opened = story.record()
    assert texts(story).keys() >= set(USUAL)
    assert opened.chart.no_known_allergies
    assert {item.form for item in opened.responses} >= {"phq2", "gad2", "auditc", "tobacco"}
    story.counts("adult physical")


def test_blood_pressure_follow_up_with_repeat(house: House, clock: FixedClock) -> None:
    story = begin(house, "Blood pressure check", Name("García-López", "Inés"), date(1971, 6, 2))
    story.intake()
    story.answer()
    story.go_on("vitals")
    house.enter("148/92")
    house.press(Qt.Key.Key_B, CONTROL)
    settle()
    for pressure, others in (("144/90", ("78", "171")), ("142/90", ())):
        clock.advance(minutes=5)
        house.window.timers.tick()
        house.press(Qt.Key.Key_T, ALT)
        house.press(Qt.Key.Key_Space)
        settle()
        house.enter(pressure, *others)
        house.main_action()
    mean = story.record().repeat.average
    assert mean is not None
    assert (mean.words, mean.count) == ("145/91", 3)
    story.go_on("handoff")
    story.hand_off()
    story.counts("blood pressure with repeat")


def test_injection_only(house: House) -> None:
    story = begin(house, "Injection", Name("Tanaka", "Kenji"), date(1971, 1, 9), "male")
    story.intake()
    story.go_on("vitals")
    assert story.asked == ["temp"]
    story.vitals({"temp": "98.6"})
    story.go_on("handoff")
    story.hand_off()
    story.counts("injection only")


def test_sick_visit_with_fever(house: House) -> None:
    story = begin(house, "Sick visit", Name("Adeyemi", "Tunde"), date(1990, 10, 30), "male")
    story.identify()
    house.press(Qt.Key.Key_1, CONTROL)
    house.type(" since Monday")
    story.go_on("allergies")
    house.press(Qt.Key.Key_Space)
    story.go_on("medications")
    story.go_on("history")
    story.answer(travel_abroad="no", travel_contact="no")
    story.go_on("vitals")
    story.vitals(USUAL | {"temp": "102.2", "hr": "104"})
    story.tell_provider()
    story.screen.go("handoff")
    assert "fever since Monday" in story.record().visit.reason
    assert (texts(story)["temp"], texts(story)["hr"]) == ("102.2", "104")
    story.hand_off()
    story.counts("sick visit with fever")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_refused_everything(house: House) -> None:
    story = begin(house, "Sick visit", Name("Nguyễn", "Thị Hoa"), date(1984, 2, 29))
    story.identify()
    story.go_on("allergies")
    story.minus("1")
    assert story.step == "medications"
    story.minus("1")
    assert story.step == "history"
    step = story.screen.steps["history"]
    assert isinstance(step, FormsStep)
    while step.run.place.form is not None:
        house.type("-1")
        settle()
    story.go_on("vitals")
    for _name in story.asked:
        story.minus("1")
    story.go_on("screenings")
    opened = story.record()
    assert opened.intake.exceptions == {"allergies": "refused", "medications": "refused"}
    assert {item.reading.absent for item in opened.today} == {"refused"}
    assert {item.absent for item in opened.responses} == {"refused"}
    story.go_on("handoff")
    story.hand_off()
    story.counts("refused everything")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_refused_everything_in_one_go(house: House) -> None:
    story = begin(house, "Sick visit", Name("Nguyễn", "Thị Hoa"), date(1984, 2, 29))
    story.identify()
    story.screen.go("handoff")
    story.minus("1")
    story.hand_off()
    story.counts("refused everything, in one go")


def test_prenatal(house: House) -> None:
    story = begin(house, "Prenatal visit", Name("Haddad", "Leila"), date(1996, 5, 5))
    story.intake()
    story.answer(pregnancy_1="pregnant")
    story.go_on("vitals")
    story.vitals(USUAL | {"bp": "118/74", "lmp": "11/20"})
    story.answer()
    story.go_on("handoff")
    opened = story.record()
    assert opened.facts.pregnant
    assert texts(story).keys() >= {"bp", "hr", "temp", "weight", "lmp"}
    story.hand_off()
    story.counts("prenatal")


def test_well_child_of_nine_months(house: House) -> None:
    born = date(2025, 6, 10)
    story = begin(house, "Well child 9 months", Name("Nguyen", "Linh"), born)
    story.intake()
    story.go_on("vitals")
    assert story.asked == ["temp", "hr", "rr", "spo2", "weight", "height", "head"]
    house.enter("98.4", "118", "30", "98", "18lb4oz", "70.1cm", "43.8")
    vitals = story.screen.steps["vitals"]
    assert isinstance(vitals, VitalsStep)
    for name in ("weight", "height", "head"):
        assert "percentile (z\u00a0" in vitals.form.rows[name].verdict.words
    story.go_on("screenings")
    assert texts(story)["weight"] == "18lb4oz"
    story.go_on("handoff")
    story.hand_off()
    story.counts("well child, 9 months")


def test_well_child_of_four_years(house: House) -> None:
    story = begin(house, "Well child 4 years", Name("Silva", "João"), date(2022, 1, 20), "male")
    story.intake()
    story.go_on("vitals")
    assert story.asked == [
        "bp", "hr", "rr", "temp", "weight", "height", "acuity_right", "acuity_left",
    ]  # fmt: skip
    house.enter("94/56", "98", "22", "98.4", "16.8kg", "103cm", "20/30", "20/30")
    vitals = story.screen.steps["vitals"]
    assert isinstance(vitals, VitalsStep)
    for name in ("weight", "height"):
        assert "percentile (z\u00a0" in vitals.form.rows[name].verdict.words
    story.go_on("screenings")
    story.go_on("handoff")
    story.hand_off()
    story.counts("well child, 4 years")
