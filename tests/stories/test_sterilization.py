"""A day's load from dirty to used, and a positive biological two days later, told in keys."""

from __future__ import annotations

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from ma_desktop.domain.instrument import InstrumentState
from ma_desktop.domain.sterilization import LoadState, PackState
from ma_desktop.services import instruments, loads, packs, recalls, sterilizers, today
from ma_desktop.services import sterilization_papers as papers
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.stage import settle
from ma_desktop.ui.sterilize.screen import SterilizeScreen
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog
from tests.clinics import PASSPHRASE, roomed_visit
from tests.clock import FixedClock
from tests.stories.sterile_hands import (
    ESCAPE,
    SPACE,
    bowie_dick,
    demand_stop,
    end_cycle,
    incubate,
    make_packs,
    pack_a_tray,
    press,
    proven_but_for_the_biological,
    read,
    record_chemical,
    scan,
    screen_of,
    set_up,
    start_load,
    states,
)
from tests.ui.house import ALT, ENTER, House

pytestmark = pytest.mark.usefixtures("wide")


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
        house.press(ESCAPE)
        bowie_dick(house)


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
    assert month.sections[0].rows[0].cells[4] == "test"
    assert month.title == "Sterilizer log March 2026: Autoclave 1"
    assert {"JR: J. Rivera, CMA", "Times are local: America/New_York."} <= set(month.legend)
    lines = papers.csv(record).decode("utf-8-sig").splitlines()
    assert any(line.startswith("Packs,SP") for line in lines)
    assert any("Times are local" in line for line in lines)


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
