"""A clinic that is open, for the stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ma_desktop.services.clinic import Clinic
from tests.clinics import make_store, open_made
from tests.clock import FixedClock


@pytest.fixture
def clinic(tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    opened = open_made(make_store(tmp_path), clock)
    yield opened
    opened.close()
