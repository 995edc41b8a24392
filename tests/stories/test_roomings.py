"""Whole roomings told in keys through the real window, one for each type of visit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import STEPS, OpenVisit
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import handing_off, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.schedule import room, walk_in
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.rooming.vitals import VitalsStep
from ma_desktop.ui.stage import settle
from tests.clinics import make_store, open_made
from tests.clock import FixedClock
from tests.ui.house import ALT, CONTROL, House, open_house

USUAL = {
    "bp": "128/82", "hr": "78", "rr": "16", "temp": "98.4", "spo2": "98", "weight": "171",
    "height": "5'6", "pain": "0",
}  # fmt: skip


class Story:
    """One visit in the window, from the first question to the hand-off."""

    def __init__(self, house: House, visit_id: str) -> None:
        self.house, self.visit_id = house, visit_id
        house.open(visit_id)
        house.keys = 0

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

    def to(self, step: str) -> None:
        """Go on without recording until `step` is reached."""
        for _step in STEPS:
            if self.step == step:
                return
            self.house.press(Qt.Key.Key_Right, ALT)
            settle()
        assert self.step == step

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

    def no_allergies_no_medicines(self) -> None:
        self.to("allergies")
        self.house.press(Qt.Key.Key_Space)
        self.house.main_action()
        self.to("medications")
        self.house.main_action()

    @property
    def asked(self) -> list[str]:
        vitals = self.screen.steps["vitals"]
        assert isinstance(vitals, VitalsStep)
        return list(vitals.form.rows)

    def vitals(self, values: dict[str, str]) -> int:
        """Type what is asked, in its order; returns the keys of the values."""
        self.to("vitals")
        before = self.house.keys
        for name in self.asked:
            self.house.enter(values.get(name, ""))
        typed = self.house.keys - before
        self.house.main_action()
        return typed

    def tell_provider(self) -> None:
        """Ctrl+T: the name stands there, they read it back, told now."""
        self.to("handoff")
        self.house.press(Qt.Key.Key_T, CONTROL)
        self.house.press(Qt.Key.Key_Return)
        self.house.press(Qt.Key.Key_Space)
        self.house.press(Qt.Key.Key_Tab)
        self.house.press(Qt.Key.Key_Space)
        settle()
        assert self.record().untold == ()

    def hand_off(self) -> None:
        self.to("handoff")
        self.house.main_action()
        assert self.record().visit.state is VisitState.READY

    def tell(self, name: str) -> None:
        """The story's number, in the output of the tests (-s shows it)."""
        sys.stdout.write(f"\nkeys of a whole rooming, {name}: {self.house.keys}\n")


@pytest.fixture
def clinic(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    theme.apply(qapp, "light")
    made = open_made(make_store(tmp_path), clock)
    yield made
    tasks.drain()
    QApplication.processEvents()
    made.close()


@pytest.fixture
def house(qtbot: QtBot, clinic: Clinic) -> Iterator[House]:
    made = open_house(qtbot, clinic)
    yield made
    made.window.timers.stop()


def begin(house: House, visit_type: str, name: Name, born: date, sex: str = "female") -> Story:
    visit_id, _changes = walk_in(
        house.clinic, name, born, sex, visit_type=visit_type, provider="Dr. Lindqvist",
        reason=visit_type,
    )  # fmt: skip
    room(house.clinic, visit_id, "3", 2)
    return Story(house, visit_id)


def test_adult_physical(house: House) -> None:
    story = begin(house, "Annual physical", Name("Okafor", "Grace A."), date(1979, 3, 14))
    story.identify()
    house.main_action()
    story.no_allergies_no_medicines()
    typed = story.vitals(USUAL)
    assert typed - 2 <= 29 + len("5'6") + 2, "seven values in at most 29 keys, pain besides"
    story.hand_off()
    opened = story.record()
    assert {item.reading.vital for item in opened.today} >= set(USUAL)
    assert opened.chart.no_known_allergies
    story.tell("adult physical")


def test_blood_pressure_follow_up_with_repeat(house: House, clock: FixedClock) -> None:
    story = begin(house, "Blood pressure check", Name("García-López", "Inés"), date(1971, 6, 2))
    story.identify()
    house.main_action()
    story.no_allergies_no_medicines()
    story.to("vitals")
    house.enter("148/92")
    house.press(Qt.Key.Key_B, CONTROL)
    settle()
    for pressure in ("144/90", "142/90"):
        clock.advance(minutes=5)
        house.window.timers.tick()
        house.press(Qt.Key.Key_T, ALT)
        house.press(Qt.Key.Key_Space)
        settle()
        house.enter(pressure)
        house.main_action()
        story.screen.go("vitals", "bp")
    mean = story.record().repeat.average
    assert mean is not None
    assert (mean.words, mean.count) == ("145/91", 3)
    story.hand_off()
    story.tell("blood pressure with repeat")


def test_injection_only(house: House) -> None:
    story = begin(house, "Injection", Name("Tanaka", "Kenji"), date(1960, 1, 9), "male")
    story.identify()
    house.main_action()
    story.no_allergies_no_medicines()
    story.to("vitals")
    assert story.asked == ["temp"]
    story.vitals({"temp": "98.6"})
    story.hand_off()
    story.tell("injection only")


def test_sick_visit_with_fever(house: House) -> None:
    story = begin(house, "Sick visit", Name("Adeyemi", "Tunde"), date(1990, 10, 30), "male")
    story.identify()
    house.press(Qt.Key.Key_1, CONTROL)
    house.type(" since Monday")
    house.main_action()
    story.no_allergies_no_medicines()
    story.vitals(USUAL | {"temp": "102.2", "hr": "104"})
    assert "fever since Monday" in story.record().visit.reason
    values = {item.reading.vital: item.reading.text for item in story.record().today}
    assert (values["temp"], values["hr"]) == ("102.2", "104")
    story.tell_provider()
    story.hand_off()
    story.tell("sick visit with fever")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_refused_everything(house: House) -> None:
    story = begin(house, "Sick visit", Name("Nguyễn", "Thị Hoa"), date(1984, 2, 29))
    story.identify()
    story.to("allergies")
    story.minus("1")
    assert story.step == "medications"
    story.minus("1")
    story.to("vitals")
    for _name in story.asked:
        story.minus("1")
    house.main_action()
    opened = story.record()
    assert opened.intake.exceptions == {"allergies": "refused", "medications": "refused"}
    assert {item.reading.absent for item in opened.today} == {"refused"}
    assert {p.step for p in handing_off.blanks(house.clinic, opened)} == {"history"}
    story.hand_off()
    story.tell("refused everything")


def test_prenatal(house: House) -> None:
    story = begin(house, "Prenatal visit", Name("Haddad", "Leila"), date(1996, 5, 5))
    story.identify()
    house.main_action()
    story.no_allergies_no_medicines()
    story.vitals(USUAL | {"bp": "118/74"})
    assert {"bp", "hr", "temp", "weight"} <= {i.reading.vital for i in story.record().today}
    story.hand_off()
    story.tell("prenatal")
