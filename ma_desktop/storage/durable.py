"""Small files for their owner only: replaced as a whole, and on disk when the call returns."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ma_desktop.domain.errors import MachineFailure


def replace_file(path: Path, data: bytes, step: Callable[[str], None] = lambda _name: None) -> None:
    """Put `data` in the place of `path`; a crash leaves the old file or the new one.

    `step` is told what was done. Raises MachineFailure when the disk does not take it.
    """
    try:
        new = path.with_name(path.name + ".new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        step(f"written {path.name}")
        new.replace(path)
        sync_folder(path.parent)
        step(f"replaced {path.name}")
    except OSError:
        raise MachineFailure(
            "A file of the store can't be written.",
            safe="What was saved before is safe.",
            do="Check that the disk is not full and that you may write to the folder.",
        ) from None


def make_private(folder: Path) -> None:
    """Create `folder` for its owner only, and take rights away where others have them."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt":
            folder.chmod(0o700)
    except OSError:
        raise MachineFailure(
            "The folder of the store can't be made or is not yours.",
            do="Choose another folder, or ask who looks after this computer.",
        ) from None


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` durable. Raises OSError."""
    if os.name == "nt":  # Windows has no handle on folders; its rename is journalled.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
