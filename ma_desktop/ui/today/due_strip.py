"""The strip at the foot of Today: what waits for somebody now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ma_desktop.domain.board import DueItem
from ma_desktop.ui import theme
from ma_desktop.ui.today.pill_button import PillButton
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_MOST = 6
_GAP = 8


class DueStrip(Card):
    """One pill for each thing that is due; pressing it goes where it is done."""

    opened = Signal(object)
    """A DueItem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, spacing=0, parent=parent)
        self.setAccessibleName("Due now")
        inset = theme.px(16)
        self.body.setContentsMargins(inset, theme.px(2), inset, theme.px(2))
        self.setFixedHeight(theme.px(52))
        self._items: tuple[DueItem, ...] | None = None
        self._pills: list[QWidget] = []
        self._nothing = label("Nothing is due.", "muted")
        self.more = PillButton("", "neutral")
        self.more.clicked.connect(self._show_all)
        self.more.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(_GAP))
        self._row.addWidget(label("Due now", "heading"))
        self._row.addWidget(self._nothing)
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.add(self._row)
        # What does not fit is counted: the strip itself never asks for more width.
        self.setMinimumWidth(theme.px(200))

    @property
    def pills(self) -> list[QWidget]:
        """Those that are shown."""
        return [pill for pill in self._pills if not pill.isHidden()]

    def set_items(self, items: Sequence[DueItem]) -> None:
        """Show these; pills are made anew only when something changed, so that focus stays."""
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        for pill in self._pills:
            pill.hide()
            pill.deleteLater()
        self._pills = [self._pill(item) for item in items[:_MOST]]
        for number, pill in enumerate(self._pills):
            self._row.insertWidget(2 + number, pill)
        self._nothing.setVisible(not items)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Whole pills only; the rest stands behind the last one."""
        items = self._items or ()
        gap = theme.px(_GAP)
        left = self.width() - 2 * theme.px(16) - theme.px(90)
        shown = 0
        for pill in self._pills:
            left -= pill.sizeHint().width() + gap
            last = shown + 1 == len(items)
            if left < (0 if last else theme.px(90)):
                break
            shown += 1
        for number, pill in enumerate(self._pills):
            pill.setVisible(number < shown)
        rest = len(items) - shown
        self.more.set_text(f"{rest} more" if shown else f"{rest} due")
        self.more.setVisible(rest > 0)

    def _show_all(self) -> None:
        """Everything that is due, as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in self._items or ():
            act = menu.addAction(item.text)
            act.setEnabled(bool(item.visit_id or item.screen))
            act.triggered.connect(lambda _checked=False, due=item: self.opened.emit(due))
        menu.popup(self.more.mapToGlobal(QPoint(0, 0)))

    def _pill(self, item: DueItem) -> QWidget:
        state = "warn" if item.late else "neutral"
        if not (item.visit_id or item.screen):
            return Pill(item.text, state)
        made = PillButton(item.text, state)
        made.clicked.connect(lambda _checked=False: self.opened.emit(item))
        return made
