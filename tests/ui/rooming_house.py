"""The rooming screen within a whole window."""

from __future__ import annotations

from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.rooming.vitals import VitalsStep
from tests.ui.house import House


def screen(house: House) -> RoomingScreen:
    found = house.window.screen_now
    assert isinstance(found, RoomingScreen)
    return found


def vitals(house: House) -> VitalsStep:
    found = screen(house).steps["vitals"]
    assert isinstance(found, VitalsStep)
    return found
