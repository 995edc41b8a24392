"""Commands of the window: each with its words, its keys and an icon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Command:
    """Something that can be done by key, by button and by typing its name into Ctrl+K."""

    text: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""


def bind(widget: QWidget, command: Command) -> QAction:
    """Make the command's keys work wherever the focus is inside `widget`'s window."""
    action = QAction(command.text, widget)
    if command.keys:
        action.setShortcut(QKeySequence(command.keys))
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _checked=False: command.run())
    widget.addAction(action)
    return action
