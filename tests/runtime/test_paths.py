"""Shipped files are found in a checkout and in an installed wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ma_desktop
from ma_desktop.runtime.paths import config_dir, data_dir, log_dir, resource

PACKAGE = Path(ma_desktop.__file__).parent
SHOW = "from ma_desktop.runtime.paths import resource; print(resource('vitals/bp.toml'))"


def test_a_checkout_has_its_files_beside_the_package() -> None:
    assert resource("vitals/bp.toml").is_file()
    assert resource() == PACKAGE.parent / "resources"


def test_a_wheel_has_its_files_inside_the_package(tmp_path: Path) -> None:
    """The layout of an installed wheel, made by hand: the package with `_resources` in it."""
    package = tmp_path / "ma_desktop"
    for name in ("__init__.py", "runtime/__init__.py", "runtime/paths.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes((PACKAGE / name).read_bytes())
    (package / "_resources" / "vitals").mkdir(parents=True)
    answer = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    assert Path(answer.stdout.strip()) == package / "_resources" / "vitals" / "bp.toml"


def test_folders_of_this_user_are_named_and_not_made() -> None:
    for folder in (data_dir(), config_dir()):
        assert "ma-desktop" in folder.parts
        assert not folder.exists()


SYSTEMS = {
    "linux": (".local/share/ma-desktop", ".config/ma-desktop", ".local/state/ma-desktop/log"),
    "darwin": (
        "Library/Application Support/ma-desktop",
        "Library/Application Support/ma-desktop",
        "Library/Logs/ma-desktop",
    ),
    "win32": (
        "AppData/Local/ma-desktop",
        "AppData/Local/ma-desktop",
        "AppData/Local/ma-desktop/Logs",
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_folders_are_where_each_system_keeps_them(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", system)

    expected = tuple(tmp_path / folder for folder in SYSTEMS[system])
    assert (data_dir(), config_dir(), log_dir()) == expected


def test_the_desktop_may_say_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only with a whole path: a relative one is to be taken as not set (XDG)."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/srv/config")
    assert config_dir() == Path("/srv/config/ma-desktop")
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    assert config_dir() == tmp_path / ".config" / "ma-desktop"
