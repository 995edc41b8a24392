"""A day's load from dirty to used, and a positive biological two days later, told in keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.instrument import InstrumentState
from ma_desktop.domain.sterilization import LoadState, PackState
from ma_desktop.services import instruments, loads, packs, recalls, sterilizers, today
from ma_desktop.services import sterilization_papers as papers
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.scan_routes import ScanRoutes
from ma_desktop.ui.stage import settle
from ma_desktop.ui.sterilize.printouts import PrintoutWindow
from ma_desktop.ui.sterilize.screen import SterilizeScreen
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog
from ma_desktop.ui.stop_dialog import HOLD_MS, StopDialog
from tests.clinics import PASSPHRASE, make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.house import ALT, ENTER, House, open_house

SPACE, DOWN, ESCAPE, TAB = Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_Tab


@pytest.fixture
def clinic(tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    opened = open_made(make_store(tmp_path), clock)
    yield opened
    tasks.drain()
    opened.close()


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, clinic: Clinic) -> House:
    theme.apply(qapp, "light")
    opened = open_house(qtbot, clinic, (1440, 900))
    ScanRoutes(opened.window)
    return opened


def screen_of(house: House) -> SterilizeScreen:
    """Alt and the number of Sterilize on the rail."""
    come_back(house)
    house.press(Qt.Key.Key_5, ALT)
    settle()
    found = house.window.screen_now
    assert isinstance(found, SterilizeScreen)
    return found


def come_back(house: House) -> None:
    """The window is the active one again once a dialog has closed, as window managers do it."""
    settle()
    if QApplication.activeModalWidget() is None:
        house.window.activateWindow()
        house.qtbot.waitUntil(house.window.isActiveWindow)


def press(house: House, text: str) -> None:
    come_back(house)
    house.type(text)
    settle()


def choose(house: House, line: int) -> None:
    """Down to a line of the combo box with the focus, then to the next input."""
    assert isinstance(house.focus, QComboBox)
    for _step in range(line):
        house.press(DOWN)
    house.press(TAB)


def scan(house: House, text: str) -> None:
    """What a scanner sends, wherever the focus is."""
    house.window.context.scans.route(text)
    settle()


def set_up(house: House) -> SterilizeScreen:
    """A sterilizer and a set, typed into their dialogs."""
    screen = screen_of(house)
    press(house, "3")
    press(house, "s")
    house.enter("Autoclave 1", "a1")
    choose(house, sterilization_content().kinds().index("dynamic air removal"))
    house.enter("Lara 22", "LA-77")
    settle()
    press(house, "2")
    press(house, "s")
    house.enter("Suture tray")
    house.type("1 Needle holder")
    house.press(ENTER)
    house.type("2 Scissors")
    house.main_action()
    return screen


def make_packs(house: House, count: int, *, tray: bool = False) -> list[str]:
    """From the packing table: how many, and each line of the count sheet ticked."""
    screen = screen_of(house)
    press(house, "2")
    table = screen.packs.trays if tray else screen.packs.sets
    table.setFocus()
    house.press(ENTER)
    settle()
    if tray:
        house.press(TAB)
    house.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    house.enter(str(count), "")
    house.press(SPACE)
    house.press(TAB)
    house.press(SPACE)
    house.main_action()
    return [line.pack.number for line in packs.waiting(house.clinic)]


def start_load(house: House, numbers: list[str], *, cycle: int = 0, test: bool = False) -> None:
    """N, the cycle, packs by scan, Ctrl+Enter."""
    screen = screen_of(house)
    press(house, "1n")
    house.press(TAB)
    choose(house, cycle)
    if test:
        house.press(TAB)
        house.press(SPACE)
    for number in numbers:
        scan(house, number)
    assert screen.new_panel.message.isHidden()
    house.main_action()


def end_cycle(house: House, *values: str) -> None:
    come_back(house)
    house.press(ENTER)
    settle()
    house.enter(*values)
    settle()


def record_chemical(house: House, *lines: int) -> None:
    """Enter, then passed (1) or failed (2) for each indicator, the lot, no note."""
    come_back(house)
    house.press(ENTER)
    settle()
    for line in lines:
        choose(house, line)
    house.enter("CI5-0417", "")
    settle()


def incubate(house: House) -> None:
    """24 hours, lot and control."""
    come_back(house)
    house.press(ENTER)
    settle()
    choose(house, 4)
    house.enter("BI-22", "BI-22")
    settle()


def read(house: House, *, positive: bool) -> None:
    come_back(house)
    house.press(ENTER)
    settle()
    choose(house, 2 if positive else 1)
    choose(house, 1)
    house.press(ENTER)
    settle()


def sign(house: House) -> None:
    """Enter on a load that is ready: the passphrase releases it."""
    come_back(house)
    house.press(ENTER)
    settle()
    house.enter(PASSPHRASE)
    settle()


def bowie_dick(house: House) -> None:
    names = sterilizers.sterilizers(house.clinic)[0].cycles
    start_load(house, [], cycle=names.index("bd132"))
    end_cycle(house, "134", "3:30", "0")
    record_chemical(house, 1)
    sign(house)


def states(house: House) -> list[LoadState]:
    return [view.load.state for view in loads.recent(house.clinic)]


def pack_a_tray(house: House, screen: SterilizeScreen) -> str:
    """A new tray is cleaned, inspected, counted and packed; returns the number of its pack."""
    press(house, "2")
    press(house, "t")
    house.press(TAB)
    house.enter("Suture tray 1")
    come_back(house)
    screen.packs.trays.setFocus()
    for _step in ("cleaned", "inspected"):
        house.press(ENTER)
        settle()
    assert instruments.instruments(house.clinic)[0].state is InstrumentState.INSPECTED
    house.press(ENTER)
    settle()
    choose(house, 0)
    house.enter("1", "")
    house.press(SPACE)
    house.main_action()
    assert packs.waiting(house.clinic) == ()  # one line of the count sheet is not ticked
    house.press(TAB)
    house.press(SPACE)
    house.main_action()
    (line,) = packs.waiting(house.clinic)
    return line.pack.number


def proven_but_for_the_biological(house: House, numbers: list[str]) -> None:
    """The day's air-removal test, then a load that is released early."""
    bowie_dick(house)
    start_load(house, numbers)
    end_cycle(house, "132.4", "4:06", "25")
    record_chemical(house, 1, 1)
    incubate(house)
    press(house, "x")
    house.enter("Laceration, no other tray", "Dr. Lindqvist", "", PASSPHRASE)
    settle()
    assert states(house)[0] is LoadState.RELEASED


