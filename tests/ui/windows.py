"""The window as tests find it: dressed in the light theme, on an open clinic, left with no work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from tests.clock import FixedClock
from tests.ui.desk import Desk, opened
from tests.ui.house import House, open_house


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The light theme; what was sent to the background is done before the clinic closes."""
    theme.apply(qapp, "light")
    yield
    tasks.drain()
    QApplication.processEvents()


@pytest.fixture
def desk(qtbot: QtBot, clinic: Clinic, clock: FixedClock) -> Iterator[Desk]:
    """The window at the least size it promises to work at."""
    with opened(qtbot, clinic, clock) as made:
        made.window.resize(1280, 720)
        yield made


@pytest.fixture
def house(qtbot: QtBot, clinic: Clinic) -> Iterator[House]:
    made = open_house(qtbot, clinic)
    yield made
    made.window.timers.stop()
