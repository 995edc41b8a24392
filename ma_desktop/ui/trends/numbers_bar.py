"""Beneath the chart: last, change, least, most and average of what is in sight."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.domain.trend import COUNTS, Trend, statistics
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label

_PLACES = ("all", "visits", "outside")
_WORDS = {"all": "All readings", "visits": "Taken in visits", "outside": "Taken outside visits"}


class NumbersBar(QWidget):
    """Statistics of the visible span; one button goes round: all, in visits, outside visits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = "all"
        self._trend: Trend | None = None
        self._span = (0.0, 0.0)
        self.words = label("", "strong", wrap=True)
        self.turn = button(_WORDS["all"], self._next, "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.words, 1)
        row.addWidget(self.turn)

    def show_span(self, trend: Trend, start: float, end: float) -> None:
        self._trend, self._span = trend, (start, end)
        self._say()

    def _next(self) -> None:
        self.place = _PLACES[(_PLACES.index(self.place) + 1) % len(_PLACES)]
        self.turn.setText(_WORDS[self.place])
        self.turn.setAccessibleName(_WORDS[self.place])
        self._say()

    def _say(self) -> None:
        trend = self._trend
        if trend is None or not trend.columns.values:
            self.words.setText("")
            return
        rows = self._rows(trend)
        found = [
            statistics(np.frombuffer(column)[rows].tolist() if len(rows) else [])
            for column in trend.columns.values[:2]
        ]
        if not found[0].count:
            self.words.setText("No number in this time.")
            return
        first = found[0]

        def both(name: str) -> str:
            values = [getattr(one, name) for one in found]
            return "/".join(trend.words(value) for value in values if value is not None)

        change = first.change or 0.0
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        parts = [f"Last {both('last')}"]
        if first.change is not None:
            parts.append(f"change {sign}{trend.words(abs(change))}")
        parts += [f"least {both('least')}", f"most {both('most')}"]
        count = f"{first.count:,} reading{'s' if first.count > 1 else ''}"
        parts.append(f"average {both('average')} of {count}")
        self.words.setText(" · ".join(parts))
        self.words.setAccessibleName(self.words.text())

    def _rows(self, trend: Trend) -> npt.NDArray[np.intp]:
        """The rows that count, in sight and taken where the button says."""
        kinds = np.frombuffer(trend.columns.kinds, np.uint8)
        times = trend.columns.times
        outside = np.frombuffer(trend.columns.outside, np.uint8) == 1
        first, last = (bisect_left(times, end) for end in self._span)
        wanted = kinds == COUNTS
        if self.place != "all":
            wanted &= outside if self.place == "outside" else ~outside
        return first + np.flatnonzero(wanted[first:last])
