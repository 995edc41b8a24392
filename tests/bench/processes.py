"""Fresh processes to be measured, as they are on a computer where MA Desktop is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ma_desktop.runtime import settings

ROOT = Path(__file__).resolve().parents[2]


def keep_settings(home: Path, store: str) -> None:
    """The settings of a workstation that opens `store`."""
    clinic = "Maple Street Family Medicine"
    settings.save(home / settings.FILE_NAME, settings.Workstation(store=store, clinic_name=clinic))


def fresh_process(code: str, *arguments: str, bytecode: Path) -> Callable[[], str]:
    """Runs `code` in a new interpreter and returns what it printed.

    Compiled modules are kept in `bytecode`: an installation is compiled once, whatever the
    environment of the tests says about it. The first run, which compiles, is the warm-up. There is
    no time limit here: with one, `subprocess` looks for the end only every 50 ms.
    """
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
    words = [sys.executable, "-c", code, *arguments]

    def run() -> str:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=environ,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return done.stdout

    return run
