"""All recalls, open and closed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.domain.recall import Recall
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label


class RecallsPage(QWidget):
    """Enter opens a recall; `opened` carries its id."""

    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        clinic = context.clinic
        self.table: RecordTable[Recall] = RecordTable(
            (
                Column("Opened", lambda r: day_clock(r.opened_at, clinic.now(), clinic.zone),
                       look="strong", width=140),
                Column("Cause", lambda r: r.cause, stretch=True, detail=lambda r: r.finding),
                Column("Loads", lambda r: count_words(len(r.load_ids), "load"), width=110),
                Column("State", lambda r: "Closed" if r.closed_at else "Open", look="pill",
                       role=lambda r: "ok" if r.closed_at else "critical", width=110),
            ),
            "Recalls",
            row_height=54,
        )  # fmt: skip
        self.empty = label("No recall. A failed indicator opens one by itself.", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (label("Recalls", "heading"), self.empty, self.table):
            column.addWidget(part)
        column.addStretch(1)
        self.table.opened.connect(lambda recall: self.opened.emit(recall.id))

    def show_view(self, view: SterilizeView) -> None:
        self.table.set_rows(view.recalls)
        if view.recalls and self.table.current is None:
            self.table.select(0)
        self.table.setVisible(bool(view.recalls))
        self.empty.setVisible(not view.recalls)
        self.table.setFixedHeight(self.table.height_for_rows())

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
