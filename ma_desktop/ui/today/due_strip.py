"""The strip at the foot of Today: what waits for somebody now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.domain.board import DueItem
from ma_desktop.ui import theme
from ma_desktop.ui.today.pill_button import PillButton
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_MOST = 6


class DueStrip(Card):
    """One pill for each thing that is due; those of a visit open it."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, spacing=0, parent=parent)
        self.setAccessibleName("Due now")
        inset = theme.px(16)
        self.body.setContentsMargins(inset, theme.px(2), inset, theme.px(2))
        self.setFixedHeight(theme.px(52))
        self._items: tuple[DueItem, ...] | None = None
        self._pills: list[QWidget] = []
        self._nothing = label("Nothing is due.", "muted")
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(label("Due now", "heading"))
        self._row.addWidget(self._nothing)
        self._row.addStretch(1)
        self.add(self._row)

    @property
    def pills(self) -> list[QWidget]:
        return list(self._pills)

    def set_items(self, items: Sequence[DueItem]) -> None:
        """Show these; pills are made anew only when something changed, so that focus stays."""
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        for pill in self._pills:
            pill.hide()
            pill.deleteLater()
        self._pills = [self._pill(item) for item in items[:_MOST]]
        if len(items) > _MOST:
            self._pills.append(Pill(f"{len(items) - _MOST} more", "neutral"))
        for number, pill in enumerate(self._pills):
            self._row.insertWidget(2 + number, pill)
        self._nothing.setVisible(not items)

    def _pill(self, item: DueItem) -> QWidget:
        state = "warn" if item.late else "neutral"
        if not item.visit_id:
            return Pill(item.text, state)
        made = PillButton(item.text, state)
        made.clicked.connect(lambda _checked=False: self.opened.emit(item.visit_id))
        return made
