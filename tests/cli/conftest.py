"""The command line as people use it: a real store, real arguments, what came out and the status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ma_desktop.app import main
from tests.clinics import PASSPHRASE, USER, make_store, open_made, roomed_visit
from tests.clock import FixedClock

ROOT = Path(__file__).resolve().parents[2]
MRN = "004-118-27"


@dataclass(frozen=True)
class Answer:
    """Exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with one patient, Grace Okafor, and nothing recorded."""
    place = make_store(tmp_path_factory.mktemp("cli"))
    # Long ago: whatever today is, she has no visit today.
    clinic = open_made(place, FixedClock())
    roomed_visit(clinic, mrn=MRN)
    clinic.close()
    return Path(place)


@pytest.fixture
def place(clinic_template: Path, tmp_path: Path) -> Path:
    """The store of this test."""
    return Path(shutil.copytree(clinic_template, tmp_path / "store"))


Run = Callable[..., Answer]


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the program in this process, as the administrator of `place`."""
    monkeypatch.setenv("MA_DESKTOP_STORE", str(place))
    monkeypatch.setenv("MA_DESKTOP_USER", USER)
    monkeypatch.setenv("MA_DESKTOP_PASSPHRASE", PASSPHRASE)

    def call(*arguments: str | Path, **environ: str) -> Answer:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Answer(status, out, err)

    return call


@pytest.fixture
def command(place: Path) -> Callable[..., list[str]]:
    """Words that start the program as a process of its own, on the store of this test."""

    def words(*arguments: str | Path) -> list[str]:
        own = [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]
        return [*own, "--store", str(place), "--user", USER]

    return words


def environment(**added: str) -> dict[str, str]:
    """This test's environment with the passphrase in it."""
    return {**os.environ, "MA_DESKTOP_PASSPHRASE": PASSPHRASE, **added}


def finished(words: list[str], **options: Any) -> Answer:
    """Runs a process to its end."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60, **options)
    assert "Traceback" not in done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)
