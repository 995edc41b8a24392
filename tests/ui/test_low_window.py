"""Text at 200 % in a window of 1280 x 720: every step of the wizard can be worked in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import STEPS
from ma_desktop.services import intake, pressure, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.stage import settle
from tests.clinics import roomed_visit
from tests.ui.fakes import spoken
from tests.ui.house import House, open_house
from tests.ui.rooming_desk import record

LEAST = 300
"""Pixels of height for a step: a question with its first answers, or two vital signs."""


@pytest.fixture
def clinic(clinic: Clinic, qapp: QApplication) -> Iterator[Clinic]:
    theme.apply(qapp, "light", 200)
    yield clinic
    theme.apply(qapp, "light")


def focus_is_seen() -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and not focused.visibleRegion().isEmpty()


def test_every_step_has_room_and_scrolls_down_only(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for substance in ("Penicillin", "Latex"):
        intake.add_allergy(clinic, visit_id, substance, "Rash", "mild")
    record(clinic, visit_id, [("bp", "148/92")])
    pressure.plan_repeat(clinic, visit_id)
    house: House = open_house(qtbot, clinic)
    house.open(visit_id)
    screen = house.window.screen_now
    assert isinstance(screen, RoomingScreen)
    assert house.window.dock.isVisible()
    for step in STEPS:
        screen.go(step)
        qtbot.wait(20)
        assert house.window.size().toTuple() == (1280, 720)
        assert screen.frame.room().height() >= LEAST, step
        assert not screen.frame.scrolls_across(), step
        qtbot.waitUntil(focus_is_seen)
    banner = house.window.banner
    assert banner.name.text() == "OKAFOR, Grace A."
    assert banner.born.value.isVisible()
    assert [pill.accessibleName() for pill in banner.pills] == [
        "Allergies: Latex — Rash; Penicillin — Rash"
    ]
    house.window.timers.stop()


@pytest.mark.parametrize("height", [720, 1140])
@pytest.mark.parametrize("key", ["rooming", "trends", "specimens"])
def test_allergies_leave_the_identifiers_whole(
    qtbot: QtBot, clinic: Clinic, height: int, key: str
) -> None:
    visit_id = roomed_visit(clinic)
    listed = ("Sulfamethoxazole and trimethoprim", "Latex", "Penicillin", "Codeine", "Peanut")
    house: House = open_house(qtbot, clinic, (1280, height))
    house.open(visit_id, key)
    for count, substance in enumerate(listed, 1):
        intake.add_allergy(clinic, visit_id, substance, "Anaphylaxis", "severe")
        house.open(visit_id, key)
        qtbot.wait(20)
        banner = house.window.banner
        assert house.window.size().toTuple() == (1280, height)
        if height == 720:
            house.window.top.set_remaining(252)
            for bar in (house.window.top, banner):
                assert bar.minimumSizeHint().width() <= bar.width()
        assert spoken(banner.pills[-1]).count("Anaphylaxis") >= 1
        assert banner.pills[-1].toolTip().endswith("Anaphylaxis")
        shown: list[QWidget] = [
            part
            for part in (
                banner.name,
                banner.born,
                banner.sex,
                banner.mrn,
                banner.identity,
                *banner.pills,
            )
            if part.isVisible()
        ]
        for place, part in enumerate(shown):
            assert banner.rect().contains(part.geometry()), (count, part.accessibleName())
            for other in shown[place + 1 :]:
                assert not part.geometry().intersects(other.geometry()), (
                    count,
                    part.accessibleName(),
                    other.accessibleName(),
                )
        _bar_is_whole(house)
        for fact in (banner.born, banner.mrn):
            if fact.isVisible():
                assert fact.value.width() >= fact.value.sizeHint().width()
    house.window.timers.stop()


def _bar_is_whole(house: House) -> None:
    """Nothing in the top bar lies over something else, and the title is whole."""
    bar = house.window.top
    parts = [
        part
        for part in (bar.title, bar.search, bar.store, bar.room, bar.person, bar.lock)
        if part.isVisible()
    ]
    for part, other in pairwise(parts):
        assert part.geometry().right() < other.geometry().left()
    assert bar.title.width() >= bar.title.sizeHint().width()
    assert bar.rect().contains(bar.lock.geometry())
    assert spoken(bar.store).startswith("Store encrypted")


def test_of_a_long_name_both_parts_are_seen(qtbot: QtBot, clinic: Clinic) -> None:
    long_name = Name("Wolfeschlegelsteinhausenberger", "Maria-Magdalena Konstantina")
    house: House = open_house(qtbot, clinic)
    house.open(roomed_visit(clinic, long_name))
    shown = house.window.banner.name
    assert shown.lines == (long_name.formal,)
    assert shown.height() >= shown.heightForWidth(shown.width())
    assert house.window.size().toTuple() == (1280, 720)
    house.window.timers.stop()


LONG_NAMES = (
    Name("Featherstonehaugh-Cholmondeley-Papadopoulos", "Maximiliana Wilhelmina"),
    Name("Nguyễn Phước Hoàng", "Thị Bích Ngọc Quỳnh Như Anh Thư Phương Uyên"),
    Name("عبد الرحمن المنصوري", "محمد عبد العزيز بن خالد بن عبد الله"),
    Name("慕容" * 8, "雪晴" * 22),
    Name("W" * 60, "M" * 60),
)


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_who_is_open_is_never_cut(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic, percent: int
) -> None:
    theme.apply(qapp, "light", percent)
    house: House = open_house(qtbot, clinic)
    for number, name in enumerate(LONG_NAMES):
        visit_id = roomed_visit(clinic, name, mrn=f"0041-1827-{number}", identified=number % 2 == 0)
        intake.add_allergy(clinic, visit_id, "Sulfamethoxazole and trimethoprim", "rash", "severe")
        for key in ("rooming", "specimens", "trends"):
            house.open(visit_id, key)
            banner = house.window.banner
            shown, lines = banner.name, banner.name.lines
            assert "".join(lines).replace(" ", "") == name.formal.replace(" ", "")
            assert shown.height() >= shown.heightForWidth(shown.width())
            for fact in (banner.born, banner.mrn):
                assert fact.isVisible()
                assert fact.value.width() >= fact.value.sizeHint().width()
            assert house.window.size().toTuple() == (1280, 720)
            assert house.window.minimumSizeHint().width() <= 1280
        schedule.undo(clinic, visit_id)
    house.window.timers.stop()


def test_the_wizard_is_no_wider_than_the_window(qtbot: QtBot, clinic: Clinic) -> None:
    house: House = open_house(qtbot, clinic)
    house.open(roomed_visit(clinic))
    screen = house.window.screen_now
    assert isinstance(screen, RoomingScreen)
    for step in screen.steps:
        screen.go(step)
        settle()
        assert house.window.minimumSizeHint().width() <= 1280, step
        for made in (screen.foot.back, screen.foot.main):
            assert made.width() >= made.minimumSizeHint().width(), step
    house.window.timers.stop()
