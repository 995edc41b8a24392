"""A page that has nothing to show yet: it says so, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button, button
from ma_desktop.ui.widgets.text import label


class EmptyPage(QWidget):
    """Icon, a short line, what to do, and buttons for it."""

    def __init__(self, icon: str, what: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        picture = label()
        picture.setPixmap(theme.pixmap(icon, "ink-3", 44, self.devicePixelRatioF()))
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(10))
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(10))
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for part in (picture, label(what, "title", wrap=True), label(do, "muted", wrap=True)):
            part.setAlignment(centre)
            column.addWidget(part)
        column.addSpacing(theme.px(10))
        column.addLayout(self._row)
        column.setAlignment(self._row, centre)
        column.addStretch(3)

    def add_line(self, line: QWidget) -> None:
        """A line of its own above the buttons."""
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 3, line, 0, Qt.AlignmentFlag.AlignHCenter)

    def add_button(
        self, text: str, on_click: Callable[[], object], kind: str = "primary", hint: str = ""
    ) -> Button:
        made = button(text, on_click, kind, hint=hint)
        self._row.addWidget(made)
        return made
