"""The one command that sets everything up: what it decides, without installing anything."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).resolve().parent


def loader(*absent: str) -> Callable[[str], object]:
    """Stands for ctypes.CDLL on a machine without these libraries."""

    def load(name: str) -> object:
        if name in absent:
            raise OSError(f"{name}: cannot open shared object file")
        return object()

    return load


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_these_pythons_will_do(version: tuple[int, int]) -> None:
    assert dev.python_problem(version) == ""


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14), (4, 0)])
def test_another_python_is_refused_with_the_way_out(version: tuple[int, int]) -> None:
    problem = dev.python_problem(version)

    assert f"this is {version[0]}.{version[1]}." in problem
    assert "Nothing was installed." in problem
    assert "python3.12 dev.py run" in problem


def test_only_what_is_missing_is_asked_for() -> None:
    missing = dev.missing_packages({}, loader("libEGL.so.1", "libglib-2.0.so.0"))

    assert missing == ["libegl1", "libglib2.0-0"]


def test_a_window_needs_more_than_the_demo() -> None:
    load = loader("libxcb-cursor.so.0")

    assert dev.missing_packages({}, load) == []
    assert dev.missing_packages({"DISPLAY": ":0"}, load) == ["libxcb-cursor0"]


def test_without_rights_it_stops_with_the_line_that_helps() -> None:
    with pytest.raises(SystemExit) as stopped:
        dev.install_libraries(["libegl1", "libgl1"], root=False)

    line = "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    assert line in str(stopped.value.code)


def test_the_stamp_tells_python_folder_and_content_apart() -> None:
    stamp = dev.wanted_stamp((3, 11), Path("/a"), b"lock", b"project")

    assert stamp == dev.wanted_stamp((3, 11), Path("/a"), b"lock", b"project")
    assert stamp[0] != dev.wanted_stamp((3, 12), Path("/a"), b"lock", b"project")[0]
    assert stamp[0] != dev.wanted_stamp((3, 11), Path("/b"), b"lock", b"project")[0]
    assert stamp[1] != dev.wanted_stamp((3, 11), Path("/a"), b"lock2", b"project")[1]
    assert stamp[1] != dev.wanted_stamp((3, 11), Path("/a"), b"loc", b"kproject")[1]


def test_virtualenv_comes_from_the_lock_with_all_it_needs() -> None:
    part = dev.virtualenv_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))

    names = set(re.findall(r"^([\w.-]+)==", part, re.MULTILINE))
    assert {"virtualenv", "distlib", "filelock", "platformdirs"} <= names
    assert len(names) < 10
    assert part.count("==") == len(names)
    assert part.count("--hash=sha256:") >= len(names)


@pytest.mark.parametrize(
    ("environ", "platform", "arguments", "words"),
    [
        ({}, "linux", [], ["demo", "--out", "demo-out"]),
        ({}, "linux", ["--seed", "3"], ["demo", "--out", "demo-out", "--seed", "3"]),
        ({}, "linux", ["verify", "--json"], ["verify", "--json"]),
        ({"DISPLAY": ":0"}, "linux", [], []),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", ["--store", "x"], ["--store", "x"]),
        ({}, "win32", [], []),
        ({}, "darwin", [], []),
    ],
)
def test_without_a_display_the_demo_runs(
    environ: dict[str, str], platform: str, arguments: list[str], words: list[str]
) -> None:
    found, added = dev.program(arguments, environ, platform)

    headless = platform == "linux" and not environ
    assert found == words
    assert added == ({"QT_QPA_PLATFORM": "offscreen"} if headless else {})


def test_the_first_failed_check_ends_the_test_command(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    python = "python"
    failing = (python, "-c", "raise SystemExit(5)")
    monkeypatch.setattr(dev, "BIN", Path(sys.executable).parent)
    monkeypatch.setattr(dev, "CHECKS", ((python, "-c", "0"), failing, (python, "-c", "print(1)")))
    monkeypatch.chdir(ROOT)

    assert dev.test([]) == 5
    assert capfd.readouterr().out.splitlines()[-1].startswith("-- failed: python")


def test_a_program_that_died_by_a_signal_is_no_success() -> None:
    died = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"

    assert dev.call(sys.executable, "-c", died, check=False) not in {0, -15}


def test_without_a_job_it_says_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    for job in ("run", "test", "screens", "bench", "coverage", "lock"):
        assert f"python dev.py {job}" in done.stdout
