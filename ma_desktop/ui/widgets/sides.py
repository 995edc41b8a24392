"""A list at the left, what is open of it at the right; one of them where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.scroll import scrolling
from ma_desktop.ui.widgets.text import label

_SIDE, _NARROW = 415, 860


class Sides(QWidget):
    """`hint` stands at the right while nothing is open, unless `set_alone` gives the left all.

    `arranged` carries the width that is left for the list.
    """

    arranged = Signal(int)

    def __init__(self, hint: str, left: QWidget, *pages: QWidget) -> None:
        super().__init__()
        self._left = scrolling(left)
        self._side, self._hint = QStackedWidget(), _make_hint(hint)
        self._alone = False
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

    def add(self, page: QWidget) -> None:
        """One more page for the right."""
        self._side.addWidget(page)

    @property
    def shown(self) -> QWidget | None:
        """The page at the right."""
        return self._side.currentWidget()

    @property
    def is_covered(self) -> bool:
        """True when what is open stands in the place of the list."""
        return self._left.isHidden()

    @property
    def is_narrow(self) -> bool:
        """True where only one of both sides has room."""
        return self.width() < theme.px(_NARROW)

    def open_side(self, page: QWidget) -> None:
        self._side.setCurrentWidget(page)

    def close_side(self) -> None:
        """Nothing is open at the right."""
        self._side.setCurrentWidget(self._hint)

    def set_alone(self, alone: bool) -> None:
        """Let the left have all the width while nothing is open."""
        self._alone = alone
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.is_narrow
        is_open = self.shown is not self._hint
        beside = is_open or not (is_narrow or self._alone)
        self._left.setVisible(not (is_narrow and is_open))
        self._right.setVisible(beside)
        self._right.setFixedWidth(self.width() if is_narrow else theme.px(_SIDE))
        self.arranged.emit(self.width() - (theme.px(_SIDE) if beside and not is_narrow else 0))


def _make_hint(words: str) -> QLabel:
    made = label(words, "muted", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setMargin(theme.px(24))
    return made
