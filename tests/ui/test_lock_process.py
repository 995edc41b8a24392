"""Locking the real program: the process that held the records is replaced, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ma_desktop.ui.start import own_command
from tests.clinics import USER, make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.lock_driver import TYPED

ROOT = Path(__file__).parents[2]
SECONDS = 90


@pytest.mark.skipif(os.name == "nt", reason="Windows starts a second process in place of exec")
def test_lock_replaces_the_process_and_unlock_comes_back_to_the_field(tmp_path: Path) -> None:
    place = make_store(tmp_path)
    clinic = open_made(place, FixedClock(datetime.now(UTC)))
    visit_id = roomed_visit(clinic)
    clinic.close()
    config = tmp_path / "config"
    notes = tmp_path / "notes.jsonl"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(config),
        "MA_TEST_NOTES": str(notes),
        "MA_TEST_VISIT": visit_id,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.ui.lock_driver", "--store", place, "--user", USER]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, timeout=SECONDS, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    first, typed, locked, unlocked = [json.loads(line) for line in notes.read_text().splitlines()]
    assert first["pid"] == locked["pid"] == unlocked["pid"]
    assert first["life"] == typed["life"]
    assert locked["life"] == unlocked["life"]
    assert locked["life"] != first["life"], "the process image was not replaced"
    assert "Locked — nothing is lost" in " ".join(locked["words"])
    assert unlocked["text"] == typed["text"]
    assert unlocked["text"].endswith(TYPED)
    assert unlocked["where"] == typed["where"]


def test_own_command_is_how_this_process_was_started() -> None:
    program = "import sys; from ma_desktop.ui.start import own_command; print(own_command()[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, "--store", "/tmp/a b"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    assert done.stdout.strip() == repr(["-c", program])
    assert own_command()[0] == sys.executable
