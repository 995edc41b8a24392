"""What stories of sterilization do by keys: packs, loads, indicators, signatures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.instrument import InstrumentState
from ma_desktop.domain.sterilization import LoadState
from ma_desktop.services import instruments, loads, packs, sterilizers
from ma_desktop.ui.stage import settle
from ma_desktop.ui.sterilize.dialogs import ActDialog
from ma_desktop.ui.sterilize.screen import SterilizeScreen
from ma_desktop.ui.stop_dialog import HOLD_MS, StopDialog
from tests.clinics import PASSPHRASE
from tests.ui.house import ALT, ENTER, House

SPACE, DOWN, ESCAPE, TAB = Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_Tab


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


def said_in_dialog() -> str:
    """What the open dialog refuses; it is closed."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ActDialog)
    words = dialog.message.text()
    dialog.reject()
    settle()
    return words
