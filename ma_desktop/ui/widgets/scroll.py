"""Pages that scroll as a whole where the window is lower than they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


def scrolling(inner: QWidget, *, down_only: bool = False) -> QScrollArea:
    """An area around `inner`; it takes no focus itself, what stands in it does."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if down_only:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


def fill(whole: QWidget, part: QWidget) -> None:
    """Let `part` take all of `whole`."""
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