def demand_stop(house: House, words: str) -> None:
    """Work stands still until the space bar was held."""
    dialog = house.window.findChild(StopDialog)
    assert dialog is not None
    assert words in dialog.accessibleName()
    QTest.keyPress(dialog, SPACE)
    QTest.qWait(HOLD_MS + 100)
    come_back(house)


def test_a_load_from_dirty_to_used(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    number = pack_a_tray(house, screen)
    proven_but_for_the_biological(house, [number])
    assert "Awaiting biological" in screen.loads.cards.biological.accessibleName()
    assert instruments.instruments(clinic)[0].state is InstrumentState.STERILE
    visit_id = roomed_visit(clinic)
    scan(house, number)
    assert any("sterile" in words for words in house.words)
    house.open(visit_id, "rooming")
    scan(house, number)
    assert [use.pack_number for use in packs.uses_in(clinic, visit_id)] == [number]
    assert instruments.instruments(clinic)[0].state is InstrumentState.USED
    scan(house, number)
    demand_stop(house, "used already")
    house.press(Qt.Key.Key_P, ALT)
    settle()
    used = house.window.findChild(UsePackDialog)
    assert used is not None
    assert number in used.used.text()


def work_through(house: House, screen: SterilizeScreen, numbers: list[str]) -> None:
    """Every pack is found and every step signed off; nothing closes before that."""
    panel = screen.recall_panel
    scan(house, numbers[0])
    assert "used already" in panel.message.text()
    for number in numbers[1:]:
        scan(house, number)
    assert panel.packs.state.text() == "All found"
    house.main_action()
    assert "Not done" in panel.message.text()
    for made in panel.steps.values():
        made.setFocus()
        house.press(SPACE)
        settle()
    assert not any(made.isVisible() for made in panel.steps.values())


def three_test_loads(house: House, clock: FixedClock) -> None:
    for _run in range(3):
        house.press(ESCAPE)
        start_load(house, [], test=True)
        end_cycle(house, "132.4", "4.1", "25")
        record_chemical(house, 1, 1)
        incubate(house)
        clock.advance(hours=24)
        read(house, positive=False)


def test_a_positive_biological_two_days_later(
    house: House, clinic: Clinic, clock: FixedClock
) -> None:
    set_up(house)
    numbers = make_packs(house, 3)
    proven_but_for_the_biological(house, numbers)
    packs.use(clinic, roomed_visit(clinic), numbers[0])
    clock.advance(days=2)
    screen = screen_of(house)
    read(house, positive=True)
    assert states(house)[0] is LoadState.FAILED
    assert "Open recalls: 1. 2 packs outstanding" in screen.loads.cards.recalls.accessibleName()
    assert any(item.text == "Recall: 2 packs to find" for item in today.board(clinic).due)
    press(house, "r")
    assert "OKAFOR" in screen.recall_panel.exposed.detail.text()
    work_through(house, screen, numbers)
    three_test_loads(house, clock)
    press(house, "r")
    assert screen.recall_panel.tests.state.state == "ok"
    house.main_action()
    house.enter("Gasket worn, replaced", "", PASSPHRASE)
    settle()
    (recall,) = recalls.recalls(clinic)
    assert recall.closed_by == "rivera"
    assert sterilizers.sterilizers(clinic)[0].in_service
    assert {packs.find(clinic, n).pack.state for n in numbers[1:]} == {PackState.RECOVERED}


def test_what_an_inspector_reads(house: House, clinic: Clinic) -> None:
    set_up(house)
    numbers = make_packs(house, 2)
    proven_but_for_the_biological(house, numbers)
    view = loads.recent(clinic)[0]
    record = papers.load_record(clinic, view.load.id)
    text = pypdfium2.PdfDocument(papers.pdf(record))[0].get_textpage().get_text_range()
    for words in (view.load.number, "132.4 °C", "incubating", "Early release", *numbers):
        assert words in text
    month = papers.month_log(clinic, view.sterilizer.id, view.load.started_at.date())
    assert [row.cells[0] for row in month.sections[0].rows] == ["A1-0310-01", "A1-0310-02"]
    assert month.sections[0].rows[0].cells[3] == "test"
    lines = papers.csv(record).decode("utf-8-sig").splitlines()
    assert any(line.startswith("Packs,SP") for line in lines)


def test_a_failed_indicator_puts_the_load_aside(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    numbers = make_packs(house, 1)
    bowie_dick(house)
    start_load(house, numbers)
    end_cycle(house, "131", "4:06", "25")
    assert states(house)[0] is LoadState.RUNNING  # asked about once
    house.press(ENTER)
    settle()
    assert states(house)[0] is LoadState.FAILED
    assert screen.load_panel.step == ""
    assert packs.find(clinic, numbers[0]).pack.state is PackState.RECALLED
    press(house, "3")
    assert "out of service" in screen.sterilizers.table.model().index(0, 4).data().lower()


def test_a_value_is_corrected_and_a_printout_opened_again(
    house: House, clinic: Clinic, tmp_path: Path
) -> None:
    screen = set_up(house)
    numbers = make_packs(house, 1)
    bowie_dick(house)
    start_load(house, numbers)
    end_cycle(house, "132.4", "4:06", "")
    press(house, "v")
    house.enter("", "", "25", "Printout read again")
    settle()
    (view, _test) = loads.recent(clinic)
    assert (str(view.load.dry_min), view.mechanical) == ("25", ())
    shown = [part.text() for part in screen.load_panel.mechanical.findChildren(QLabel)]
    assert "132.4 °C, 4.10 min, drying missing" in shown
    paper = tmp_path / "cycle 2.txt"
    paper.write_text("CYCLE 0002  132.4 C  4:06", encoding="utf-8")
    screen.load_panel.ask_file = lambda _parent: str(paper)
    press(house, "a")
    paper.unlink()
    press(house, "o")
    window = house.window.findChild(PrintoutWindow)
    assert window is not None
    assert isinstance(window.shown, QPlainTextEdit)
    assert "0002" in window.shown.toPlainText()
    goal = tmp_path / "saved.txt"
    window.ask_file = lambda _parent, _name: str(goal)
    window.save()
    settle()
    assert goal.read_text(encoding="utf-8").startswith("CYCLE 0002")
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert actions.count("printout viewed") == actions.count("printout saved") == 1


def test_a_load_of_last_year_is_found_and_opened(
    house: House, clinic: Clinic, clock: FixedClock
) -> None:
    screen = set_up(house)
    bowie_dick(house)
    clock.advance(days=400)
    press(house, "5")
    search = screen.reports.search
    search.first.setFocus()
    house.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    house.press(Qt.Key.Key_Delete)
    search.number.setFocus()
    house.enter("a1-0310")
    settle()
    assert [line.load.number for line in search.table.records.rows] == ["A1-0310-01"]
    search.table.setFocus()
    house.press(ENTER)
    settle()
    assert screen.load_panel.isVisible()
    assert screen.load_panel.title.text() == "Load A1-0310-01"
