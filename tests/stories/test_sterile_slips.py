"""What the window says to slips around a load: numbers, clocks, packs, values, results."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ma_desktop.domain.sterilization import LoadState, PackState
from ma_desktop.services import clinic_settings, loads, packs, sterilizers
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.rooms.screen import RoomsScreen
from ma_desktop.ui.stage import settle
from tests.clinics import PASSPHRASE, roomed_visit
from tests.clock import FixedClock
from tests.stories.sterile_hands import (
    SPACE,
    bowie_dick,
    choose,
    come_back,
    demand_stop,
    end_cycle,
    make_packs,
    press,
    proven_but_for_the_biological,
    record_chemical,
    said_in_dialog,
    scan,
    set_up,
    start_load,
    states,
)
from tests.ui.house import ALT, ENTER, House

pytestmark = pytest.mark.usefixtures("wide")


def fill_load(house: House, cycle_number: str, number: str) -> None:
    """N, the first cycle, the number that the sterilizer shows, one pack, Ctrl+Enter."""
    press(house, "1n")
    house.press(Qt.Key.Key_Tab)
    choose(house, 0)
    house.type(cycle_number)
    scan(house, number)
    house.main_action()


def test_a_cycle_number_that_was_typed_twice_is_refused(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    first, second = make_packs(house, 2)
    bowie_dick(house)
    fill_load(house, "0412", first)
    assert screen.load_panel.title.text() == "Load A1-0310-02"
    fill_load(house, "0412", second)
    assert screen.new_panel.message.isVisible()
    assert "Cycle 0412 of today is load A1-0310-02 already." in screen.new_panel.message.text()
    assert "leave it empty" in screen.new_panel.message.text()
    assert len(states(house)) == 2
    assert packs.find(clinic, second).pack.state is PackState.PACKED


def test_a_pack_that_went_into_another_load_meanwhile_is_refused(
    house: House, clinic: Clinic
) -> None:
    screen = set_up(house)
    (number,) = make_packs(house, 1)
    bowie_dick(house)
    press(house, "1n")
    house.press(Qt.Key.Key_Tab)
    scan(house, number)
    vacuum = sterilizers.sterilizers(clinic)[0].id
    loads.start(clinic, vacuum, "prev132w", [number])  # at another workstation
    house.main_action()
    assert "in a load that is not released" in screen.new_panel.message.text()
    scan(house, number)
    assert "in a load that is not released" in screen.new_panel.message.text()
    assert len(states(house)) == 2


def test_a_clock_set_back_is_told_where_it_matters(
    house: House, clinic: Clinic, clock: FixedClock
) -> None:
    screen = set_up(house)
    first, second = make_packs(house, 2)
    proven_but_for_the_biological(house, [first])
    visit_id = roomed_visit(clinic)
    clock.advance(hours=-2)
    start_load(house, [second])
    assert "clock was behind load A1-0310-02" in screen.load_panel.note.text()
    house.open(visit_id, "rooming")
    scan(house, first)
    demand_stop(house, "clock of this computer is behind")
    assert packs.uses_in(clinic, visit_id) == ()


def test_a_list_under_a_clock_that_was_set_back_takes_no_answer(
    house: House, clock: FixedClock
) -> None:
    house.press(Qt.Key.Key_4, ALT)
    settle()
    screen = house.window.screen_now
    assert isinstance(screen, RoomsScreen)
    screen.table.setFocus()
    house.press(ENTER)
    settle()
    house.press(SPACE)
    settle()
    clock.advance(hours=-1)
    house.press(SPACE)
    settle()
    assert "clock of this computer is behind" in screen.runner.message.text()
    assert screen.runner.loaded is not None
    assert len(screen.runner.loaded.opened.answers) == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("999", "4:06", "25"), "not possible"),
        (("132.4", "-4", "25"), "not possible"),
        (("132.4", "four", "25"), "number"),
    ],
)
def test_impossible_values_end_no_cycle(
    house: House, values: tuple[str, str, str], told: str
) -> None:
    set_up(house)
    numbers = make_packs(house, 1)
    bowie_dick(house)
    start_load(house, numbers)
    end_cycle(house, *values)
    assert told in said_in_dialog()
    assert states(house)[0] is LoadState.RUNNING


def test_a_failed_result_stays_and_is_only_corrected(house: House, clinic: Clinic) -> None:
    screen = set_up(house)
    numbers = make_packs(house, 1)
    bowie_dick(house)
    start_load(house, numbers)
    end_cycle(house, "132.4", "4:06", "25")
    record_chemical(house, 1, 2)
    assert states(house)[0] is LoadState.FAILED
    press(house, "c")
    choose(house, 0)
    choose(house, 1)
    house.enter("CI5-0417", "")
    settle()
    assert "A reason is needed." in said_in_dialog()
    press(house, "c")
    choose(house, 0)
    choose(house, 1)
    house.enter("CI5-0417", "Wrong strip was read")
    settle()
    (view, _test) = loads.recent(clinic)
    kept = [item.passed for item in view.results if item.kind == "internal"]
    assert kept == [False, True]
    assert view.load.state is LoadState.FAILED
    assert packs.find(clinic, numbers[0]).pack.state is PackState.RECALLED
    words = [part.text() for part in screen.load_panel.findChildren(QLabel)]
    assert not any("delete" in text.lower() or "remove" in text.lower() for text in words)


def test_a_wrong_passphrase_or_role_releases_nothing(house: House, clinic: Clinic) -> None:
    set_up(house)
    cycles = sterilizers.sterilizers(clinic)[0].cycles
    start_load(house, [], cycle=cycles.index("bd132"))
    end_cycle(house, "134", "3:30", "0")
    record_chemical(house, 1)
    mine = replace(clinic_settings.settings(clinic), release_roles=("provider",))
    clinic_settings.change(clinic, mine)
    for secret, told in (
        ("wrong lanterns nine harbor", "passphrase"),
        (PASSPHRASE, "This role may not release loads."),
    ):
        come_back(house)
        house.press(ENTER)
        settle()
        house.enter(secret)
        settle()
        assert told in said_in_dialog()
        assert states(house) == [LoadState.WAITING]
