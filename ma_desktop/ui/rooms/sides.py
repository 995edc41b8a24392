"""Rooms and checks at the left, the open list at the right; one of them where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label

_SIDE, _NARROW = 415, 860


class Sides(QWidget):
    """`arranged` carries the width that is left for the rooms."""

    arranged = Signal(int)

    def __init__(self, left: QWidget, *pages: QWidget) -> None:
        super().__init__()
        self._left = QScrollArea()
        self._left.setWidgetResizable(True)
        self._left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._left.setWidget(left)
        self._side, self._hint = QStackedWidget(), _make_hint()
        for page in (self._hint, *pages):
            self._side.addWidget(page)
        self._right = QWidget()
        self._right.setProperty("role", "right-panel")
        self._right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        holder = QVBoxLayout(self._right)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self._side)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._right)
        self._side.currentChanged.connect(lambda _page: self._arrange())

    @property
    def shown(self) -> QWidget | None:
        """The page at the right."""
        return self._side.currentWidget()

    @property
    def is_covered(self) -> bool:
        """True when the open list stands in the place of the rooms."""
        return self._left.isHidden()

    def open_side(self, page: QWidget) -> None:
        self._side.setCurrentWidget(page)

    def close_side(self) -> None:
        """Nothing is open at the right."""
        self._side.setCurrentWidget(self._hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.width() < theme.px(_NARROW)
        is_open = self.shown is not self._hint
        self._left.setVisible(not (is_narrow and is_open))
        self._right.setVisible(is_open or not is_narrow)
        self._right.setFixedWidth(self.width() if is_narrow else theme.px(_SIDE))
        self.arranged.emit(self.width() - (0 if is_narrow else theme.px(_SIDE)))


def _make_hint() -> QLabel:
    made = label("Choose a room or a check: its list opens here.", "muted", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setMargin(theme.px(24))
    return made
