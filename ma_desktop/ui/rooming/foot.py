"""The bar at the foot of the wizard: back, whether the draft is safe, skip, and the main action."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button
from ma_desktop.ui.widgets.text import ElidedLabel


class Foot(QWidget):
    """Who uses it connects the three buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "foot")
        self.back = Button("Back")
        self.skip = Button("Skip step")
        self.main = Button("", "primary", hint="Ctrl ↵")
        self.words = ElidedLabel("", "small")
        for made in (self.back, self.skip, self.main):
            made.setAutoDefault(True)
        row = self._row = QHBoxLayout(self)
        self.set_compact(False)
        row.addWidget(self.back)
        row.addWidget(self.words, 1)
        row.addWidget(self.skip)
        row.addWidget(self.main)

    def set_compact(self, compact: bool) -> None:
        """Little around the buttons, where large text leaves little room."""
        side, above = (8, 2) if compact else (24, 12)
        self._row.setContentsMargins(*(theme.px(px) for px in (side, above, side, above)))
        self._row.setSpacing(theme.px(6 if compact else 12))

    def set_action(self, words: str, *, can_skip: bool, can_go_back: bool) -> None:
        self.main.setText(words)
        self.main.setAccessibleName(f"{words}, Control Enter")
        self.main.updateGeometry()
        self.skip.setVisible(can_skip)
        self.back.setEnabled(can_go_back)

    def show_saved(self, at: datetime) -> None:
        """`at` is the local time of the save."""
        self._say(f"Draft saved {at.hour}:{at:%M:%S} — safe to lock or close", "")

    def show_unsaved(self, words: str) -> None:
        self._say(words, "critical")

    def show_nothing(self) -> None:
        self._say("", "")

    def _say(self, words: str, state: str) -> None:
        theme.restyle(self.words, state=state)
        self.words.setText(words)
