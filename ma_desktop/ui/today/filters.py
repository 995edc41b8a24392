"""The row of filters above the board: pills with counts, arrows move between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.today.lines import FILTERS, Filter
from ma_desktop.ui.today.pill_button import PillButton


class FilterRow(QWidget):
    """One of the filters is chosen; `changed` is emitted when another one is."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Filter of the visits")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        self._group = QButtonGroup(self)
        self.pills: dict[str, PillButton] = {}
        for item in FILTERS:
            pill = PillButton(item.words)
            pill.setCheckable(True)
            pill.toggled.connect(self._on_toggled)
            self._group.addButton(pill)
            self.pills[item.key] = pill
            row.addWidget(pill)
        row.addStretch(1)
        self.pills[FILTERS[0].key].setChecked(True)

    @property
    def chosen(self) -> Filter:
        return next(item for item in FILTERS if self.pills[item.key].isChecked())

    def choose(self, key: str) -> None:
        """Choose a filter by its key; an unknown one changes nothing."""
        if key in self.pills:
            self.pills[key].setChecked(True)

    def set_counts(self, counts: dict[str, int]) -> None:
        for item in FILTERS:
            self.pills[item.key].set_text(f"{item.words} {counts[item.key]}")

    def take_focus(self) -> None:
        self.pills[self.chosen.key].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_toggled(self, checked: bool) -> None:
        if checked:
            self.changed.emit()
