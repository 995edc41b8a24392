"""Where files are: those that ship with the program, and those that it keeps."""

from __future__ import annotations

from pathlib import Path

import platformdirs

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
    return platformdirs.user_data_path(_NAME, appauthor=False)


def log_dir() -> Path:
    """This user's folder for the log; not made here."""
    return platformdirs.user_log_path(_NAME, appauthor=False)


def config_dir() -> Path:
    """This user's folder for the settings of the workstation; not made here."""
    return platformdirs.user_config_path(_NAME, appauthor=False)
