"""Shipped files are found in a checkout and in an installed wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ma_desktop
from ma_desktop.runtime.paths import config_dir, data_dir, resource

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
