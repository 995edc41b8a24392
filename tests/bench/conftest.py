"""A clinic with a day's visits on a real store, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ma_desktop.services.clinic import Clinic, open_clinic
from ma_desktop.services.demo_clinic import fill, read_demo
from tests.bench.processes import keep_settings
from tests.clinics import PASSPHRASE, USER, make_store


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The made-up clinic of the demonstration, by today's clock."""
    place = make_store(tmp_path)
    opened = open_clinic(place, USER, PASSPHRASE, workstation="bench", room="Exam 3")
    fill(opened, read_demo())
    opened.close()
    return place


@pytest.fixture
def home(tmp_path: Path, store: str) -> str:
    """The folder of the settings of a workstation that opens that store."""
    keep_settings(tmp_path / "home", store)
    return str(tmp_path / "home")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """An open clinic with free rooms."""
    place = make_store(tmp_path)
    opened = open_clinic(place, USER, PASSPHRASE, workstation="bench", room="Exam 3")
    yield opened
    opened.close()
