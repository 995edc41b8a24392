"""What all tests share: no screen, a known environment and umask, a still clock, an open clinic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt: the platform is chosen when the first application is made.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

from ma_desktop.services.clinic import Clinic
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock

pytest_plugins = ["tests.storage.postgres", "tests.ui.windows"]

# Time limits for one example fail on busy machines; pytest-timeout guards against hanging.
hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of this machine's user reaches a test, and no test writes to that user's folders.

    The umask hides nothing from group and others, so a private file is private by its own mode.
    """
    for name in [name for name in os.environ if name.startswith("MA_DESKTOP_")]:
        monkeypatch.delenv(name)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name.lower()))
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A real encrypted store with one administrator and three rooms."""
    return make_store(tmp_path)


@pytest.fixture
def clinic(place: str, clock: FixedClock) -> Iterator[Clinic]:
    """That store, opened in Exam 3 by its administrator."""
    opened = open_made(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def visit_id(clinic: Clinic) -> str:
    """Grace Okafor in room 3, identity checked."""
    return roomed_visit(clinic)
