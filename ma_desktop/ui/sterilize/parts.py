"""Lines of the right side: a check with its word, and what stood there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import give_way, label

Acts = Mapping[str, Callable[[], object]]
"""What a letter does, where no input has the focus."""


class CheckRow(QWidget):
    """What is checked, its detail beneath, and its result as a word at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(title, "strong", wrap=True)
        self.detail = give_way(label("", "small", wrap=True))
        self.state = Pill()
        self.struck = QVBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        words.addLayout(self.struck)
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

    def show_struck(self, lines: Sequence[tuple[str, str]]) -> None:
        """What stood here before, struck through, each over who corrected it, when and why."""
        while (taken := self.struck.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        for before, why in lines:
            gone = label(before, "small", wrap=True)
            font = gone.font()
            font.setStrikeOut(True)
            gone.setFont(font)
            gone.setAccessibleName(f"Before: {before}")
            self.struck.addWidget(gone)
            self.struck.addWidget(label(why, "small", wrap=True))
