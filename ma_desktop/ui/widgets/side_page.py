"""A page of the right side that scrolls where it is taller than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.ui import theme


class SidePage(QScrollArea):
    """A page of the right side: `column` scrolls where it is taller than the window."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "surface")
        self.column = QVBoxLayout(inner)
        edge = theme.px(18)
        self.column.setContentsMargins(edge, theme.px(16), edge, theme.px(16))
        self.column.setSpacing(theme.px(10))
        self.setWidget(inner)
