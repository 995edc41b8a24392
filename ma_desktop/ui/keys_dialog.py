"""F1: the keys of this screen and those that work everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import primary
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.text import label

Keys = Sequence[tuple[str, str]]


class KeysDialog(QDialog):
    """Two short lists of key and what it does; Esc closes."""

    def __init__(self, title: str, here: Keys, everywhere: Keys, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        inset = theme.px(24)
        column.setContentsMargins(inset, inset, inset, inset)
        column.setSpacing(theme.px(12))
        for heading, keys in ((title, here), ("Everywhere", everywhere)):
            if keys:
                column.addWidget(label(heading, "heading"))
                column.addLayout(_grid(keys))
        close = primary("Close", self.accept, hint="Esc")
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus(Qt.FocusReason.OtherFocusReason)


def _grid(keys: Keys) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(8))
    grid.setColumnMinimumWidth(0, theme.px(110))
    grid.setColumnMinimumWidth(1, theme.px(300))
    for row, (key, words) in enumerate(keys):
        grid.addWidget(KeyHint(key), row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(words), row, 1)
    return grid
