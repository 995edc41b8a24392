"""The sign-in window opens on Qt alone; the store's libraries are loaded behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.processes import keep_settings
from tests.clinics import make_store

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"sqlalchemy", "alembic", "sqlcipher3", "pyqtgraph", "numpy", "reportlab", "cryptography"}


DEAR = {
    "PySide6.QtCore.Qt",
    "PySide6.QtGui.QAccessible",
    "PySide6.QtGui.QIcon",
    "PySide6.QtGui.QPainter",
    "PySide6.QtWidgets.QMessageBox",
    "PySide6.QtWidgets.QStyle",
}
"""Classes whose enumerations PySide6 makes, for milliseconds each, when they are first named."""


def at_the_first_picture(folder: Path) -> set[str]:
    keep_settings(folder / "home", make_store(folder))
    return imported("-m", "tests.bench.own_window", str(folder / "home"), "modules")


def imported(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_nothing_heavy_is_there_when_the_sign_in_is_painted(tmp_path: Path) -> None:
    found = at_the_first_picture(tmp_path)

    assert "ma_desktop.ui.lock.sign_in" in found
    assert sorted(HEAVY & found) == []


def test_the_sign_in_is_painted_without_the_dear_classes_of_qt(tmp_path: Path) -> None:
    found = at_the_first_picture(tmp_path)

    assert "PySide6.QtWidgets.QLineEdit" in found
    assert sorted(DEAR & found) == []


def test_the_store_comes_without_charts_and_paper() -> None:
    found = imported("-c", "import sys, ma_desktop.ui.unlocked; print(*sys.modules)")

    assert {"sqlalchemy", "ma_desktop.ui.main_window"} <= found
    assert sorted({"alembic", "pyqtgraph", "numpy", "reportlab"} & found) == []


def test_the_first_screen_comes_without_charts_and_paper() -> None:
    found = imported("-c", "import sys, ma_desktop.ui.today.screen; print(*sys.modules)")

    assert sorted({"pyqtgraph", "numpy", "reportlab", "pypdfium2", "uharfbuzz"} & found) == []
