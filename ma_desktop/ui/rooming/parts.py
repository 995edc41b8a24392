"""Small parts that several steps use: a thin line, a column of facts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button
from ma_desktop.ui.widgets.text import label


def rule_line() -> QFrame:
    """A thin line between two things."""
    line = QFrame()
    line.setProperty("role", "line")
    return line


class Choice(Button):
    """One of several choices: a chip as high as any other target, chosen by its number."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(f"{number}  {words}", "chip")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, theme.px(44)))


class Facts(QWidget):
    """A heading, and beneath it pairs of a small title and a text."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._column.addWidget(label(heading, "heading"))
        self._shown: list[QWidget] = []
        self._column.addStretch(1)

    def set(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show these pairs; those without a text are left out."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        for title, text in pairs:
            if text:
                self._append(label(title, "small"))
                self._append(label(text, "strong", wrap=True))
                self._append(rule_line())

    def _append(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        self._shown.append(widget)
