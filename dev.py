"""Sets up everything MA Desktop needs, then runs the program, its checks or its tools.

    python dev.py run [ARGS]     open the program; without a display the demo runs off screen
    python dev.py test [ARGS]    all checks and tests; with ARGS pytest alone
    python dev.py screens        draw every screen as a PNG
    python dev.py bench          measure speed
    python dev.py coverage [ARGS]    what the tests, or these, run of the program, by branch
    python dev.py lock           write requirements.lock anew (needs uv)

On Windows: py dev.py run. What is missing is installed first, into the folder .venv.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "dev-stamp.txt"

# What Qt opens at its start, and the Debian package that brings it (with a display, both tables).
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
TESTS = ("pytest", "--ignore=tests/bench", "-n", "auto", "--maxprocesses", "4")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    TESTS,
)
# Not part of the test command: tracing makes the tests half as long again.
COVERAGE = (*TESTS, "--cov", "--cov-report=term")
PIP = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input")
# The lock is whole: nothing is left to resolve, and an older pip would look past it for extras.
LOCKED = ("--no-deps", "--require-hashes", "--only-binary=:all:", "-r")
FOREIGN = {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET"}


def python_problem(version: tuple[int, int]) -> str:
    """Why this Python can't be used, or nothing."""
    if (3, 11) <= version <= (3, 13):
        return ""
    found = f"MA Desktop needs Python 3.11, 3.12 or 3.13; this is {version[0]}.{version[1]}."
    return f"{found} Nothing was installed. Call another one by its name: python3.12 dev.py run"


def missing_packages(
    environ: Mapping[str, str], load: Callable[[str], object] = ctypes.CDLL
) -> list[str]:
    """Debian packages of the system libraries that can't be loaded on this Linux machine."""
    wanted = {**LIBRARIES, **(WINDOW_LIBRARIES if environ.get("DISPLAY") else {})}
    missing = []
    for library, package in wanted.items():
        try:
            load(library)
        except OSError:
            missing.append(package)
    return missing


def install_libraries(missing: Sequence[str], *, root: bool) -> None:
    """Install exactly these with apt-get, or stop with the line that does."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not root or not shutil.which("apt-get"):
        problem = "Qt needs system libraries that this machine lacks. Nothing was installed."
        sys.exit(f"{problem} Run this, then call again:\n\n    sudo {' '.join(install)}\n")
    print("Installing system libraries:", *missing, flush=True)
    call("apt-get", "update", "-q", check=False)
    call(*install, DEBIAN_FRONTEND="noninteractive")


def wanted_stamp(version: tuple[int, int], root: Path, *parts: bytes) -> list[str]:
    """Whose environment it is (Python and folder), and what is to be installed in it."""
    owner = f"Python {version[0]}.{version[1]} in {root}"
    return [owner, hashlib.sha256(b"\0".join(parts)).hexdigest()]


def prepare(version: tuple[int, int]) -> None:
    """Bring .venv to what the lock says; nothing to do when its stamp says it is there.

    The stamp goes first and comes last, so an environment without one was interrupted (or is not
    ours) and is made anew.
    """
    wanted = wanted_stamp(version, ROOT, LOCK.read_bytes(), PROJECT.read_bytes())
    found = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.is_file() else []
    if found == wanted and PYTHON.exists():
        return
    print("Installing into .venv; the first time this loads about 350 MB.", flush=True)
    STAMP.unlink(missing_ok=True)
    if found[:1] != wanted[:1] or not PYTHON.exists():
        make_environment()
    call(PYTHON, *PIP, *LOCKED, LOCK)
    call(PYTHON, *PIP, "--no-deps", "--no-build-isolation", "-e", ROOT)
    STAMP.write_text("\n".join(wanted), encoding="utf-8")


def make_environment() -> None:
    """A new .venv; by way of virtualenv where Python comes without venv or ensurepip."""
    # Called from an activated .venv, the running interpreter is about to be removed.
    python = Path(getattr(sys, "_base_executable", "") or sys.executable)
    if VENV.exists():
        shutil.rmtree(VENV)
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        call(python, "-m", "venv", VENV)
        return
    # --target is allowed where a distribution marks its Python as externally managed.
    bootstrap = ROOT / ".bootstrap"
    bootstrap.mkdir(exist_ok=True)
    wanted = bootstrap / "requirements.txt"
    wanted.write_text(virtualenv_lock(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    call(python, *PIP, "--target", bootstrap, "--upgrade", *LOCKED, wanted)
    call(python, "-m", "virtualenv", "-q", VENV, PYTHONPATH=str(bootstrap))


def virtualenv_lock(lock: str) -> str:
    """The part of the lock that brings virtualenv and what it needs, with the hashes."""
    blocks = re.split(r"\n(?=\w)", lock)
    needed = re.compile(r"\Avirtualenv==|# +(via )?virtualenv$", re.MULTILINE)
    return "\n".join(block for block in blocks if needed.search(block))


def call(*command: str | Path, check: bool = True, **environ: str) -> int:
    """Run a program, kept from packages other than ours; its exit status."""
    ours = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    words = [str(word) for word in command]
    status = subprocess.run(words, env={**ours, **environ}, check=check).returncode
    return status if status >= 0 else 128 - status


def start(name: str, *arguments: str) -> int:
    """Run a program of .venv off screen in the project's folder; its exit status."""
    os.chdir(ROOT)
    program = shutil.which(name, path=str(BIN)) or BIN / name
    return call(program, *arguments, check=False, QT_QPA_PLATFORM="offscreen")


