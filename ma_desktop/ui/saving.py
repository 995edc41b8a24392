"""Files that a person asked for: where they go, and writing them whole and for this user only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ma_desktop.domain.errors import MachineFailure
from ma_desktop.storage.durable import replace_file

AskFile = Callable[[QWidget, str], str]
"""Parent and a proposed name to the chosen file; empty when the person gives up."""
AskFolder = Callable[[QWidget], str]


def ask_pdf_name(parent: QWidget, name: str) -> str:
    """Where to save a document."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, "PDF (*.pdf)")
    return chosen


def ask_any_name(parent: QWidget, name: str) -> str:
    """Where to save a file of the kind that `name` ends with."""
    kind = name.rpartition(".")[2]
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, f"*.{kind}")
    return chosen


def ask_folder(parent: QWidget) -> str:
    return QFileDialog.getExistingDirectory(parent, "Choose a folder")


def save_private(path: Path, data: bytes) -> None:
    """Write a document whole, for its owner only. Raises MachineFailure when the disk refuses."""
    try:
        replace_file(path, data)
    except (OSError, MachineFailure):
        raise MachineFailure(
            "The file can't be written.", safe="The record is safe.", do="Choose another place."
        ) from None
