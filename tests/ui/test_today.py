"""The board by keys: moves, rooms, undo, privacy, other workstations, odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ma_desktop.domain.board import DueItem, RoomCard
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Name, Patient
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Room, Visit, VisitState
from ma_desktop.services import schedule, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.today.board_widths import SMALLEST, fit
from ma_desktop.ui.today.room_strip import detail_words
from tests.clinics import open_made
from tests.clock import FixedClock
from tests.ui.desk import CONTROL, ENTER, ESCAPE, Desk, opened

ONE_TICK_MS = 6000
OF_MENUS = ("does not support raise", "does not support grabbing the keyboard")
AMA, MINH, INES = Name("Boateng", "Ama"), Name("Nguyen", "Minh"), Name("García-López", "Inés")


def book(clinic: Clinic, name: Name, minutes: int = 0, born: date = date(1979, 3, 14)) -> str:
    """A scheduled visit of a new patient; returns the visit."""
    new = Patient(new_id(), new_id()[:18], name, born, "female")
    with clinic.work(Right.ROOM) as uow:
        uow.patients.add(new)
    at = clinic.now() + timedelta(minutes=minutes)
    visit_id, _changes = schedule.book(
        clinic, new.id, visit_type="Diabetes follow-up", provider="Dr. Lindqvist", at=at
    )
    return visit_id


def book_many(clinic: Clinic, names: list[Name]) -> None:
    """One visit each, all in one go."""
    now = clinic.now()
    with clinic.work(Right.ROOM) as uow:
        for number, name in enumerate(names):
            new = Patient(new_id(), f"M-{number:06d}", name, date(1979, 3, 14), "female")
            uow.patients.add(new)
            uow.visits.add(
                Visit(
                    new_id(),
                    new.id,
                    now + timedelta(minutes=number),
                    "Follow-up of chronic kidney disease",
                    "Dr. Villanueva-Castellanos",
                    VisitState.SCHEDULED,
                    now,
                )
            )


@pytest.fixture
def booked(clinic: Clinic) -> None:
    book(clinic, AMA)
    book(clinic, MINH, 15)


@pytest.fixture
def desk(booked: None, desk: Desk) -> Desk:
    return desk


def state(desk: Desk, name: Name) -> VisitState:
    row = next(r for r in today.board(desk.clinic).rows if r.patient.name == name)
    return row.visit.state


def names(desk: Desk) -> list[str]:
    return [line.name for line in desk.today.table.records.rows]


def test_arrow_keys_work_at_once(desk: Desk) -> None:
    assert desk.today.table.hasFocus()
    assert names(desk) == ["BOATENG, Ama", "NGUYEN, Minh"]
    desk.press(Qt.Key.Key_Down)
    line = desk.today.table.current
    assert line is not None
    assert line.name == "NGUYEN, Minh"


def test_arrive_room_and_take_it_back(desk: Desk) -> None:
    desk.type("a")
    assert state(desk, AMA) is VisitState.ARRIVED
    assert desk.last_words() == "BOATENG, Ama: waiting"
    desk.type("r2")
    assert state(desk, AMA) is VisitState.ROOMING
    assert desk.window.key == "rooming"
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    desk.type("u")
    assert state(desk, AMA) is VisitState.ARRIVED
    desk.type("u")
    assert state(desk, AMA) is VisitState.SCHEDULED
    desk.type("u")
    assert desk.last_words() == "Nothing to undo."


def test_r_on_a_scheduled_patient_arrives_too_and_one_undo_takes_both_back(desk: Desk) -> None:
    desk.type("r2")
    assert state(desk, AMA) is VisitState.ROOMING
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state(desk, AMA) is VisitState.SCHEDULED


def test_wrong_and_taken_rooms_are_refused_in_words(desk: Desk) -> None:
    desk.type("r9")
    assert state(desk, AMA) is VisitState.SCHEDULED
    desk.press(ENTER)
    assert "There is no room 9." in desk.last_words()
    assert "Rooms are 1, 2, 3." in desk.last_words()
    assert desk.today.table.hasFocus()
    other = today.board(desk.clinic).rows[1].visit
    schedule.room(desk.clinic, other.id, "2", other.version)
    desk.type("r2")
    assert "Exam 2 is taken." in desk.last_words()
    assert state(desk, AMA) is VisitState.SCHEDULED


def test_escape_leaves_the_room_question(desk: Desk) -> None:
    desk.type("r")
    assert desk.today.prompt.isVisible()
    assert "Exam 1 · Exam 2 · Exam 3" in desk.today.prompt.free_words
    desk.press(ESCAPE)
    assert not desk.today.prompt.isVisible()
    assert desk.today.table.hasFocus()
    assert state(desk, AMA) is VisitState.SCHEDULED


def test_room_goes_to_the_patient_that_was_asked_about(desk: Desk) -> None:
    desk.type("r")
    desk.today.table.select(1)
    desk.type("2")
    assert state(desk, AMA) is VisitState.ROOMING
    assert state(desk, MINH) is VisitState.SCHEDULED


def test_room_numbers_of_two_digits(desk: Desk) -> None:
    with desk.clinic.work(Right.ROOM) as uow:
        uow.clinic.add_room(Room(new_id(), "Exam 12", "12"), 9)
    desk.today.activate()
    desk.settle()
    desk.type("r1")
    assert state(desk, AMA) is VisitState.SCHEDULED, "1 may become 12"
    desk.type("2")
    assert state(desk, AMA) is VisitState.ROOMING
    assert today.board(desk.clinic).rows[0].room is not None
    assert today.board(desk.clinic).rows[0].room.number == "12"  # type: ignore[union-attr]  # was roomed above


def test_others_are_initials_while_somebody_sits_in_this_room(desk: Desk) -> None:
    desk.today.table.select(1)
    desk.type("r3")
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert names(desk) == ["A.B.", "NGUYEN, Minh"]
    tile = next(tile for tile in desk.today.strip.tiles if tile.name.text() == "Exam 3")
    assert tile.detail.text() == "NGUYEN M."
    desk.today.table.select(0)
    desk.type("r1")
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)


def test_room_card_names_surname_and_initials(desk: Desk) -> None:
    desk.type("r1")
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    tile = desk.today.strip.tiles[0]
    assert tile.detail.text() == "BOATENG A."
    assert tile.accessibleName() == "Exam 1, Rooming, BOATENG A."


@pytest.mark.parametrize(
    ("room_state", "hours_ago", "words"),
    [
        ("ready", 0, "prepped 8:30"),
        ("turnover", 0, "since 8:30"),
        ("blocked", 0, "since 8:30"),
        ("ready", 20, "prepped Mon 12:30"),
    ],
)
def test_room_cards_say_since_when(desk: Desk, room_state: str, hours_ago: int, words: str) -> None:
    now = desk.clock.now()
    room = Room("r", "Exam 1", "1", room_state, now - timedelta(hours=hours_ago))
    card = RoomCard(room, room_state)
    assert detail_words(card, desk.window.context.short_name, now, desk.clinic.zone) == words


def test_a_room_that_was_given_back_is_not_called_prepped(desk: Desk) -> None:
    desk.type("r1")
    desk.press(Qt.Key.Key_Z, CONTROL)
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    tile = desk.today.strip.tiles[0]
    assert tile.accessibleName().startswith("Exam 1, Ready")
    assert tile.detail.text() == "since 8:30"


def test_long_wait_is_said_in_words_and_on_the_strip(desk: Desk) -> None:
    desk.type("a")
    desk.clock.advance(minutes=14)
    desk.today.activate()
    desk.settle()
    line = desk.today.table.current
    assert line is not None
    assert (line.in_status, line.waits_long) == ("14 min", True)
    assert desk.today.due.pills[0].accessibleName() == "A.B. waiting 14 min"


def test_filters_count_and_an_empty_one_says_so(desk: Desk) -> None:
    desk.type("a")
    desk.type("/")
    desk.press(Qt.Key.Key_Right)
    assert desk.today.filters.chosen.key == "waiting"
    assert names(desk) == ["BOATENG, Ama"]
    desk.press(Qt.Key.Key_Right)
    assert names(desk) == []
    assert desk.today.nobody.isVisible()
    assert desk.today.nobody.text() == "Nobody is being roomed."


def test_what_another_workstation_does_appears_and_the_choice_stays(desk: Desk, place: str) -> None:
    desk.today.table.select(1)
    elsewhere = open_made(place, desk.clock)
    first = today.board(elsewhere).rows[0].visit
    schedule.arrive(elsewhere, first.id, first.version)
    elsewhere.close()
    desk.qtbot.waitUntil(
        lambda: desk.today.table.records.rows[0].status == "Waiting", timeout=ONE_TICK_MS
    )
    assert desk.today.table.currentIndex().row() == 1


def test_a_move_that_somebody_else_made_first_is_a_conflict(desk: Desk, place: str) -> None:
    elsewhere = open_made(place, desk.clock)
    first = today.board(elsewhere).rows[0].visit
    schedule.arrive(elsewhere, first.id, first.version)
    elsewhere.close()
    desk.type("a")
    assert "changed" in desk.last_words() or "moved" in desk.last_words()
    assert desk.today.table.records.rows[0].status == "Waiting"


def test_due_pills_open_where_it_is_done(desk: Desk) -> None:
    asked: list[str] = []
    desk.window.context.signals.screen_requested.connect(asked.append)
    visit = today.board(desk.clinic).rows[0].visit
    desk.today.due.set_items(
        [DueItem("Autoclave 1: biological result", True, "", "manage"), DueItem("Fridge reading")]
    )
    first, second = desk.today.due.pills
    first.click()  # type: ignore[attr-defined]  # a pill that opens is a button
    desk.settle()
    assert asked == ["manage"]
    assert desk.window.key == "manage"
    assert not hasattr(second, "click"), "nothing opens, so nothing can be pressed"
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    desk.today.due.set_items([DueItem("Timer: A.B.", True, visit.id, "trends")])
    desk.today.due.pills[0].click()  # type: ignore[attr-defined]  # a pill that opens is a button
    desk.settle()
    assert desk.window.key == "trends"


@pytest.mark.qt_log_ignore(*OF_MENUS)
def test_more_that_is_due_than_fits_stands_in_a_menu(desk: Desk) -> None:
    items = [DueItem(f"Reading {n} of the vaccine fridge", True, "", "today") for n in range(20)]
    desk.today.due.set_items(items)
    shown = desk.today.due.pills
    assert 0 < len(shown) < 20
    assert all(pill.width() >= pill.sizeHint().width() for pill in shown)
    desk.today.due.more.click()
    menu = desk.today.due.findChild(QMenu)
    assert menu is not None
    assert [act.text() for act in menu.actions()] == [item.text for item in items]
    menu.close()


@pytest.mark.qt_log_ignore(*OF_MENUS)
def test_menu_offers_the_legal_moves_and_one_can_be_made(desk: Desk) -> None:
    desk.type("m")
    menu = desk.today.findChild(QMenu)
    assert menu is not None
    words = [act.text() for act in menu.actions()]
    assert words == ["Arrived", "No-show", "Cancel this visit"]
    menu.actions()[1].trigger()
    menu.close()
    desk.settle()
    assert state(desk, AMA) is VisitState.NO_SHOW


def test_row_buttons_take_a_click(desk: Desk) -> None:
    table = desk.today.table
    column = [c.title for c in table.records.columns].index("")
    place = table.visualRect(table.records.index(1, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    desk.settle()
    assert state(desk, MINH) is VisitState.ARRIVED


def test_empty_day_teaches(qtbot: QtBot, clinic: Clinic, clock: FixedClock) -> None:
    with opened(qtbot, clinic, clock) as desk:
        desk.type("w")
        assert desk.dialog.windowTitle() == "Walk-in"
        desk.press(ESCAPE)
        assert not desk.today.table.isVisible()


def test_midnight_brings_the_next_day(qtbot: QtBot, place: str) -> None:
    clock = FixedClock(datetime(2026, 11, 24, 4, 50, tzinfo=UTC))  # 23:50 in New York
    clinic = open_made(place, clock)
    book(clinic, AMA)
    book(clinic, MINH, 60)
    with opened(qtbot, clinic, clock) as desk:
        assert names(desk) == ["BOATENG, Ama"]
        clock.advance(minutes=11)
        desk.today.activate()
        desk.settle()
        assert names(desk) == ["NGUYEN, Minh"]
        assert desk.today.moment.text() == "Tuesday 24 Nov 2026 · 0:01"
    clinic.close()


@pytest.mark.parametrize(
    ("name", "size", "percent"),
    [("light", (1280, 720), 100), ("dark", (1440, 900), 200), ("contrast", (1280, 720), 200)],
)
def test_forty_visits_and_long_names_keep_the_window_whole(
    qtbot: QtBot,
    qapp: QApplication,
    clinic: Clinic,
    clock: FixedClock,
    name: str,
    size: tuple[int, int],
    percent: int,
) -> None:
    theme.apply(qapp, name, percent)
    long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Okonkwo"
    book_many(clinic, [Name(long if n % 4 == 0 else "Nguyễn", "Thị Hồng") for n in range(40)])
    with opened(qtbot, clinic, clock) as desk:
        desk.window.resize(*size)
        desk.settle()
        assert (desk.window.width(), desk.window.height()) == size
        assert len(names(desk)) == 40
        page = desk.today.table
        assert page.columnWidth(1) >= theme.px(SMALLEST["Patient"])
        image: QImage = desk.window.grab().toImage()
        assert image.width() >= size[0]
    theme.apply(qapp, "light")


def test_texts_are_whole_where_there_is_room() -> None:
    wanted = {"Patient": 215.0, "Visit": 184.0, "Provider": 114.0, "Status": 140.0}
    widths = fit(1290, wanted)
    assert not widths.hidden
    assert all(widths.columns[name] >= width for name, width in wanted.items())
    assert sum(widths.columns.values()) <= 1290


def test_one_endless_name_leaves_the_others_their_room() -> None:
    widths = fit(1290, {"Patient": 2000.0, "Visit": 150.0})
    assert widths.columns["Visit"] >= 150
    assert sum(widths.columns.values()) <= 1290


def test_columns_leave_when_it_is_narrow() -> None:
    widths = fit(620, {})
    assert widths.hidden == {"Since arrival", "Provider", "Visit", "Room"}
    assert sum(widths.columns.values()) >= 620 or not widths.hidden
