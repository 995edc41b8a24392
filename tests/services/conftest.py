"""What the tests of instruments and loads begin with."""

from __future__ import annotations

import pytest

from ma_desktop.services.clinic import Clinic
from tests.services.sterilizing import add_tray, add_vacuum


@pytest.fixture
def vacuum(clinic: Clinic) -> str:
    """The id of vacuum sterilizer A1."""
    return add_vacuum(clinic)


@pytest.fixture
def tray(clinic: Clinic) -> str:
    """The id of a set with two lines on its count sheet."""
    return add_tray(clinic)
