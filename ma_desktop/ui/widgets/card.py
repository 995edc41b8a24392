"""A white panel with a thin line and round corners that holds a group of things."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from ma_desktop.ui import theme


class Card(QFrame):
    """A panel; `state` (warn, critical) draws a thick left edge.

    Children go into `body`, a vertical layout with the card's margins.
    """

    def __init__(
        self, state: str = "", margin: int = 16, spacing: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "card")
        self.setProperty("state", state)
        self.body = QVBoxLayout(self)
        inset = theme.px(margin)
        self.body.setContentsMargins(inset, inset, inset, inset)
        self.body.setSpacing(theme.px(spacing) if spacing else 0)

    def set_state(self, state: str) -> None:
        theme.restyle(self, state=state)

    def add(self, item: QWidget | QLayout) -> None:
        """Append a widget or a layout."""
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)
