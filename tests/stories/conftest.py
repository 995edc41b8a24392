"""The clinic behind a window, and that window with room for a side panel."""

from __future__ import annotations

import pytest

from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.scan_routes import ScanRoutes
from ma_desktop.ui.stage import settle
from tests.ui.house import House


@pytest.fixture
def clinic(clinic: Clinic, dressed: None) -> Clinic:
    """Dressed after it is open, so that the work of its window ends before it closes."""
    return clinic


@pytest.fixture
def wide(house: House) -> House:
    """The window as a desk has it, with a scanner."""
    house.window.resize(1440, 900)
    ScanRoutes(house.window)
    settle()
    return house
