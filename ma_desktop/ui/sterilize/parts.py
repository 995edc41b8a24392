"""Lines of the right side: a check with its word, a heading, a column that scrolls."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

Acts = Mapping[str, Callable[[], object]]
"""What a letter does, where no input has the focus."""


class CheckRow(QWidget):
    """What is checked, its detail beneath, and its result as a word at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.detail = label(title, "strong", wrap=True), label("", "small", wrap=True)
        self.state = Pill()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addLayout(words, 1)
        row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        line = QFrame()
        line.setProperty("role", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(line)
        column.addLayout(row)

    def show_result(self, detail: str, word: str, look: str) -> None:
        """An empty word shows no pill."""
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.state.setVisible(bool(word))
        self.state.set(word, look if word else "neutral")
        self.setAccessibleName(", ".join(x for x in (self.title.text(), word, detail) if x))


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
