"""The sterile packs used in the open visit, beside every step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ma_desktop.domain.sterilization import PackUse
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label


class PacksLine(QWidget):
    """How many, which, and the way to the next one."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button("Packs: none", self.pressed.emit, hint="Alt P")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.names = label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(self.button)
        column.addWidget(self.names)
        self.show_uses(())

    def show_uses(self, uses: tuple[PackUse, ...]) -> None:
        """The packs of this visit, oldest first."""
        count = len(uses) or "none"
        self.button.setText(f"Packs: {count}")
        self.button.setAccessibleName(f"Sterile packs: {count}")
        names = ", ".join(f"{use.set_name} {use.pack_number}" for use in uses)
        self.names.setText(names)
        self.names.setVisible(bool(uses))
        self.button.setAccessibleDescription(names)
