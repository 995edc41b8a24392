"""The clinic's sterilizers: in service or not, and what each of them waits for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.sterilization import Sterilizer
from ma_desktop.services import sterilizers
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.dialogs import ReasonDialog
from ma_desktop.ui.sterilize.pack_dialogs import SterilizerDialog
from ma_desktop.ui.sterilize.parts import Acts
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_KIND, _WIDE_FROM = 2, 860
"""The column that is left out below this width in design pixels."""


class SterilizersPage(QWidget):
    """Enter takes one out of service, or back, with a reason."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: SterilizeView | None = None
        self.table: RecordTable[Sterilizer] = RecordTable(
            (
                Column("Sterilizer", lambda s: s.name, look="strong", width=180, detail=_about),
                Column("Code", lambda s: s.code, width=70),
                Column("Kind", lambda s: s.kind.capitalize(), stretch=True, detail=_cycles),
                Column("Waits for", self._waits, role=lambda _s: "warn", width=220),
                Column("State", _state, look="pill", role=_look, width=144),
                Column("", _action, look="button", width=150),
            ),
            "Sterilizers",
            row_height=58,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        bar = QHBoxLayout()
        bar.addWidget(label("Sterilizers", "heading"), 1)
        bar.addWidget(button("New sterilizer…", self.add, hint="S"))
        self.empty = label("No sterilizer yet. Add one with its code and kind.", "muted", wrap=True)
        column.addLayout(bar)
        for part in (self.empty, self.table):
            column.addWidget(part)
        column.addStretch(1)
        self.table.opened.connect(self.turn)
        self.table.pressed_button.connect(lambda item, _column: self.turn(item))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(_KIND, self.width() < theme.px(_WIDE_FROM))

    def show_view(self, view: SterilizeView) -> None:
        self._view = view
        self.table.set_rows(view.sterilizers)
        if view.sterilizers and self.table.current is None:
            self.table.select(0)
        self.table.setVisible(bool(view.sterilizers))
        self.empty.setVisible(not view.sterilizers)
        self.table.setFixedHeight(self.table.height_for_rows())

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self) -> None:
        SterilizerDialog(self._context, self).open()

    def turn(self, known: Sterilizer) -> None:
        """Out of service, or back, with the reason."""
        clinic, back = self._context.clinic, not known.in_service
        words = "Back in service" if back else "Out of service"
        ReasonDialog(
            self._context,
            f"{words}: {known.name}",
            words,
            lambda reason: sterilizers.set_service(clinic, known, back, reason),
            self,
        ).open()

    @property
    def acts(self) -> Acts:
        """What letters do on this page."""
        return {"s": self.add}

    def _waits(self, item: Sterilizer) -> str:
        if self._view is None:
            return ""
        waiting, parts = self._view.waiting, []
        if any(one.id == item.id for one in waiting.untested):
            parts.append("air-removal test")
        if any(one.id == item.id for one in waiting.biological_due):
            parts.append("biological")
        return ", ".join(parts).capitalize()


def _about(item: Sterilizer) -> str:
    return " · ".join(part for part in (item.model, item.serial) if part)


def _cycles(item: Sterilizer) -> str:
    known = sterilization_content().cycles
    temps = sorted({known[key].temp_c for key in item.cycles if key in known})
    degrees = ", ".join(str(temp) for temp in temps)
    return f"{len(item.cycles)} cycles, {degrees} °C"


def _state(item: Sterilizer) -> str:
    return "In service" if item.in_service else "Out of service"


def _look(item: Sterilizer) -> str:
    return "ok" if item.in_service else "critical"


def _action(item: Sterilizer) -> str:
    return "Out of service…" if item.in_service else "Back…"
