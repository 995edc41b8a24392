"""Opening the clinic, a turnover with contact time, and a fridge excursion, told in keys."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import (
    checklist_lists,
    checklist_papers,
    checklist_reads,
    checklists,
    schedule,
    today,
    week_papers,
)
from ma_desktop.services.checklist_reads import Span
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.pdf_preview import PdfPreview
from ma_desktop.ui.rooms.editor import ListEditor
from ma_desktop.ui.rooms.screen import RoomsScreen
from ma_desktop.ui.stage import settle
from ma_desktop.ui.today.screen import TodayScreen
from tests.clinics import PASSPHRASE, roomed_visit
from tests.clock import FixedClock
from tests.ui.house import ALT, CONTROL, ENTER, House

pytestmark = pytest.mark.usefixtures("wide")

SPACE, DOWN, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Escape


def rooms_screen(house: House) -> RoomsScreen:
    """Alt and the number of Rooms on the rail."""
    house.press(Qt.Key.Key_4, ALT)
    settle()
    found = house.window.screen_now
    assert isinstance(found, RoomsScreen)
    return found


def keys(house: House, text: str) -> None:
    """Space, digits and words, each finished by Enter where a line of the text ends."""
    for line in text.splitlines():
        if line == " ":
            house.press(SPACE)
        else:
            house.enter(line)
        settle()


def go_to(house: House, screen: RoomsScreen, name: str) -> None:
    """Down to a check of the table, and Enter."""
    screen.table.setFocus()
    screen.table.select(0)
    for _line in screen.table.records.rows:
        current = screen.table.current
        assert current is not None
        if current.name == name:
            break
        house.press(DOWN)
    house.press(ENTER)
    settle()


def walk_in_wants_room_3(house: House, name: Name) -> tuple[TodayScreen, str]:
    visit_id, _changes = schedule.walk_in(
        house.clinic,
        name,
        date(1985, 4, 17),
        "female",
        visit_type="Chest pain",
        provider="Dr. Ahmed",
    )
    house.press(Qt.Key.Key_1, ALT)
    settle()
    board = house.window.screen_now
    assert isinstance(board, TodayScreen)
    board.table.select_visit(visit_id)
    house.type("r3")
    settle()
    return board, visit_id


def test_opening_the_clinic(house: House, clinic: Clinic) -> None:
    screen = rooms_screen(house)
    go_to(house, screen, "Opening checks")
    for _step in range(4):
        house.press(SPACE)
        settle()
    house.type("-")
    settle()
    keys(house, "No eyewash in this house")
    for _step in range(4):
        house.press(SPACE)
        settle()
    assert screen.runner.loaded is not None
    assert screen.runner.loaded.opened.progress.words == "9 of 9"
    house.main_action()
    house.type("wrong words here")
    house.press(ENTER)
    settle()
    assert "passphrase" in screen.runner.message.text().lower()
    house.main_action()
    house.type(PASSPHRASE)
    house.press(ENTER)
    settle()
    done = {c.checklist.id: c for c in checklist_reads.checks(clinic)}["opening"]
    assert done.state == "done"
    assert done.run is not None
    assert done.run.signed_by == "rivera"


def test_a_critical_step_is_not_skipped(house: House) -> None:
    screen = rooms_screen(house)
    go_to(house, screen, "Opening checks")
    house.type("-")
    assert "can't be skipped" in screen.runner.message.text()
    assert not screen.runner.ask.is_asking


def test_a_turnover_with_contact_time(house: House, clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    schedule.move(clinic, visit_id, VisitState.LEFT, 3)
    screen = rooms_screen(house)
    for _room in range(2):
        house.press(Qt.Key.Key_Right)
    house.press(ENTER)
    settle()
    assert screen.runner.title.text() == "Exam 3: Room turnover between patients"
    keys(house, " \n ")
    house.type("1")
    settle()
    keys(house, " \n ")
    house.type("1")
    settle()
    row = screen.runner.rows["turnover_05"]
    assert row.given is not None
    assert row.given.outcome == "running"
    assert "left" in row.when.text()

    board, _visit = walk_in_wants_room_3(house, Name("Boateng", "Ama"))
    assert board.prompt.reason.isVisible()
    house.press(ESCAPE)
    assert today.board(clinic).rooms[2].state == "turnover"

    clock.advance(minutes=4)
    screen = rooms_screen(house)
    house.press(ENTER)
    settle()
    screen.runner.rows["turnover_05"].take_focus()
    for _step in range(5):
        house.press(SPACE)
        settle()
    house.main_action()
    assert today.board(clinic).rooms[2].state == "ready"


def test_a_wet_room_is_given_with_a_reason(house: House, clinic: Clinic) -> None:
    first = roomed_visit(clinic)
    schedule.move(clinic, first, VisitState.LEFT, 3)
    _board, waiting = walk_in_wants_room_3(house, Name("Petrov", "Alexei"))
    house.enter("Chest pain")
    settle()
    card = today.board(clinic).rooms[2]
    assert card.visit is not None
    assert (card.state, card.visit.id) == ("rooming", waiting)


def test_a_fridge_excursion(house: House, clinic: Clinic, clock: FixedClock) -> None:
    fridge, _ = checklist_lists.add_equipment(clinic, "vaccine_fridge", "Vaccine fridge 1", "Hall")
    screen = rooms_screen(house)
    go_to(house, screen, "Vaccine fridge 1")
    keys(house, "510")
    assert "can't be right" in screen.runner.message.text()
    house.press(Qt.Key.Key_A, CONTROL)
    keys(house, "49f\n3.8\n10.2\n \n ")
    house.main_action()
    assert screen.runner.title.text() == "Vaccine fridge 1: Temperature excursion"
    strip = [item.text for item in today.board(clinic).due]
    held = "Temperature excursion: Vaccine fridge 1. Do not use its stock until"
    assert any(text.startswith(held) for text in strip)
    lines = screen.table.records
    shown = [lines.columns[0].detail(row) for row in lines.rows if lines.columns[0].detail]
    assert any("Do not use its stock" in text for text in shown)
    keys(house, " \nIn the pharmacy fridge\nT. Osei, 8:34\n45\n3.8\n10.2\nFlu L123, MMR K9")
    keys(house, "Maker called 8:50, case 4711")
    house.type("1")
    settle()
    keys(house, "Door stood open\n ")
    house.main_action()
    house.type(PASSPHRASE)
    house.press(ENTER)
    settle()
    assert "follow-up" not in {c.state for c in checklist_reads.checks(clinic)}

    day = date(2026, 3, 10)
    span = Span("fridge_log", fridge, day, day)
    report = checklist_papers.report(clinic, span)
    assert [line.state for line in report.lines] == ["out"]
    assert report.lines[0].cells[2:5] == ("49 °F", "3.8 °C", "10.2 °C")
    paper = pypdfium2.PdfDocument(checklist_papers.log_pdf(clinic, span))
    text = paper[0].get_textpage().get_text_range()
    assert "Vaccine fridge 1, Hall" in text
    assert "Follow-up steps" in text
    assert "told: T. Osei, 8:34" in text
    assert "out of order" in text


def test_the_logs_of_a_week(house: House, clinic: Clinic, clock: FixedClock) -> None:
    fridge, _ = checklist_lists.add_equipment(clinic, "vaccine_fridge", "=Fridge 1", "Hall")
    screen = rooms_screen(house)
    go_to(house, screen, "=Fridge 1")
    keys(house, "5\n4\n6\n \n ")
    house.main_action()
    run_id = next(c.last.id for c in checklist_reads.checks(clinic) if c.last)
    checklists.answer(clinic, run_id, "max", "7", turn=1, reason="=1+1")
    clock.advance(days=2)
    house.type("l")
    settle()
    assert screen.logs.isVisible()
    assert "kept" in screen.logs.week_words.text()
    states = [line.state for line in screen.logs.table.records.rows]
    assert states.count("missed") >= 3
    span = Span("fridge_log", fridge, date(2026, 3, 9), date(2026, 3, 15))
    lines = checklist_papers.log_csv(clinic, span).decode("utf-8-sig").splitlines()
    assert all(not cell.startswith("=") for line in lines for cell in line.split(","))
    assert "7 °C" in lines[1]
    assert "before: 6 °C" in lines[1]
    house.press(ESCAPE)
    assert not screen.logs.isVisible()


def test_the_week_on_paper(house: House, clinic: Clinic, clock: FixedClock) -> None:
    checklist_lists.add_equipment(clinic, "vaccine_fridge", "=Fridge 1", "Hall")
    screen = rooms_screen(house)
    go_to(house, screen, "=Fridge 1")
    keys(house, "5\n4\n6\n \n ")
    house.main_action()
    clock.advance(days=2)
    house.type("l")
    settle()
    day = date(2026, 3, 12)
    table = week_papers.week_csv(clinic, day).decode("utf-8-sig").splitlines()
    assert table[0].startswith("List,Mon 9 Mar,Tue 10 Mar")
    assert any("Done 08:30 JR" in line for line in table)
    assert not any("rivera" in line for line in table)
    assert "JR: J. Rivera, CMA" in ",".join(table)
    assert all(not cell.startswith("=") for line in table for cell in line.split(","))
    house.type("w")
    settle()
    top = QApplication.activeModalWidget()
    assert isinstance(top, PdfPreview)
    text = pypdfium2.PdfDocument(week_papers.week_pdf(clinic, day))[0].get_textpage()
    assert "Missed" in text.get_text_range()
    assert "kept" in text.get_text_range()
    top.reject()


def tab_to(house: House, goal: QWidget) -> None:
    """Tab until an input has the focus, as a person without a mouse does."""
    for _step in range(40):
        if house.focus is goal:
            return
        house.press(Qt.Key.Key_Tab)
    raise AssertionError(goal.accessibleName())


def test_a_manager_changes_a_list_and_runs_keep_their_version(house: House, clinic: Clinic) -> None:
    screen = rooms_screen(house)
    go_to(house, screen, "Opening checks")
    house.press(SPACE)
    settle()
    assert screen.runner.edition.text() == "list v1"
    house.press(ESCAPE)
    house.type("e")
    settle()
    page = QApplication.activeModalWidget()
    assert isinstance(page, ListEditor)
    tab_to(house, page.which)
    house.type("Opening")
    settle()
    assert page.history.text() == "Version 1 as shipped."
    tab_to(house, page.name)
    house.press(Qt.Key.Key_A, CONTROL)
    house.type("Opening of Maple Street")
    house.main_action()
    assert "reason" in page.message.text()
    tab_to(house, page.why)
    house.type("We open earlier")
    house.main_action()
    made = checklist_lists.lists(clinic)["opening"]
    assert (made.name, made.version) == ("Opening of Maple Street", 2)
    house.window.activateWindow()
    house.qtbot.waitUntil(house.window.isActiveWindow)
    screen.table.setFocus()
    run = next(c.run for c in checklist_reads.checks(clinic) if c.checklist.id == "opening")
    assert run is not None
    assert run.edition == 1
    house.type("e")
    settle()
    page = QApplication.activeModalWidget()
    assert isinstance(page, ListEditor)
    page.choose("opening")
    settle()
    told = "Version 2 on 2026-03-10 by J. Rivera, CMA: We open earlier. Version 1 as shipped."
    assert page.history.text() == told
    page.reject()
