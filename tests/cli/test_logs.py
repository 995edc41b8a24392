"""After all kinds of trouble the log says what happened, to ids, and holds no words of anybody."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ma_desktop.cli import checks
from ma_desktop.runtime.log import FILE_NAME
from ma_desktop.runtime.paths import log_dir
from tests.cli.conftest import MRN, Run, environment
from tests.clinics import PASSPHRASE

CANARIES = ("Okafor", "Grace", MRN, PASSPHRASE, "violet", "rivera", "Rivera", "wrongword", "Maple")


def test_trouble_leaves_ids_only(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / f"Okafor {MRN}.json"
    broken.write_text('{"resourceType": "Bundle", "entry": "Okafor"}', encoding="utf-8")
    run("vitals", "add", "--patient", MRN, "hr=78", "temp=Okafor")
    run("vitals", "add", "--patient", f"{MRN} Okafor", "hr=78")
    run("vitals", "add", "--patient", MRN, "hr=78")
    run("import", broken)
    run("verify", "--user", "rivera", MA_DESKTOP_PASSPHRASE="wrongword")
    run("label", "--patient", MRN, "--out", tmp_path / "Okafor.txt")
    file = log_dir() / FILE_NAME
    text = file.read_text(encoding="utf-8")

    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert [word for word in CANARIES if word in text] == []
    assert {"sign_in.done", "sign_in.refused", "command.refused", "command.ended"} <= set(events)
    assert "elsewhere" not in events
    assert file.stat().st_mode & 0o777 == 0o600
    assert log_dir().stat().st_mode & 0o777 == 0o700


def test_an_import_is_noted_as_counts(run: Run, tmp_path: Path) -> None:
    csv = tmp_path / "day.csv"
    csv.write_text("nothing\n", encoding="utf-8")
    run("import", csv)

    text = (log_dir() / FILE_NAME).read_text(encoding="utf-8")

    assert "files.imported" not in text
    assert "nothing" not in text


def test_where_no_log_can_be_written_work_goes_on(
    command: Callable[..., list[str]], tmp_path: Path
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_bytes(b"")

    done = subprocess.run(
        command("verify", "--json"),
        capture_output=True,
        text=True,
        check=False,
        env=environment(XDG_STATE_HOME=str(blocked), LOCALAPPDATA=str(blocked)),
    )

    assert done.returncode == 0
    assert done.stderr == ""
    assert os.stat(blocked).st_size == 0


def test_a_fault_of_the_program_shows_its_place_and_no_values(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_clinic: object) -> None:
        raise RuntimeError("Okafor, Grace")

    monkeypatch.setattr(checks, "verify", broken)

    answer = run("verify")

    text = (log_dir() / FILE_NAME).read_text(encoding="utf-8")
    assert answer.status == 7
    assert "RuntimeError at test_logs.py" in answer.err
    assert "What was saved before is safe." in answer.err
    assert "command.failed" in text
    assert "Okafor" not in answer.err + text
