"""The line above the board: filters left, date and buttons right; two lines where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ma_desktop.ui import theme

_GAP = 8


class BoardBar(QWidget):
    """`filters` and `parts` beside each other, or one under the other."""

    def __init__(
        self, filters: QWidget, parts: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filters, self._right = filters, QWidget()
        row = QHBoxLayout(self._right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(_GAP))
        row.addStretch(1)
        for part in parts:
            row.addWidget(part)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(_GAP))
        self._is_stacked: bool | None = None
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self._filters.sizeHint().width() + self._right.sizeHint().width()
        stacked = self.width() < needed + theme.px(_GAP)
        if stacked != self._is_stacked:
            self._is_stacked = stacked
            self._grid.addWidget(self._filters, 0, 0)
            self._grid.addWidget(self._right, *((1, 0) if stacked else (0, 1)))
            self._grid.setColumnStretch(0, 1)
