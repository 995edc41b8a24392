"""The numbers at the top: loads today, packs in stock, awaited biologicals, open recalls."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QGridLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.text import ElidedLabel, label

_SMALLEST = 168


class NumberCard(Card):
    """What is counted, how many, and a line about them."""

    def __init__(self, title: str) -> None:
        super().__init__(margin=14, spacing=2)
        self._title = title
        self.number, self.detail = label("", "figure"), ElidedLabel("", "small", least=40)
        for part in (ElidedLabel(title, "small", least=40), self.number, self.detail):
            self.add(part)

    def show_number(self, number: int, detail: str, state: str = "") -> None:
        self.number.setText(str(number))
        theme.restyle(self.number, state=state)
        self.detail.setText(detail)
        self.detail.setToolTip(detail)
        self.setAccessibleName(f"{self._title}: {number}. {detail}".strip())


class NumberCards(QWidget):
    """Four in a line, or two where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loads, self.stock = NumberCard("Loads today"), NumberCard("Packs in stock")
        self.biological = NumberCard("Awaiting biological")
        self.recalls = NumberCard("Open recalls")
        self._all = (self.loads, self.stock, self.biological, self.recalls)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))

    def show_view(self, view: SterilizeView, now: datetime, zone: tzinfo) -> None:
        of_today = [
            item
            for item in view.loads
            if item.load.started_at.astimezone(zone).date() == view.today
        ]
        running = sum(item.load.ended_at is None for item in of_today)
        self.loads.show_number(len(of_today), f"{running} running" if running else "")
        soon = view.expiring
        expiring = f"{soon} expire in 30 days" if soon else "none expires in 30 days"
        self.stock.show_number(len(view.stock), expiring)
        dues = [due for _load, due in view.waiting.incubating]
        first = f"due {day_clock(min(dues), now, zone)}" if dues else ""
        late = bool(dues) and min(dues) <= now
        self.biological.show_number(
            len(dues), "read now" if late else first, "critical" if late else ""
        )
        missing = sum(count for _recall, count in view.waiting.recalls)
        count = len(view.waiting.recalls)
        words = f"{count_words(missing, 'pack')} outstanding" if count else ""
        self.recalls.show_number(count, words, "critical" if count else "")

    def resizeEvent(self, event: object) -> None:
        gap = theme.px(12)
        columns = 4 if self.width() >= 4 * theme.px(_SMALLEST) + 3 * gap else 2
        if columns != self._columns:
            self._columns = columns
            for number in range(4):
                self._grid.setColumnStretch(number, int(number < columns))
            for number, card in enumerate(self._all):
                self._grid.addWidget(card, number // columns, number % columns)
