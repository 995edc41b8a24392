"""Beside the hand-off: what comes next for the medical assistant, and this rooming in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ma_desktop.services.after_rooming import Next, Pace
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label


def minutes(time: timedelta) -> str:
    """`9:20` for nine minutes and twenty seconds."""
    whole, seconds = divmod(int(time.total_seconds()), 60)
    return f"{whole}:{seconds:02d}"


class AheadPanel(QWidget):
    """`wanted` carries the key of the screen where the next thing is done."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ahead, self._numbers = QVBoxLayout(), QGridLayout()
        self._ahead.setSpacing(theme.px(2))
        self._numbers.setColumnStretch(0, 1)
        self._numbers.setVerticalSpacing(theme.px(6))
        self.shown: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(label("Next for you", "heading"))
        column.addLayout(self._ahead)
        column.addSpacing(theme.px(8))
        column.addWidget(label("This rooming", "heading"))
        column.addLayout(self._numbers)

    def show_ahead(self, ahead: Sequence[Next]) -> None:
        """One line for each thing to do; its button goes there."""
        _empty(self._ahead)
        for item in ahead:
            go = button(item.title, partial(self.wanted.emit, item.screen), "link")
            go.setAccessibleName(f"{item.title}: {item.words}")
            go.setProperty("strong", True)
            words = label(item.words, "small", wrap=True)
            words.setIndent(theme.px(4))
            self._ahead.addWidget(go)
            self._ahead.addWidget(words)
            self._ahead.addWidget(rule_line())
        if not ahead:
            self._ahead.addWidget(label("Nothing waits for you.", "muted", wrap=True))

    def show_numbers(self, counts: tuple[int, int], took: timedelta, pace: Pace) -> None:
        """Keys, clicks, the time, and the medians of the week where there are any."""
        keys, clicks = counts
        lines = {"Keys": str(keys), "Mouse": str(clicks), "Time": minutes(pace.this or took)}
        for words, known in (
            ("Your median this week", pace.own),
            ("Clinic's median this week", pace.clinic),
        ):
            if known is not None:
                lines[words] = minutes(known)
        self.shown = lines
        _empty(self._numbers)
        for row, (words, value) in enumerate(lines.items()):
            self._numbers.addWidget(label(words, wrap=True), row, 0)
            shown = label(value, "strong")
            shown.setAccessibleName(f"{words}: {value}")
            self._numbers.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while (taken := layout.takeAt(0)) is not None:
        if (old := taken.widget()) is not None:
            old.hide()
            old.deleteLater()
