"""What all commands share that write patient data to files."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from ma_desktop.domain.errors import MachineFailure, Refused
from ma_desktop.domain.typed_day import typed_day
from ma_desktop.storage.durable import replace_file

_PASSPHRASE = "MA_DESKTOP_FILE_PASSPHRASE"
ENCRYPT_HELP = f"passphrase from {_PASSPHRASE}"


def file_passphrase() -> str:
    """The passphrase of a file that goes out. Raises Refused when there is none."""
    found = os.environ.get(_PASSPHRASE, "")
    if not found:
        raise Refused("There is no passphrase for the file.", do=f"Set {_PASSPHRASE}.")
    return found


def day(text: str) -> date:
    """A day of an argument."""
    try:
        return typed_day(text)
    except Refused as error:
        raise argparse.ArgumentTypeError(f"{error.what} {error.do}") from None


def write_private(path: Path, data: bytes) -> None:
    """Write a document whole, for its owner only. Raises MachineFailure when the disk refuses."""
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced
            path.write_bytes(data)
        else:
            replace_file(path, data)
    except (OSError, MachineFailure):
        raise MachineFailure(
            "The file can't be written.", safe="The record is safe.", do="Check --out."
        ) from None
