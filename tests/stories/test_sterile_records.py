"""A value that was wrong, a printout that is wanted again, a load of last year, told in keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from ma_desktop.domain.sterilization import LoadState
from ma_desktop.services import clinic_settings, loads, packs
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.stage import settle
from ma_desktop.ui.sterilize.printouts import PrintoutWindow
from ma_desktop.ui.sterilize.report_window import ReportWindow
from tests.clinics import PASSPHRASE, roomed_visit
from tests.clock import FixedClock
from tests.stories.sterile_hands import (
    ESCAPE,
    bowie_dick,
    choose,
    end_cycle,
    incubate,
    make_packs,
    pack_a_tray,
    press,
    proven_but_for_the_biological,
    record_chemical,
    said_in_dialog,
    scan,
    set_up,
    start_load,
)
from tests.ui.house import ENTER, House

pytestmark = pytest.mark.usefixtures("wide")


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


def test_the_way_of_a_tray_and_of_its_set(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    number = pack_a_tray(house, screen)
    proven_but_for_the_biological(house, [number])
    visit_id = roomed_visit(clinic)
    packs.use(clinic, visit_id, number)
    press(house, "2")
    press(house, "y")
    window = house.window.findChild(ReportWindow)
    assert window is not None
    rows = [row.cells for row in window.tables[0].records.rows]
    assert [row[1] for row in rows[:3]] == ["Used", "Sterile", "Into the load"]
    assert (rows[0][2], rows[0][3], rows[0][4]) == (number, "A1-0310-02", "OKAFOR, Grace A.")
    assert {"Dirty", "Cleaned", "Inspected", "Packed"} <= {row[1] for row in rows}
    window.reject()
    press(house, "h")
    window = next(w for w in house.window.findChildren(ReportWindow) if w.isVisible())
    (row,) = window.tables[0].records.rows
    assert row.cells[3] == "counted: 1 Needle holder, 2 Scissors"
    assert row.cells[6] == "OKAFOR, Grace A."
    window.reject()
    with clinic.look() as uow:
        seen = [e for e, _mac in uow.audit.entries() if e.action == "instrument history viewed"]
    assert sum(bool(entry.patient_id) for entry in seen) == 2


def test_what_the_window_refuses(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    numbers = make_packs(house, 1)
    bowie_dick(house)
    start_load(house, numbers)
    press(house, "1n")
    scan(house, numbers[0])
    assert "in a load that is not released" in screen.new_panel.message.text()
    house.press(ESCAPE)
    settle()
    end_cycle(house, "132.4", "4:06", "25")
    record_chemical(house, 1, 1)
    mine = replace(clinic_settings.settings(clinic), release_roles=("provider",))
    clinic_settings.change(clinic, mine)
    incubate(house)
    press(house, "x")
    house.enter("Laceration, no other tray", "Dr. Lindqvist", "", PASSPHRASE)
    settle()
    assert "This role may not release loads." in said_in_dialog()
    press(house, "c")
    choose(house, 2)
    choose(house, 0)
    house.enter("", "")
    settle()
    assert "A reason is needed." in said_in_dialog()
    (view, _test) = loads.recent(clinic)
    assert view.load.state is LoadState.WAITING
    assert False not in [item.passed for item in view.results]
