"""What all tests share: no screen, a known environment and umask, a clock that stands still."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt: the platform is chosen when the first application is made.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

from tests.clock import FixedClock

pytest_plugins = ["tests.storage.postgres"]

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