def program(
    arguments: Sequence[str], environ: Mapping[str, str], platform: str
) -> tuple[list[str], dict[str, str]]:
    """What follows `python -m ma_desktop`, and its environment: without a display, the demo."""
    if platform != "linux" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return list(arguments), {}
    command = arguments and not arguments[0].startswith("-")
    words = [*arguments] if command else ["demo", "--out", "demo-out", *arguments]
    return words, {"QT_QPA_PLATFORM": "offscreen"}


def test(arguments: Sequence[str]) -> int:
    """Every check in turn, up to the first that fails; with arguments pytest alone."""
    for check in [("pytest", *arguments)] if arguments else CHECKS:
        print("--", *check, flush=True)
        status = start(*check)
        if status:
            print("-- failed:", *check, flush=True)
            return status
    return 0


def main(job: str = "", *arguments: str) -> int:
    problem = python_problem(sys.version_info[:2])
    if problem:
        sys.exit(problem)
    if job not in ("run", "test", "screens", "bench", "coverage", "lock"):
        print(__doc__)
        return 2
    if job == "lock":
        os.chdir(ROOT)
        options = "--universal --python-version 3.11 --generate-hashes --group test --no-header"
        return call("uv", "pip", "compile", "-q", PROJECT, *options.split(), "-o", LOCK)
    missing = missing_packages(os.environ) if sys.platform == "linux" else []
    if missing:
        install_libraries(missing, root=hasattr(os, "geteuid") and os.geteuid() == 0)
    prepare(sys.version_info[:2])
    if job == "screens":
        return start("python", "-m", "tests.draw_screens", *arguments)
    if job == "bench":
        return start("pytest", "tests/bench", "-s", "-p", "no:randomly", *arguments)
    if job == "coverage":
        return start(*COVERAGE, *arguments)
    if job == "test":
        return test(arguments)
    words, environ = program(arguments, os.environ, sys.platform)
    return call(PYTHON, "-m", "ma_desktop", *words, check=False, **environ)


if __name__ == "__main__":
    try:
        raise SystemExit(main(*sys.argv[1:]))
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"{error}\nRead what stands above, then call again: what was begun is made anew.")
    except KeyboardInterrupt:
        sys.exit(130)
