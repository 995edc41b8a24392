"""Where files are: those that ship with the program, and those that it keeps.

The folders are those of the systems' own rules (XDG on Linux), written out here: a library for
them costs the sign-in a tenth of a bare window's start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "ma-desktop"
_PACKAGE = Path(__file__).resolve().parent.parent


def resource(name: str = "") -> Path:
    """A shipped file or folder such as `vitals/bp.toml`; the folder of all without a name.

    In an installed wheel the files lie inside the package, in a checkout beside it. The path may
    not exist: the reader of the file says what is missing.
    """
    shipped = _PACKAGE / "_resources"
    root = shipped if shipped.is_dir() else _PACKAGE.parent / "resources"
    return root / name


def data_dir() -> Path:
    """This user's folder for stores; not made here."""
    return _own("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def log_dir() -> Path:
    """This user's folder for the log; not made here."""
    own = _own("XDG_STATE_HOME", ".local/state", "Library/Logs")
    inside = {"win32": "Logs", "darwin": ""}.get(sys.platform, "log")
    return own / inside


def config_dir() -> Path:
    """This user's folder for the settings of the workstation; not made here."""
    return _own("XDG_CONFIG_HOME", ".config", "Library/Application Support")


def _own(variable: str, linux: str, mac: str) -> Path:
    """Where the system keeps such files of this user, or where its `variable` says (XDG)."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        base = Path(local) if local else Path.home() / "AppData" / "Local"
    else:
        said = os.environ.get(variable, "")
        usual = mac if sys.platform == "darwin" else linux
        base = Path(said) if said.startswith("/") else Path.home() / usual
    return base / _NAME
