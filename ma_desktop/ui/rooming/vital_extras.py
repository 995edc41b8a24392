"""Beneath the form: a measure that this visit does not ask, facts at birth, the growth chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ma_desktop.domain.vitals import VitalSign
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout

_CORRECTED_MONTHS = 24


class VitalExtras(QWidget):
    """Quiet buttons with their keys. `added` names a vital sign to ask as well."""

    added = Signal(str)
    birth_wanted = Signal()
    growth_wanted = Signal()
    scale_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more: tuple[VitalSign, ...] = ()
        self.menu: QMenu | None = None
        self.add = button("Add a measure", self.open_menu, "quiet", hint="Ctrl+M")
        self.birth = button("At birth", self.birth_wanted.emit, "quiet", hint="Ctrl+I")
        self.growth = button("Growth chart", self.growth_wanted.emit, "quiet", hint="Ctrl+G")
        self.scale = button("", self.scale_wanted.emit, "quiet", hint="Ctrl+O")
        row = FlowLayout(self)
        for part in (self.add, self.birth, self.growth, self.scale):
            row.addWidget(part)

    def show_for(self, more: Sequence[VitalSign], age_months: int, *, charted: bool) -> None:
        """Offer `more`; birth facts and the chart where they mean something at this age."""
        self._more = tuple(more)
        self.add.setVisible(bool(more))
        self.birth.setVisible(age_months < _CORRECTED_MONTHS)
        self.growth.setVisible(charted)

    def show_scale(self, ordered_by: str, *, scored: bool) -> None:
        """Which SpO2 scale NEWS2 takes, where the clinic turned the score on."""
        self.scale.setText(f"NEWS2: SpO₂ scale {2 if ordered_by else 1}")
        self.scale.setVisible(scored)

    def open_menu(self) -> None:
        """The measures that are not asked; their first letters choose."""
        if not self._more:
            return
        self.menu = QMenu("Add a measure", self)
        self.menu.setAccessibleName("Add a measure")
        for vital in self._more:
            self.menu.addAction(vital.name, self._adder(vital.id))
        self.menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _adder(self, key: str) -> Callable[[], None]:
        return lambda: self.added.emit(key)
