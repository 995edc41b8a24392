"""Loads: the numbers, the table, and the recall that is open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.sterilization import LoadState
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.loads import LoadView
from ma_desktop.services.recalls import RecallView
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.cards import NumberCards
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import (
    biological_words,
    chemical_words,
    count_words,
    mechanical_words,
    state_words,
)
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import give_way, label

CYCLE, RUN, CONTENTS, MECHANICAL, CHEMICAL, BIOLOGICAL = range(2, 8)
NEED = {
    CYCLE: 1150,
    MECHANICAL: 925,
    CHEMICAL: 876,
    CONTENTS: 770,
    RUN: 660,
    BIOLOGICAL: 560,
}
"""Width in design pixels from which on the table has room for a column; the side shows all."""


_CARD_WIDE = 640
"""From this width on the figures of a recall stand side by side."""


class RecallCard(Card):
    """An open recall in short; Enter on its button opens it. Carries the recall's id."""

    opened = Signal(str)
    report_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("critical", spacing=10)
        self._id = ""
        self.title, self.back = label("", "heading", wrap=True), Pill()
        self.figures = [
            (label(name, "small"), give_way(label("", "strong", wrap=True))) for name in _FIGURES
        ]
        self._head, self._grid = QBoxLayout(QBoxLayout.Direction.LeftToRight), QGridLayout()
        self._head.setSpacing(theme.px(10))
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.back)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._wide = False
        self._arrange(wide=True)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(button("Open recall", lambda: self.opened.emit(self._id)))
        foot.addWidget(button("Recall report", lambda: self.report_wanted.emit(self._id)))
        foot.addStretch(1)
        for part in (self._head, self._grid, foot):
            self.add(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= theme.px(_CARD_WIDE))

    def _arrange(self, *, wide: bool) -> None:
        """Figures side by side, or one beneath the other where it is narrow."""
        if wide == self._wide:
            return
        self._wide, way = wide, QBoxLayout.Direction
        self._head.setDirection(way.LeftToRight if wide else way.TopToBottom)
        for number, (name, value) in enumerate(self.figures):
            row, column = (0, number) if wide else (2 * number, 0)
            self._grid.addWidget(name, row, column)
            self._grid.addWidget(value, row + 1, column)
            share = 1 if number < 2 else 2
            self._grid.setColumnStretch(number, share if wide or number == 0 else 0)

    def show_recall(self, view: RecallView, context: Context, back_to: str) -> None:
        self._id = view.recall.id
        numbers = {load.id: load.number for load in view.loads}
        self.title.setText(f"Recall {numbers.get(view.recall.load_id, '')}: {view.recall.cause}")
        self.back.set(f"back to last negative {back_to}" if back_to else "no negative before it",
                      "critical")  # fmt: skip
        clinic = context.clinic
        used = []
        for use in view.uses:
            person = view.patients.get(use.patient_id)
            if person is not None:
                day = day_clock(use.at, clinic.now(), clinic.zone)
                used.append(f"{context.short_name(person)} ({day})")
        texts = (
            f"{len(view.packs)} in {count_words(len(view.loads), 'load')}",
            f"{len(view.recovered)}, {len(view.outstanding)} to find",
            f"{len(view.patients)}: {', '.join(used)}" if used else "None",
        )
        for (_name, value), text in zip(self.figures, texts, strict=True):
            value.setText(text)
        theme.restyle(self.figures[2][1], state="critical" if used else "")
        self.setAccessibleName(f"{self.title.text()}. {'. '.join(texts)}")


_FIGURES = ("Packs affected", "Recovered and set aside", "Used on patients")


class LoadsPage(QWidget):
    """`chosen` and `opened` carry a load; the recall signals an id."""

    chosen = Signal(object)
    opened = Signal(object)
    recall_opened = Signal(str)
    report_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.cards = NumberCards()
        self.table: RecordTable[LoadView] = RecordTable(
            load_columns(context.clinic), "Loads", row_height=48
        )
        self.empty = label("No load yet. Add a sterilizer, make packs, then press N.", "muted")
        self.recall_cards: list[RecallCard] = []
        self._recalls = QVBoxLayout()
        self._recalls.setSpacing(theme.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        for part in (self.cards, self.empty, self.table):
            column.addWidget(part)
        column.addLayout(self._recalls)
        column.addStretch(1)
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)

    def show_view(self, view: SterilizeView, selected: str) -> None:
        clinic = self._context.clinic
        self.cards.show_view(view, clinic.now(), clinic.zone)
        self.table.set_rows(view.loads)
        self.table.setVisible(bool(view.loads))
        self.empty.setVisible(not view.loads)
        line = next((n for n, item in enumerate(view.loads) if item.load.id == selected), 0)
        if view.loads:
            self.table.select(line)
        self.table.setFixedHeight(min(self.table.height_for_rows(), theme.px(430)))
        while len(self.recall_cards) > len(view.open_recalls):
            gone = self.recall_cards.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.recall_cards) < len(view.open_recalls):
            card = RecallCard()
            card.opened.connect(self.recall_opened)
            card.report_wanted.connect(self.report_wanted)
            self.recall_cards.append(card)
            self._recalls.addWidget(card)
        for card, recall in zip(self.recall_cards, view.open_recalls, strict=True):
            card.show_recall(recall, self._context, number_of(view, recall.recall.back_to))

    def arrange(self, width: int) -> None:
        """Columns give way where there is little room; the right side tells the same."""
        for column, least in NEED.items():
            self.table.setColumnHidden(column, width < theme.px(least))


def number_of(view: SterilizeView, load_id: str) -> str:
    """The number of a load by its id; empty when it is long ago."""
    found = view.load(load_id)
    return found.load.number if found else ""


def load_columns(clinic: Clinic) -> tuple[Column[LoadView], ...]:
    """The columns, with times of the clinic."""
    zone = clinic.zone

    def now() -> datetime:
        return clinic.now()

    return (
        Column("Load", lambda v: v.load.number, look="strong", width=124),
        Column("Sterilizer", lambda v: v.sterilizer.name, stretch=True),
        Column("Cycle", lambda v: v.cycle.name, width=220),
        Column("Run", lambda v: day_clock(v.load.started_at, now(), zone), width=110),
        Column("Contents", _contents, width=100),
        Column("Mech.", lambda v: mechanical_words(v)[0], role=lambda v: mechanical_words(v)[1],
               width=74),
        Column("Chemical", lambda v: chemical_words(v)[0], role=lambda v: chemical_words(v)[1],
               width=100),
        Column("Biological", lambda v: biological_words(v, now(), zone)[0],
               role=lambda v: biological_words(v, now(), zone)[1], width=136),
        Column("State", lambda v: state_words(v)[0], look="pill", role=lambda v: state_words(v)[1],
               icon=_icon, width=128),
    )  # fmt: skip


def _contents(view: LoadView) -> str:
    return "test" if view.load.test else count_words(len(view.packs), "pack")


def _icon(view: LoadView) -> str:
    return "warning" if view.load.state in (LoadState.FAILED, LoadState.RECALLED) else ""
